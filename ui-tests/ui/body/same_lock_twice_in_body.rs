//! The body acquires a lock that it holds, or waits for a task that acquires it.

use futures::stream::{FuturesUnordered, StreamExt};
use interlocking::{Lock, RwLock, guarded, synchronized};
use tokio::task::JoinSet;

static TOTAL: Lock<u32> = Lock::new(0);
static SETTINGS: RwLock<String> = RwLock::new(String::new());

#[guarded(TOTAL)]
async fn again() {
    *total += 1;
    println!("{}", TOTAL.lock().await);
}

#[synchronized]
async fn forgotten(accounts: &Lock<Vec<u32>>) -> usize {
    let known = accounts.lock().await;
    println!("{} accounts", known.len());
    tokio::task::yield_now().await;
    accounts.lock().await.len()
}

#[synchronized]
async fn shadowed(rates: &RwLock<Vec<u32>>) -> u32 {
    let known = rates.read().await;
    println!("{} rates", known.len());
    let known = rates.read().await;
    known.iter().sum()
}

#[synchronized]
async fn dropped_on_one_path(reset: bool) {
    let total = TOTAL.lock().await;
    if reset {
        drop(total);
    }
    *TOTAL.lock().await += 1;
}

#[guarded(read SETTINGS)]
async fn read_in_read() -> bool {
    settings.len() == SETTINGS.read().await.len()
}

#[guarded(read SETTINGS)]
async fn upgraded() {
    if settings.is_empty() {
        SETTINGS.write().await.push_str("default");
    }
}

#[guarded(write SETTINGS)]
async fn read_in_write() {
    settings.push_str("default");
    println!("{}", SETTINGS.read().await);
}

#[guarded(TOTAL)]
async fn spawned() {
    *total += 1;
    let added = tokio::spawn(async { *TOTAL.lock().await += 1 });
    added.await.unwrap();
}

#[guarded(TOTAL)]
async fn spawned_in_a_set(amounts: Vec<u32>) {
    let mut tasks = JoinSet::new();
    for amount in amounts {
        tasks.spawn(async move { *TOTAL.lock().await += amount });
    }
    while tasks.join_next().await.is_some() {}
    println!("{total}");
}

#[guarded(TOTAL)]
async fn joined(amount: u32) {
    *total += amount;
    tokio::join!(async { *TOTAL.lock().await += amount }, tokio::task::yield_now());
}

#[guarded(TOTAL)]
async fn unordered(amounts: &[u32]) {
    let mut all = FuturesUnordered::new();
    for amount in amounts {
        all.push(async move { *TOTAL.lock().await += amount });
    }
    while all.next().await.is_some() {}
    println!("{total}");
}

#[guarded(TOTAL)]
async fn on_a_blocking_thread() {
    *total += 1;
    tokio::task::spawn_blocking(|| *TOTAL.blocking_lock() += 1).await.unwrap();
}

fn main() {
    let accounts = Lock::new(Vec::new());
    let rates = RwLock::new(Vec::new());
    drop((again(), forgotten(&accounts), shadowed(&rates), dropped_on_one_path(true)));
    drop((read_in_read(), upgraded(), read_in_write(), spawned(), spawned_in_a_set(vec![])));
    drop((joined(1), unordered(&[]), on_a_blocking_thread()));
}
