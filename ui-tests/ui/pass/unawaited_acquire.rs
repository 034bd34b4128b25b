//! Futures of acquisitions that are awaited later or elsewhere, and locks without `.await`.

#![deny(warnings)]

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use interlocking::{Lock, LockGuard, synchronized};
use tokio::time::timeout;

/// The future is awaited later.
#[synchronized]
async fn later(total: &Lock<u32>) {
    let locking = total.lock();
    let amount = amount().await;
    *locking.await += amount;
}

async fn amount() -> u32 {
    3
}

/// Both futures are awaited by `join!`.
#[synchronized]
async fn side_by_side(total: &Lock<u32>, limit: &Lock<u32>) -> bool {
    let (total, limit) = (total.lock(), limit.lock());
    let (total, limit) = tokio::join!(total, limit);
    *total > *limit
}

/// The future keeps its place in the queue from round to round.
#[synchronized]
async fn polled_in_rounds(total: &Lock<u32>) -> u32 {
    let mut locking = total.lock();
    loop {
        tokio::select! {
            total = &mut locking => break *total,
            () = tokio::time::sleep(Duration::from_secs(1)) => println!("still waiting"),
        }
    }
}

/// The callee awaits the future.
#[synchronized]
async fn passed_on(total: &Lock<u32>) -> Option<u32> {
    let locking = total.lock();
    timeout(Duration::from_secs(1), locking).await.ok().map(|total| *total)
}

/// The task awaits the future.
#[synchronized]
async fn moved(total: Arc<Lock<u32>>) {
    let locking = total.lock_owned();
    tokio::spawn(async move { *locking.await += 1 });
}

/// The caller awaits the future.
#[synchronized]
async fn returned(total: &Lock<u32>) -> impl Future<Output = LockGuard<'_, u32>> {
    tokio::task::yield_now().await;
    total.lock()
}

/// `join_all` awaits the list.
#[synchronized]
async fn collected(totals: &[Lock<u32>]) -> u32 {
    let mut all = Vec::new();
    for total in totals {
        all.push(async { *total.lock().await });
    }
    let others = totals.iter().map(|total| total.lock());
    let others = join_all(others).await.len() as u32;
    join_all(all).await.iter().sum::<u32>() + others
}

/// `select!` needs only one of the two.
#[synchronized]
async fn chosen(total: &Lock<u32>, limit: Option<&Lock<u32>>) -> u32 {
    let locking = match limit {
        Some(limit) => limit.lock(),
        None => total.lock(),
    };
    *locking.await
}

/// An early return drops the future.
#[synchronized]
async fn not_needed(total: &Lock<u32>, amount: u32) {
    let locking = total.lock();
    if amount == 0 {
        return;
    }
    *locking.await += amount;
}

/// A blocking lock returns its guard at once.
#[synchronized]
async fn blocking(total: &std::sync::Mutex<u32>) -> u32 {
    let total = total.lock();
    *total.unwrap()
}

#[synchronized(allow(unawaited_acquire, reason = "shows that nothing is held"))]
async fn on_purpose(total: &Lock<u32>) {
    let _total = total.lock();
    println!("{total:?}");
}

fn main() {
    let (total, limit) = (Lock::new(0), Lock::new(0));
    drop((later(&total), side_by_side(&total, &limit), polled_in_rounds(&total)));
    drop((passed_on(&total), moved(Arc::default()), returned(&total), collected(&[])));
    drop((chosen(&total, Some(&limit)), not_needed(&total, 3), on_purpose(&total)));
    drop(blocking(&std::sync::Mutex::new(0)));
}
