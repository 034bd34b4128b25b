//! Futures and closures that a function of the crate runs where its caller holds a lock.

#![allow(unused)]
use std::{future::Future, pin::Pin};
use tokio::sync::{Mutex, Notify};

pub struct Store {
    rows: Mutex<Vec<u32>>,
    index: Mutex<u32>,
    changed: Notify,
}

async fn with<F: Future<Output = ()>>(future: F) {
    future.await
}
async fn pinned<T>(future: Pin<Box<dyn Future<Output = T> + Send + '_>>) -> T {
    future.await
}
async fn pinned_here<F>(future: F) -> F::Output
where
    F: Future,
{
    tokio::pin!(future);
    future.await
}
async fn retry<F, R>(run: F)
where
    F: Fn() -> R,
    R: Future<Output = ()>,
{
    for _ in 0..3 {
        run().await
    }
}
async fn twice<F, R, T>(mut run: F) -> T
where
    F: FnMut(u32) -> R,
    R: Future<Output = T>,
{
    let first = run(1);
    first.await;
    run(2).await
}
async fn by_async_closure<F: AsyncFn()>(run: F) {
    run().await
}
async fn handed_on<R: Future<Output = ()>>(run: impl Fn() -> R) {
    retry(run).await
}

impl Store {
    async fn save(&self) {
        self.rows.lock().await.push(1);
    }
    /// `callback_under_lock`
    async fn under_the_index<R: Future<Output = ()>>(&self, run: impl Fn() -> R) {
        let index = self.index.lock().await;
        run().await;
        drop(index);
    }
    /// `same_lock_twice`
    async fn a_block(&self) {
        let rows = self.rows.lock().await;
        with(async { self.rows.lock().await.push(1) }).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn a_call(&self) {
        let rows = self.rows.lock().await;
        pinned_here(self.save()).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn a_boxed_block(&self) {
        let rows = self.rows.lock().await;
        pinned(Box::pin(async { self.rows.lock().await.push(1) })).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn a_closure_with_a_block(&self) {
        let rows = self.rows.lock().await;
        retry(|| async { self.rows.lock().await.push(1) }).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn a_closure_with_a_call(&self) {
        let rows = self.rows.lock().await;
        handed_on(|| self.save()).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn a_closure_with_an_argument(&self) {
        let rows = self.rows.lock().await;
        twice(|n| async move { self.rows.lock().await.push(n) }).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn an_async_closure(&self) {
        let rows = self.rows.lock().await;
        by_async_closure(async || self.rows.lock().await.push(1)).await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn a_block_with_a_variable_of_the_same_name(&self) {
        let rows = self.rows.lock().await;
        with(async move {
            let rows = self.rows.lock().await;
            drop(rows)
        })
        .await;
        drop(rows);
    }
    /// `same_lock_twice`
    async fn through_a_method(&self) {
        let rows = self.rows.lock().await;
        self.under_the_index(|| self.save()).await;
        drop(rows);
    }

    // Whoever announces with `notify_waiters` wakes only those that are registered.
    /// `lost_wakeup`
    async fn tested_under_the_lock(&self) {
        while self.rows.lock().await.is_empty() {
            self.changed.notified().await;
        }
    }
    /// `lost_wakeup`
    async fn taken_under_the_lock(&self) -> u32 {
        loop {
            {
                let mut rows = self.rows.lock().await;
                if let Some(row) = rows.pop() {
                    return row;
                }
            }
            self.changed.notified().await;
        }
    }
    async fn push(&self) {
        self.rows.lock().await.push(1);
        self.changed.notify_waiters();
    }
}
