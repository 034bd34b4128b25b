//! Atomics that are updated in one step or under a lock, and stored values that do not depend on the loaded one.

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

/// The store happens only if the value has not changed.
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

/// There is no `.await` in between.
#[synchronized]
async fn at_once() {
    let id = NEXT.load(Ordering::SeqCst);
    NEXT.store(id + 1, Ordering::SeqCst);
    register(id).await;
}

/// One lock is held around both.
#[guarded(LOG)]
async fn under_a_lock() {
    let id = NEXT.load(Ordering::Relaxed);
    log.push(register(id).await);
    NEXT.store(id + 1, Ordering::Relaxed);
}

/// The store goes to another atomic.
#[synchronized]
async fn another_one() {
    let id = NEXT.load(Ordering::SeqCst);
    register(id).await;
    SEEN.store(id, Ordering::SeqCst);
}

/// The stored value does not depend on the loaded one.
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

/// `fetch_max` keeps the larger value.
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
