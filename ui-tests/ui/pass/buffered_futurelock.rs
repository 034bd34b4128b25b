//! Either the buffered futures or the consumer acquire, but not both.

#![deny(warnings)]

use futures::{StreamExt, stream};
use interlocking::{Lock, Semaphore, synchronized};

static GATE: Semaphore = Semaphore::new(3);
static DISK: Semaphore = Semaphore::new(1);
static PAGES: Lock<Vec<String>> = Lock::new(Vec::new());

async fn fetch(url: String) -> String {
    tokio::task::yield_now().await;
    url
}

/// Only the fetching is limited.
#[synchronized]
async fn in_the_buffer(urls: Vec<String>) {
    stream::iter(urls)
        .map(|url| async {
            let _permit = GATE.acquire().await;
            fetch(url).await
        })
        .buffered(5)
        .for_each(|page| async move { println!("{page}") })
        .await;
}

/// Only the consumer acquires the lock.
#[synchronized]
async fn behind_the_buffer(urls: Vec<String>) {
    stream::iter(urls)
        .map(fetch)
        .buffer_unordered(5)
        .for_each(async |page| PAGES.lock().await.push(page))
        .await;
}

/// The two limits differ.
#[synchronized]
async fn two_limits(urls: Vec<String>) {
    stream::iter(urls)
        .map(async |url| {
            let _permit = GATE.acquire().await;
            fetch(url).await
        })
        .buffered(5)
        .for_each(async |page| {
            let _permit = DISK.acquire().await;
            println!("{page}");
        })
        .await;
}

/// All futures finish before the consumer acquires.
#[synchronized]
async fn collected(urls: Vec<String>) {
    let pages: Vec<String> = stream::iter(urls)
        .map(async |url| {
            let _permit = GATE.acquire().await;
            fetch(url).await
        })
        .buffered(5)
        .collect()
        .await;
    stream::iter(pages)
        .for_each(async |page| {
            let _permit = GATE.acquire().await;
            println!("{page}");
        })
        .await;
}

/// Without a buffer, one future finishes before the next starts.
#[synchronized]
async fn one_by_one(urls: Vec<String>) {
    stream::iter(urls)
        .then(async |url| {
            let _permit = GATE.acquire().await;
            fetch(url).await
        })
        .for_each(async |page| {
            let _permit = GATE.acquire().await;
            println!("{page}");
        })
        .await;
}

#[synchronized]
async fn on_purpose(urls: Vec<String>) {
    #[sync_allow(buffered_futurelock, reason = "there are more permits than places in the buffer")]
    stream::iter(urls)
        .map(async |url| {
            let _permit = GATE.acquire().await;
            fetch(url).await
        })
        .buffered(2)
        .for_each(async |page| {
            let _permit = GATE.acquire().await;
            println!("{page}");
        })
        .await;
}

fn main() {
    drop((in_the_buffer(Vec::new()), behind_the_buffer(Vec::new()), two_limits(Vec::new())));
    drop((collected(Vec::new()), one_by_one(Vec::new()), on_purpose(Vec::new())));
}
