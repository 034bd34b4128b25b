//! The permit lives as long as the task, or the limit does not apply to the task.

#![deny(warnings)]

use std::sync::Arc;

use interlocking::{Lock, Permit, Semaphore, guarded, semaphore, synchronized};
use tokio::task::{JoinHandle, JoinSet};

static GATE: Semaphore = Semaphore::new(2);
static STARTED: Lock<u32> = Lock::new(0);

async fn fetch(url: String) {
    tokio::task::yield_now().await;
    println!("{url}");
}

/// The task is awaited.
#[semaphore(2)]
async fn awaited(url: String) -> bool {
    tokio::spawn(fetch(url)).await.is_ok()
}

/// The task is awaited by its variable.
#[semaphore(2)]
async fn awaited_later(url: String) -> bool {
    let task = tokio::spawn(fetch(url));
    println!("started");
    task.await.is_ok()
}

/// All tasks are awaited.
#[semaphore(2)]
async fn awaited_in_a_set(urls: Vec<String>) {
    let mut tasks = JoinSet::new();
    for url in urls {
        tasks.spawn(fetch(url));
    }
    tasks.join_all().await;
}

async fn fetch_with(url: String, _permit: Permit<'static>) {
    fetch(url).await;
}

/// The task takes the permit.
#[semaphore(permit = GATE)]
async fn given(url: String) {
    tokio::spawn(fetch_with(url, permit));
}

/// The task takes the permit of a shared semaphore.
#[synchronized]
async fn owned(url: String, gate: Arc<Semaphore>) {
    let permit = gate.acquire_owned().await;
    tokio::spawn(async move {
        fetch(url).await;
        drop(permit);
    });
}

/// The limit is on the task's function.
async fn limits_the_task(url: String) {
    tokio::spawn(limited(url));
}

#[semaphore(2)]
async fn limited(url: String) {
    fetch(url).await;
}

/// The caller decides whether to await the task.
#[semaphore(2)]
async fn returned(url: String) -> JoinHandle<()> {
    tokio::spawn(fetch(url))
}

/// This function does the limited work itself; the task only reports it.
#[semaphore(2)]
async fn reports(url: String) {
    fetch(url.clone()).await;
    tokio::spawn(async move { println!("fetched {url}") });
}

/// A lock protects data, and does not limit tasks.
#[guarded(STARTED)]
async fn counts(url: String) {
    *started += 1;
    tokio::spawn(fetch(url));
}

#[semaphore(2, allow(permit_not_held_by_task, reason = "limits how many start at once"))]
async fn on_purpose(url: String) {
    tokio::spawn(fetch(url));
}

fn main() {
    drop((awaited(String::new()), awaited_later(String::new()), awaited_in_a_set(Vec::new())));
    drop((given(String::new()), owned(String::new(), Arc::new(Semaphore::new(2)))));
    drop((limits_the_task(String::new()), returned(String::new()), reports(String::new())));
    drop((counts(String::new()), on_purpose(String::new())));
}
