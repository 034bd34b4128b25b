//! Local locks that other tasks can reach.

#![deny(warnings)]

use std::sync::Arc;

use futures::{
    future::join_all,
    stream::{self, StreamExt},
};
use interlocking::{Lock, synchronized};

async fn add(total: &Lock<u32>, amount: u32) {
    *total.lock().await += amount;
}

/// A task shares the lock.
#[synchronized]
async fn shared_with_a_task() {
    let total = Arc::new(Lock::new(0));
    let other = Arc::clone(&total);
    let task = tokio::spawn(async move { add(&other, 1).await });
    add(&total, 2).await;
    task.await.unwrap();
}

/// Two futures share the lock.
#[synchronized]
async fn side_by_side() {
    let total = Lock::new(0);
    tokio::join!(add(&total, 1), add(&total, 2));
    println!("{}", total.into_inner());
}

/// Two futures in variables share the lock.
#[synchronized]
async fn started_before() {
    let total = Lock::new(0);
    let (one, other) = (add(&total, 1), add(&total, 2));
    tokio::join!(one, other);
}

/// Many futures share the lock.
#[synchronized]
async fn many(amounts: &[u32]) -> u32 {
    let total = Lock::new(0);
    join_all(amounts.iter().map(|&amount| add(&total, amount))).await;
    stream::iter(amounts).for_each_concurrent(3, |&amount| add(&total, amount)).await;
    *total.lock().await
}

struct Account {
    balance: Lock<u32>,
}

/// The lock becomes part of an object that lives longer.
#[synchronized]
async fn of_an_object() -> Account {
    let balance = Lock::new(0);
    add(&balance, 3).await;
    Account { balance }
}

/// The lock is returned to the caller.
#[synchronized]
async fn returned() -> Lock<u32> {
    let total = Lock::new(0);
    add(&total, 3).await;
    total
}

/// Threads share the lock.
#[synchronized]
async fn of_threads(amounts: &[u32]) -> u32 {
    let total = std::sync::Mutex::new(0);
    let shared = &total;
    std::thread::scope(|scope| {
        for amount in amounts {
            scope.spawn(move || *shared.lock().unwrap() += amount);
        }
    });
    total.into_inner().unwrap()
}

/// A test calls a function with a lock as its argument.
#[synchronized]
#[tokio::test]
async fn adds() {
    let total = Lock::new(0);
    add(&total, 3).await;
    assert_eq!(*total.lock().await, 3);
}

#[synchronized]
async fn on_purpose(amounts: &[u32]) {
    #[sync_allow(unshared_lock, reason = "`add` wants one")]
    let total = Lock::new(0);
    for &amount in amounts {
        add(&total, amount).await;
    }
}

fn main() {
    drop((shared_with_a_task(), side_by_side(), started_before(), many(&[]), of_an_object()));
    drop((returned(), of_threads(&[]), on_purpose(&[])));
    drop(Account { balance: Lock::new(0) }.balance);
}
