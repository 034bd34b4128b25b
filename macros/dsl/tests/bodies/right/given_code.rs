//! Futures and closures that a function of the crate runs elsewhere, later, or for a while only.

#![allow(unused)]
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    sync::Mutex,
    time::{sleep, timeout},
};

pub struct Store {
    rows: Mutex<Vec<u32>>,
    index: Mutex<u32>,
}

fn start<F: Future<Output = ()> + Send + 'static>(future: F) {
    tokio::spawn(future);
}
fn start_closure<F, R>(run: F)
where
    F: FnOnce() -> R,
    R: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(run());
}
fn start_later<F, R>(run: F)
where
    F: FnOnce() -> R + Send + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move { run().await });
}
async fn ignore<F: Future<Output = ()>>(future: F) {
    drop(future)
}
fn made<F: FnOnce() -> R, R>(make: F) -> R {
    make()
}
fn keep<'a>(
    later: &mut Vec<Pin<Box<dyn Future<Output = ()> + Send + 'a>>>,
    future: impl Future<Output = ()> + Send + 'a,
) {
    later.push(Box::pin(future));
}
async fn with<F: Future<Output = ()>>(future: F) {
    future.await
}
async fn after<G, F, R>(guard: G, run: F)
where
    F: Fn() -> R,
    R: Future<Output = ()>,
{
    drop(guard);
    run().await
}

impl Store {
    fn new() -> Self {
        Store { rows: Mutex::new(Vec::new()), index: Mutex::new(0) }
    }
    async fn save(&self) {
        self.rows.lock().await.push(1);
    }
    async fn a_task(self: Arc<Self>) {
        let rows = self.rows.lock().await;
        let me = self.clone();
        start(async move { me.save().await });
        drop(rows);
    }
    async fn a_task_of_a_closure(self: Arc<Self>) {
        let rows = self.rows.lock().await;
        let me = self.clone();
        start_closure(move || async move { me.save().await });
        drop(rows);
    }
    async fn a_task_that_calls(self: Arc<Self>) {
        let rows = self.rows.lock().await;
        let me = self.clone();
        start_later(move || async move { me.save().await });
        drop(rows);
    }
    async fn never_run(&self) {
        let rows = self.rows.lock().await;
        ignore(self.save()).await;
        drop(rows);
    }
    async fn made_under_the_lock(&self) {
        let rows = self.rows.lock().await;
        let future = made(|| self.save());
        drop(rows);
        future.await
    }
    async fn kept(&self) {
        let rows = self.rows.lock().await;
        let mut later: Vec<Pin<Box<dyn Future<Output = ()> + Send + '_>>> = vec![];
        keep(&mut later, self.save());
        drop(rows);
        for future in later {
            future.await
        }
    }
    async fn another_lock(&self) {
        let rows = self.rows.lock().await;
        with(async { *self.index.lock().await += 1 }).await;
        drop(rows);
    }
    async fn released_inside(&self) {
        let rows = self.rows.lock().await;
        with(async {
            drop(rows);
            self.save().await
        })
        .await;
    }
    async fn moved_into_a_variable_of_the_same_name(&self) {
        let rows = self.rows.lock().await;
        with(async {
            let rows = rows;
            drop(rows);
            let rows = self.rows.lock().await;
            drop(rows)
        })
        .await;
    }
    async fn released_by_the_callee(&self) {
        let rows = self.rows.lock().await;
        after(rows, || self.save()).await;
    }
}

#[tokio::test]
async fn a_limited_call_proves_that_it_waits() {
    let store = Store::new();
    let rows = store.rows.lock().await;
    assert!(timeout(Duration::from_millis(5), store.save()).await.is_err());
    tokio::select! {
        _ = store.save() => panic!("it did not wait"),
        _ = sleep(Duration::from_millis(5)) => {}
    }
    drop(rows);
    store.save().await;
}
