//! A permit that is released when the task is spawned, not when it ends.

#![deny(deprecated)]

use interlocking::{Semaphore, semaphore};

static GATE: Semaphore = Semaphore::new(2);

async fn fetch(url: String) {
    tokio::task::yield_now().await;
    println!("{url}");
}

#[semaphore(2)]
async fn start(url: String) {
    tokio::spawn(fetch(url));
}

#[semaphore(GATE)]
async fn handle_ignored(url: String) {
    let _ = tokio::task::spawn(async move {
        println!("{url}");
        fetch(url).await;
    });
}

#[semaphore(GATE, permits = 2)]
async fn blocking(path: String) {
    tokio::task::spawn_blocking(move || println!("{:?}", std::fs::read(path)));
}

#[semaphore(2)]
async fn each(urls: Vec<String>) {
    for url in urls {
        tokio::spawn(fetch(url));
    }
}

fn main() {
    drop((start(String::new()), handle_ignored(String::new()), blocking(String::new())));
    drop(each(Vec::new()));
}
