//! Guards that functions return, in something.

#![allow(unused)]
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard};

struct Wrap<G> {
    inner: G,
}

enum Held<'a> {
    Yes(MutexGuard<'a, u32>),
    No,
}

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
    async fn wrapped(&self) -> Wrap<MutexGuard<'_, u32>> {
        Wrap { inner: self.a.lock().await }
    }
    async fn held(&self, is_needed: bool) -> Held<'_> {
        if is_needed { Held::Yes(self.a.lock().await) } else { Held::No }
    }
    async fn maybe(&self) -> Option<MutexGuard<'_, u32>> {
        Some(self.a.lock().await)
    }
    /// `same_lock_twice`
    async fn of_a_pair(&self) {
        let (g, n) = self.pair().await;
        self.add().await;
        drop(g);
    }
    /// `same_lock_twice`
    async fn in_a_wrapper(&self) {
        let w = self.wrapped().await;
        self.add().await;
        drop(w);
    }
    /// `same_lock_twice`
    async fn in_a_variant(&self) {
        let h = self.held(true).await;
        self.add().await;
        drop(h);
    }
    /// `same_lock_twice`
    async fn in_an_option(&self) {
        if let Some(g) = self.maybe().await {
            self.add().await;
        }
    }
}
