//! The lock is released before, is another one, or is acquired by a task that no code awaits.

#![deny(warnings)]

use std::{sync::Arc, time::Duration};

use interlocking::{Condition, Lock, LockGuard, RwLock, WouldBlock, guarded, synchronized};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

static TOTAL: Lock<u32> = Lock::new(0);
static LIMIT: Lock<u32> = Lock::new(0);
pub static CHANGED: Condition<u32> = Condition::new();
static SETTINGS: RwLock<String> = RwLock::new(String::new());

/// Every path to this point has dropped the guard or returned.
#[guarded(TOTAL)]
async fn dropped_on_all_paths(amount: u32) {
    match amount {
        0 => return,
        1 => drop(total),
        _ => {
            *total += amount;
            drop(total);
        }
    }
    *TOTAL.lock().await += 1;
}

/// The branch that acquires again drops the guard before.
#[guarded(TOTAL)]
async fn dropped_in_the_branch(amount: u32) {
    if amount > *total {
        drop(total);
        tokio::task::yield_now().await;
        *TOTAL.lock().await += amount;
    } else {
        *total -= amount;
    }
}

/// The block has ended.
#[synchronized]
async fn in_a_block(amount: u32) {
    let is_enough = {
        let total = TOTAL.lock().await;
        *total > amount
    };
    if is_enough {
        *TOTAL.lock().await = amount;
    }
}

/// Each round drops the guard at its end.
#[synchronized]
async fn given_up_in_between() {
    let mut total = TOTAL.lock().await;
    while *total < 10 {
        *total += 1;
        drop(total);
        tokio::task::yield_now().await;
        total = TOTAL.lock().await;
    }
}

/// One branch has the guard, the other has none.
#[synchronized]
async fn had_or_not() {
    let mut total = match TOTAL.try_lock() {
        Ok(total) => total,
        Err(WouldBlock { .. }) => TOTAL.lock().await,
    };
    *total += 1;
}

/// After a timeout there is no guard.
#[synchronized]
async fn timed_out() -> u32 {
    let total = match timeout(Duration::from_secs(1), TOTAL.lock()).await {
        Ok(total) => total,
        Err(_) => {
            println!("still waiting");
            TOTAL.lock().await
        }
    };
    *total
}

/// The lock may be held already, and is acquired only if it is not.
#[synchronized]
async fn acquired_before(fast: bool) -> u32 {
    let total = if fast { None } else { Some(TOTAL.lock().await) };
    let total = match total {
        Some(total) => total,
        None => TOTAL.lock().await,
    };
    *total
}

/// An attempt never waits.
#[guarded(TOTAL)]
async fn tried() -> bool {
    *total += 1;
    TOTAL.try_lock().is_err()
}

/// Each branch acquires the lock once.
#[synchronized]
async fn one_or_the_other(mut stop: watch::Receiver<bool>) {
    tokio::select! {
        mut total = TOTAL.lock() => *total += 1,
        _ = stop.changed() => *TOTAL.lock().await = 0,
    }
}

/// Each branch awaits nothing else while it holds the lock.
#[synchronized]
async fn side_by_side() {
    tokio::join!(async { *TOTAL.lock().await += 1 }, async { *TOTAL.lock().await += 2 });
}

/// The wait ends with the release of the guard.
#[synchronized]
async fn consumed_by_a_wait() {
    let mut total = TOTAL.lock().await;
    while *total == 0 {
        total = CHANGED.wait(total).await;
    }
    drop(total);
    *TOTAL.lock().await -= 1;
}

/// The callee has dropped the guard.
#[synchronized]
async fn given_away() {
    let total = TOTAL.lock().await;
    report(total).await;
    *TOTAL.lock().await += 1;
}

async fn report(total: LockGuard<'_, u32>) {
    println!("{total}");
}

/// No code awaits the task under the lock.
#[guarded(TOTAL)]
async fn spawned() -> JoinHandle<()> {
    *total += 1;
    tokio::spawn(async { *TOTAL.lock().await += 1 })
}

/// The future is awaited after the release.
#[synchronized]
async fn awaited_later() {
    let mut tasks = Vec::new();
    {
        let total = TOTAL.lock().await;
        for amount in 0..*total {
            tasks.push(tokio::spawn(async move { *LIMIT.lock().await += amount }));
            tasks.push(tokio::spawn(async move { *TOTAL.lock().await += amount }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// The value is read and its guard dropped before the write.
#[synchronized]
async fn read_then_written() {
    let settings = SETTINGS.read().await;
    if settings.is_empty() {
        drop(settings);
        let mut settings = SETTINGS.write().await;
        if settings.is_empty() {
            settings.push_str("default");
        }
    }
}

struct Node {
    next: Arc<Lock<Option<Arc<Node>>>>,
}

/// The next lock is acquired before the last one is released; they differ.
#[synchronized]
async fn hand_over_hand(head: Arc<Node>) {
    let mut at = head.next.clone().lock_owned().await;
    while let Some(node) = at.clone() {
        at = node.next.clone().lock_owned().await;
    }
    drop(at);
}

/// One variable names two locks, one after the other.
#[synchronized]
async fn another_lock(locks: [&Lock<u32>; 2]) -> u32 {
    let lock = locks[0];
    let first = lock.lock().await;
    let lock = locks[1];
    let second = lock.lock().await;
    *first + *second
}

trait Shared {
    const LOCK: &'static Lock<u32>;
}

/// Two types have a lock each.
#[synchronized]
async fn of_types<A: Shared, B: Shared>() -> u32 {
    let (a, b) = (A::LOCK.lock().await, B::LOCK.lock().await);
    *a + *b
}

#[guarded(TOTAL, allow(same_lock_twice, reason = "shows how a task waits for itself"))]
async fn on_purpose() {
    *TOTAL.lock().await += *total;
}

#[guarded(TOTAL)]
async fn on_purpose_in_a_statement() {
    #[sync_allow(same_lock_twice, reason = "shows how a task waits for itself")]
    let again = TOTAL.lock().await;
    *total += *again;
}

struct Ours;

impl Shared for Ours {
    const LOCK: &'static Lock<u32> = &TOTAL;
}

fn main() {
    drop((dropped_on_all_paths(1), dropped_in_the_branch(1), in_a_block(1), given_up_in_between()));
    drop((had_or_not(), timed_out(), acquired_before(true), tried(), side_by_side()));
    drop((one_or_the_other(watch::channel(true).1), consumed_by_a_wait(), given_away(), spawned()));
    drop((
        awaited_later(),
        read_then_written(),
        hand_over_hand(Arc::new(Node { next: Arc::default() })),
    ));
    drop((another_lock([&TOTAL, &LIMIT]), of_types::<Ours, Ours>()));
    drop((on_purpose(), on_purpose_in_a_statement()));
}
