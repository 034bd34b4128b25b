//! Futures that wait for a lock when it is free: in collections, in streams, behind pins, continued.

#![allow(unused)]
use std::{pin::pin, sync::Arc, time::Duration};

use futures::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, FuturesUnordered},
};
use tokio::sync::Mutex;

async fn work() {}

struct Counter {
    n: Mutex<u32>,
    v: Mutex<Vec<u32>>,
}

impl Counter {
    async fn add(&self, k: u32) {
        *self.n.lock().await += k;
    }
    async fn get(&self) -> u32 {
        *self.n.lock().await
    }
    async fn boxed_under_the_lock(&self) {
        let g = self.n.lock().await;
        let f = Box::pin(self.add(*g));
        drop(g);
        f.await;
    }
    async fn a_stream_that_is_used_later(&self) {
        let g = self.n.lock().await;
        let s = stream::iter(0..*g).then(|k| self.add(k));
        drop(g);
        s.collect::<Vec<_>>().await;
    }
    async fn tasks_that_go_on_later(self: Arc<Self>) {
        let g = self.n.lock().await;
        for k in 0..*g {
            let s = self.clone();
            tokio::spawn(async move { s.add(k).await });
        }
    }
    async fn pushed_under_the_lock(&self) {
        let mut fs = FuturesUnordered::new();
        {
            let g = self.n.lock().await;
            for f in (0..*g).map(|k| self.add(k)) {
                fs.push(f);
            }
        }
        while fs.next().await.is_some() {}
    }
    async fn awaited_by_reference_later(&self) {
        let mut h = Box::pin(self.add(1));
        {
            let g = self.n.lock().await;
        }
        (&mut h).await;
    }
    async fn perhaps_awaited_later(&self, c: bool) {
        let g = self.n.lock().await;
        let f = c.then(|| self.add(1));
        drop(g);
        if let Some(f) = f {
            f.await;
        }
    }
    async fn mapped_and_awaited_later(&self, c: Option<u32>) {
        let g = self.n.lock().await;
        let f = c.map(|k| self.add(k));
        drop(g);
        if let Some(f) = f {
            f.await;
        }
    }
    async fn dropped_unpolled(&self) {
        let g = self.n.lock().await;
        (0..3).for_each(|k| drop(self.add(k)));
    }
    async fn collected_under_the_lock(&self) {
        let fs: Vec<_> = {
            let g = self.n.lock().await;
            (0..*g).map(|k| self.add(k)).collect()
        };
        for f in fs {
            f.await;
        }
    }
    async fn selected(&self) {
        let mut h = pin!(self.add(1));
        tokio::select! { _ = h.as_mut() => {} _ = work() => {} }
    }
    async fn selected_in_a_loop(&self) {
        let mut h = pin!(self.add(1));
        loop {
            tokio::select! { _ = &mut h => break, _ = tokio::time::sleep(Duration::from_secs(1)) => { println!("slow"); } }
        }
    }
    async fn two_in_a_list(&self) {
        let fs: Vec<BoxFuture<'_, ()>> =
            vec![self.add(1).boxed(), async { self.v.lock().await.push(1) }.boxed()];
        for f in fs {
            f.await;
        }
        let g = self.n.lock().await;
    }
    async fn two_locks_in_a_list(&self) {
        let fs: Vec<BoxFuture<'_, ()>> = vec![
            async {
                let n = self.n.lock().await;
                work().await;
                drop(n)
            }
            .boxed(),
            async {
                let v = self.v.lock().await;
                work().await;
                drop(v)
            }
            .boxed(),
        ];
        for f in fs {
            f.await;
        }
    }
    async fn both_at_once(&self) {
        let v = self.v.lock().await;
        let n = self.n.lock().await;
        drop((v, n));
    }
    async fn all_that_a_stream_gave(&self) {
        let xs: Vec<u32> = stream::iter(0..3).then(|_| self.get()).collect().await;
        let g = self.n.lock().await;
        println!("{:?} {}", xs, *g);
    }
    async fn one_after_the_other(&self) {
        stream::iter(0..3)
            .for_each_concurrent(2, |k| async move {
                let mut n = self.n.lock().await;
                *n += k;
                drop(n);
                self.v.lock().await.push(k);
            })
            .await;
    }
    async fn until_one_fails(&self) -> Result<(), ()> {
        stream::iter((0..3).map(Ok))
            .try_for_each(|k| async move {
                self.add(k).await;
                Ok(())
            })
            .await?;
        *self.n.lock().await += 1;
        Ok(())
    }
    async fn each_of_an_array(&self) {
        let mut held = Vec::new();
        for m in [&self.n] {
            held.push(m.lock().await);
        }
        drop(held);
    }
    async fn two_of_a_list(&self, locks: &[Mutex<u32>]) {
        let mut held = vec![];
        while held.len() < 2 {
            held.push(locks[held.len()].lock().await);
        }
        drop(held);
    }
    async fn mapped(&self) {
        let f = self.get().map(|n| n + 1);
        let n = f.await;
        *self.n.lock().await = n;
    }
    async fn beside_another_lock(&self) {
        let fs = [self.add(1), self.add(2)];
        for f in fs {
            {
                let g = self.v.lock().await;
            }
            f.await;
        }
    }
    async fn under_another_lock(&self) {
        let g = self.v.lock().await;
        for f in g.iter().map(|k| self.add(*k)) {
            f.await;
        }
    }
    async fn the_first_alone(&self) {
        let mut it = (0..3).map(|k| self.add(k));
        if let Some(f) = it.next() {
            f.await;
        }
        let g = self.n.lock().await;
    }
    async fn a_pinned_stream_later(&self) {
        let g = self.n.lock().await;
        let mut s = Box::pin(stream::iter(0..*g).then(|k| self.add(k)));
        drop(g);
        while let Some(()) = s.next().await {}
    }
    async fn buffered(&self) {
        let mut s = stream::iter(0..3).map(|k| self.add(k)).buffered(2);
        while let Some(()) = s.next().await {
            self.v.lock().await.push(1);
        }
    }
    async fn until_the_first(&self) {
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(self.n.lock().await);
            if held.len() == 1 {
                break;
            }
        }
        drop(held);
    }
}
