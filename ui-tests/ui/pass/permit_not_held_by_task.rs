//! The permit lives as long as the task, or the task is not what is limited.

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

/// It waits for the task.
#[semaphore(2)]
async fn awaited(url: String) -> bool {
    tokio::spawn(fetch(url)).await.is_ok()
}

/// So it does through a variable.
#[semaphore(2)]
async fn awaited_later(url: String) -> bool {
    let task = tokio::spawn(fetch(url));
    println!("started");
    task.await.is_ok()
}

/// It waits for all of its tasks.
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

/// The task takes the permit with it.
#[semaphore(permit = GATE)]
async fn given(url: String) {
    tokio::spawn(fetch_with(url, permit));
}

/// So does this one, of a semaphore that is shared.
#[synchronized]
async fn owned(url: String, gate: Arc<Semaphore>) {
    let permit = gate.acquire_owned().await;
    tokio::spawn(async move {
        fetch(url).await;
        drop(permit);
    });
}

/// The limit is that of the task.
async fn limits_the_task(url: String) {
    tokio::spawn(limited(url));
}

#[semaphore(2)]
async fn limited(url: String) {
    fetch(url).await;
}

/// The caller decides whether to wait.
#[semaphore(2)]
async fn returned(url: String) -> JoinHandle<()> {
    tokio::spawn(fetch(url))
}

/// What is limited is what this waits for itself; the task only reports it.
#[semaphore(2)]
async fn reports(url: String) {
    fetch(url.clone()).await;
    tokio::spawn(async move { println!("fetched {url}") });
}

/// A lock is for what is guarded.
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
