//! The loop collects no guards, or it acquires them at once, in a fixed order, or for one task each.

#![deny(warnings)]

use std::{collections::HashMap, sync::Arc};

use futures::stream::{FuturesUnordered, StreamExt};
use interlocking::{Lock, Permit, Semaphore, lock_all, synchronized};
use tokio::task::JoinSet;

async fn work(part: usize) {
    println!("{part}");
}

/// `lock_all` acquires all of them together.
#[synchronized]
async fn at_once(accounts: &HashMap<String, Lock<i64>>, memory: &Semaphore) -> i64 {
    let _permits = memory.acquire_many(2).await;
    let held = lock_all(accounts.values()).await;
    held.iter().map(|balance| **balance).sum()
}

/// Every task locks them in the order of their names.
#[synchronized]
async fn sorted(accounts: &HashMap<String, Lock<i64>>, mut names: Vec<String>) -> i64 {
    names.sort();
    names.dedup();
    let mut held = Vec::new();
    for name in &names {
        held.push(accounts[name].lock().await);
    }
    held.iter().map(|balance| **balance).sum()
}

/// The loop collects values, and each guard ends with its round.
#[synchronized]
async fn values(accounts: &HashMap<String, Lock<i64>>) -> Vec<i64> {
    let mut balances = Vec::new();
    for account in accounts.values() {
        balances.push(*account.lock().await);
    }
    balances
}

/// The loop collects clones, and each guard ends with its round.
#[synchronized]
async fn clones(names: &[Lock<String>]) -> Vec<String> {
    let mut known = Vec::new();
    for name in names {
        let name = name.lock().await;
        known.push(name.clone());
    }
    known
}

/// Each task has one permit and releases it independently of the others.
#[synchronized]
async fn for_tasks(gate: Arc<Semaphore>) {
    let mut tasks = Vec::new();
    for part in 0..9 {
        let permit = gate.clone().acquire_owned().await;
        tasks.push(tokio::spawn(async move {
            work(part).await;
            drop(permit);
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// Each task of the `JoinSet` has one permit.
#[synchronized]
async fn for_a_set(gate: Arc<Semaphore>) {
    let mut tasks = JoinSet::new();
    for part in 0..9 {
        let permit = gate.clone().acquire_owned().await;
        tasks.spawn(async move {
            let _permit = permit;
            work(part).await;
        });
    }
    tasks.join_all().await;
}

/// A future that is granted its permit runs at once.
#[synchronized]
async fn for_futures(gate: &Semaphore) {
    async fn limited(part: usize, _permit: Permit<'_>) {
        work(part).await;
    }

    let mut all = FuturesUnordered::new();
    for part in 0..9 {
        let permit = gate.acquire().await;
        all.push(limited(part, permit));
    }
    while all.next().await.is_some() {}
}

/// The order is written here.
#[synchronized]
async fn by_hand(first: &Lock<i64>, second: &Lock<i64>) -> i64 {
    let mut held = Vec::new();
    held.push(first.lock().await);
    held.push(second.lock().await);
    held.iter().map(|balance| **balance).sum()
}

/// The variable keeps only the last guard.
#[synchronized]
async fn replaced(locks: &[Lock<i64>]) -> i64 {
    let mut last = None;
    for lock in locks {
        last = Some(lock.lock().await);
    }
    last.map_or(0, |last| *last)
}

/// An attempt never waits.
#[synchronized]
async fn tried(locks: &[Lock<i64>]) -> usize {
    let mut held = Vec::new();
    for lock in locks {
        held.extend(lock.try_lock());
    }
    held.len()
}

#[synchronized]
async fn on_purpose(gate: &Semaphore) {
    let mut permits = Vec::new();
    for _ in 0..9 {
        #[sync_allow(guards_collected_in_loop, reason = "nobody else takes more than one")]
        permits.push(gate.acquire().await);
    }
}

fn main() {
    let (accounts, gate) = (HashMap::new(), Arc::new(Semaphore::new(3)));
    drop((at_once(&accounts, &gate), sorted(&accounts, Vec::new()), values(&accounts)));
    drop((clones(&[]), for_tasks(gate.clone()), for_a_set(gate.clone()), for_futures(&gate)));
    let lock = Lock::new(0);
    drop((by_hand(&lock, &lock), replaced(&[]), tried(&[]), on_purpose(&gate)));
}
