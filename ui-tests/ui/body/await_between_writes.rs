//! An `.await` between two writes: a cancelled task has written only one of them.

#![deny(deprecated)]

use std::sync::atomic::{AtomicBool, Ordering};

use interlocking::{Lock, RwLock, guarded, synchronized};

static LOG: Lock<Vec<String>> = Lock::new(Vec::new());

#[derive(Default)]
struct Account {
    balance: u32,
    entries: u32,
    owner: String,
    address: String,
}

async fn look_up(owner: &str) -> String {
    tokio::task::yield_now().await;
    owner.to_owned()
}

#[guarded(account)]
async fn two_fields(account: &Lock<Account>, amount: u32) {
    account.balance = amount;
    tokio::task::yield_now().await;
    account.entries = 1;
}

#[guarded(write account)]
async fn in_the_second(account: &RwLock<Account>, owner: String) {
    account.owner = owner;
    account.address = look_up(&account.owner).await;
}

#[synchronized]
async fn acquires_between(account: &Lock<Account>, amount: u32) {
    let mut account = account.lock().await;
    account.balance = amount;
    LOG.lock().await.push(format!("{amount}"));
    account.entries = 1;
}

#[guarded(pair)]
async fn two_items(pair: &Lock<[u32; 2]>, amount: u32) {
    pair[0] = amount;
    tokio::task::yield_now().await;
    pair[1] = amount;
}

#[guarded(from, to)]
async fn two_locks_as_one(from: &Lock<u32>, to: &Lock<u32>, amount: u32) {
    *from -= amount;
    tokio::task::yield_now().await;
    *to += amount;
}

#[synchronized]
async fn marked(running: &Lock<Vec<String>>, busy: &AtomicBool, owner: &str) {
    busy.store(true, Ordering::SeqCst);
    running.lock().await.push(look_up(owner).await);
    busy.store(false, Ordering::SeqCst);
}

fn main() {
    drop((two_fields(&Lock::default(), 1), in_the_second(&RwLock::default(), String::new())));
    drop((acquires_between(&Lock::default(), 1), two_items(&Lock::default(), 1)));
    drop(marked(&Lock::default(), &AtomicBool::new(false), ""));
    drop(two_locks_as_one(&Lock::default(), &Lock::default(), 1));
}
