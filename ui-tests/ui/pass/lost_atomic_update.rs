//! Atomics that are changed in one step, under a lock, or to what does not follow from what they were.

#![deny(warnings)]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use interlocking::{Lock, guarded, synchronized};

static NEXT: AtomicU64 = AtomicU64::new(0);
static SEEN: AtomicU64 = AtomicU64::new(0);
static STOPPED: AtomicBool = AtomicBool::new(false);
static LOG: Lock<Vec<u64>> = Lock::new(Vec::new());

async fn register(id: u64) -> u64 {
    tokio::task::yield_now().await;
    id + 1
}

/// One step.
#[synchronized]
async fn one_step() -> u64 {
    let id = NEXT.fetch_add(1, Ordering::SeqCst);
    register(id).await
}

/// It is stored only if nobody else has stored.
#[synchronized]
async fn compared() {
    let mut id = NEXT.load(Ordering::SeqCst);
    loop {
        let following = register(id).await;
        match NEXT.compare_exchange(id, following, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => break,
            Err(now) => id = now,
        }
    }
}

/// Nothing waits in between.
#[synchronized]
async fn at_once() {
    let id = NEXT.load(Ordering::SeqCst);
    NEXT.store(id + 1, Ordering::SeqCst);
    register(id).await;
}

/// The lock is held around both.
#[guarded(LOG)]
async fn under_a_lock() {
    let id = NEXT.load(Ordering::Relaxed);
    log.push(register(id).await);
    NEXT.store(id + 1, Ordering::Relaxed);
}

/// It is stored to another one.
#[synchronized]
async fn another_one() {
    let id = NEXT.load(Ordering::SeqCst);
    register(id).await;
    SEEN.store(id, Ordering::SeqCst);
}

/// What is stored does not follow from what it was.
#[synchronized]
async fn a_flag() {
    if !STOPPED.load(Ordering::SeqCst) {
        register(0).await;
        STOPPED.store(true, Ordering::SeqCst);
    }
    let id = NEXT.load(Ordering::SeqCst);
    if register(id).await > 100 {
        NEXT.store(0, Ordering::SeqCst);
    }
}

/// It is the larger one, whoever comes first.
#[synchronized]
async fn largest() {
    let id = NEXT.load(Ordering::SeqCst);
    let following = register(id).await;
    NEXT.fetch_max(following, Ordering::SeqCst);
}

#[synchronized]
async fn on_purpose() {
    let id = NEXT.load(Ordering::SeqCst);
    let following = register(id).await;
    #[sync_allow(lost_atomic_update, reason = "only this task stores to it")]
    NEXT.store(following, Ordering::SeqCst);
}

fn main() {
    drop((one_step(), compared(), at_once(), under_a_lock(), another_one(), a_flag()));
    drop((largest(), on_purpose()));
}
