//! A loop collects locks or permits one by one: two such loops can deadlock.

#![deny(deprecated)]

use std::collections::HashMap;

use interlocking::{Lock, Semaphore, synchronized};

#[synchronized]
async fn locks(accounts: &HashMap<String, Lock<i64>>, names: &[String]) -> i64 {
    let mut held = Vec::new();
    for name in names {
        held.push(accounts[name].lock().await);
    }
    held.iter().map(|balance| **balance).sum()
}

#[synchronized]
async fn locks_of_a_map(accounts: &HashMap<String, Lock<i64>>) {
    let mut held = HashMap::new();
    for (name, account) in accounts {
        let balance = account.lock().await;
        held.insert(name, balance);
    }
    println!("{}", held.len());
}

#[synchronized]
async fn permits(memory: &Semaphore, megabytes: usize) {
    let mut permits = Vec::with_capacity(megabytes);
    for _ in 0..megabytes {
        permits.push(memory.acquire().await);
    }
    tokio::task::yield_now().await;
}

fn main() {
    let accounts = HashMap::new();
    drop((locks(&accounts, &[]), locks_of_a_map(&accounts), permits(&Semaphore::new(3), 2)));
}
