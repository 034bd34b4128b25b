//! Buffered futures hold a primitive that the consumer of the stream waits for.

#![deny(deprecated)]

use futures::{StreamExt, stream};
use interlocking::{Lock, RwLock, Semaphore, synchronized};

static GATE: Semaphore = Semaphore::new(3);
static TOTAL: Lock<usize> = Lock::new(0);
static CACHE: RwLock<Vec<String>> = RwLock::new(Vec::new());

async fn fetch(url: String) -> String {
    tokio::task::yield_now().await;
    url
}

#[synchronized]
async fn permits(urls: Vec<String>) {
    stream::iter(urls)
        .map(|url| async {
            let _permit = GATE.acquire().await;
            fetch(url).await
        })
        .buffered(5)
        .for_each(|page| async move {
            let _permit = GATE.acquire().await;
            println!("{page}");
        })
        .await;
}

#[synchronized]
async fn a_lock(urls: Vec<String>) {
    stream::iter(urls)
        .map(async |url| {
            let mut total = TOTAL.lock().await;
            *total += fetch(url).await.len();
        })
        .buffer_unordered(5)
        .for_each(async |()| *TOTAL.lock().await += 1)
        .await;
}

#[synchronized]
async fn a_writer(urls: Vec<String>) {
    stream::iter(urls)
        .map(async |url| {
            let cache = CACHE.read().await;
            (cache.contains(&url), fetch(url).await)
        })
        .buffered(5)
        .filter(|(known, _)| std::future::ready(!known))
        .for_each_concurrent(2, async |(_, page)| CACHE.write().await.push(page))
        .await;
}

fn main() {
    drop((permits(Vec::new()), a_lock(Vec::new()), a_writer(Vec::new())));
}
