//! Guards in tuples that functions return.

#![allow(unused)]
use tokio::sync::{Mutex, MutexGuard};

struct S {
    a: Mutex<u32>,
    b: Mutex<u32>,
}

impl S {
    async fn add(&self) {
        *self.a.lock().await += 1;
    }
    async fn pair(&self) -> (MutexGuard<'_, u32>, u32) {
        (self.a.lock().await, 3)
    }
    async fn three(&self) -> (u32, MutexGuard<'_, u32>, MutexGuard<'_, u32>) {
        (1, self.a.lock().await, self.b.lock().await)
    }
    async fn dropped(&self) {
        let (g, n) = self.pair().await;
        drop(g);
        self.add().await;
    }
    async fn not_bound(&self) {
        let (_, n) = self.pair().await;
        self.add().await;
    }
    async fn out_of_scope(&self) {
        {
            let (g, n) = self.pair().await;
        }
        self.add().await;
    }
    async fn one_of_three(&self) {
        let (n, g, h) = self.three().await;
        drop(g);
        self.add().await;
        drop(h);
    }
    async fn another_part(&self) {
        let n = self.pair().await.1;
        self.add().await;
    }
    async fn used_and_dropped(&self) {
        let (mut g, n) = self.pair().await;
        *g += n;
        drop(g);
        self.add().await;
    }
    async fn dropped_as_a_pair(&self) {
        let p = self.pair().await;
        drop(p);
        self.add().await;
    }
    async fn taken_apart_later(&self) {
        let p = self.pair().await;
        let (g, n) = p;
        drop(g);
        self.add().await;
    }
    async fn given_on(&self) -> MutexGuard<'_, u32> {
        let (g, n) = self.pair().await;
        g
    }
    async fn dropped_by_its_caller(&self) {
        let g = self.given_on().await;
        drop(g);
        self.add().await;
    }
}
