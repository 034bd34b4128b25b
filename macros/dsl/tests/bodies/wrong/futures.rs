//! Futures that wait for a lock that is held: in collections, in streams, behind pins, continued.

#![allow(unused)]
use std::pin::Pin;

use futures::{
    FutureExt, StreamExt,
    future::join_all,
    stream::{self, FuturesUnordered},
};
use tokio::sync::Mutex;

async fn work() {}

struct Counter {
    n: Mutex<u32>,
}

impl Counter {
    async fn add(&self, k: u32) {
        *self.n.lock().await += k;
    }
    /// `same_lock_twice`
    async fn for_each_of_calls(&self) {
        let g = self.n.lock().await;
        stream::iter(0..3).for_each(|k| self.add(k)).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn for_each_of_blocks(&self) {
        let g = self.n.lock().await;
        stream::iter(0..3).for_each(|k| async move { self.add(k).await }).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn then_collected(&self) {
        let g = self.n.lock().await;
        stream::iter(0..3).then(|k| self.add(k)).collect::<Vec<_>>().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn for_each_concurrent(&self) {
        let g = self.n.lock().await;
        stream::iter(0..3).for_each_concurrent(2, |k| self.add(k)).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn buffered_and_collected(&self) {
        let g = self.n.lock().await;
        stream::iter(0..3).map(|k| self.add(k)).buffer_unordered(2).collect::<Vec<_>>().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_boxed_stream(&self) {
        let g = self.n.lock().await;
        let mut s = stream::iter(0..3).then(|k| self.add(k)).boxed_local();
        while let Some(()) = s.next().await {}
        drop(g);
    }
    /// `same_lock_twice`
    async fn pushed_one_by_one(&self) {
        let g = self.n.lock().await;
        let mut f = FuturesUnordered::new();
        for k in 0..3 {
            f.push(self.add(k));
        }
        while f.next().await.is_some() {}
        drop(g);
    }
    /// `same_lock_twice`
    async fn collected_into_a_set(&self) {
        let g = self.n.lock().await;
        let f: FuturesUnordered<_> = (0..3).map(|k| self.add(k)).collect();
        f.collect::<Vec<_>>().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn collected_and_joined(&self) {
        let g = self.n.lock().await;
        let fs: Vec<_> = (0..3).map(|k| self.add(k)).collect();
        join_all(fs).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn loop_over_calls(&self) {
        for f in [1, 2].iter().map(|k| self.add(*k)) {
            let g = self.n.lock().await;
            f.await;
            drop(g);
        }
    }
    /// `same_lock_twice`
    async fn loop_over_an_array_of_calls(&self) {
        let g = self.n.lock().await;
        for f in [1, 2].map(|k| self.add(k)) {
            f.await;
        }
        drop(g);
    }
    /// `same_lock_twice`
    async fn loop_over_a_list(&self) {
        let g = self.n.lock().await;
        let fs = vec![self.add(1), self.add(2)];
        for f in fs {
            f.await;
        }
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_list_that_was_made_before(&self) {
        let fs: Vec<_> = (0..2).map(|k| self.add(k)).collect();
        let g = self.n.lock().await;
        for f in fs {
            f.await;
        }
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_pinned_block(&self) {
        let g = self.n.lock().await;
        let mut h = Box::pin(async {
            self.n.lock().await;
        });
        h.as_mut().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_boxed_call(&self) {
        let g = self.n.lock().await;
        let h = Box::pin(self.add(1));
        h.await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_boxed_call_by_reference(&self) {
        let g = self.n.lock().await;
        let mut h = Box::pin(self.add(1));
        (&mut h).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_call_that_is_pinned_in_place(&self) {
        let g = self.n.lock().await;
        let mut h = std::pin::pin!(self.add(1));
        h.as_mut().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_dyn_future(&self) {
        let g = self.n.lock().await;
        let h: Pin<Box<dyn Future<Output = ()> + '_>> = Box::pin(self.add(1));
        h.await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn boxed_local(&self) {
        let g = self.n.lock().await;
        self.add(1).boxed_local().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn mapped(&self) {
        let g = self.n.lock().await;
        self.add(1).map(|()| 3).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn continued(&self) {
        let g = self.n.lock().await;
        self.add(1).then(|()| work()).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_continuation(&self) {
        let g = self.n.lock().await;
        work().then(|()| self.add(1)).await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_stream_item_by_item(&self) {
        let g = self.n.lock().await;
        let mut s = stream::iter(0..3).then(|k| self.add(k));
        s.next().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn a_stream_pinned_in_place(&self) {
        let g = self.n.lock().await;
        let s = stream::iter(0..3).then(|k| self.add(k));
        tokio::pin!(s);
        while let Some(()) = s.next().await {}
        drop(g);
    }
}
