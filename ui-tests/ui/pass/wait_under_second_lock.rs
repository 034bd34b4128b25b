//! Waits that hold no second lock.

#![deny(warnings)]

use interlocking::{Condition, Lock, guarded, semaphore};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
static AUDIT: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<u32>> = Lock::new(Vec::new());

/// The second lock is released before.
#[guarded(LOG)]
#[guarded(QUEUE)]
async fn released() {
    log.push(0);
    drop(log);
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    queue.clear();
}

/// The second lock is acquired after the wait.
#[guarded(QUEUE)]
async fn behind() {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    let mut audit = AUDIT.lock().await;
    audit.extend(queue.pop());
}

/// The attribute acquires the second lock after the wait.
#[guarded(QUEUE, when = |queue| !queue.is_empty())]
#[guarded(AUDIT)]
async fn clause() {
    audit.extend(queue.pop());
}

/// The second lock is held for its block only.
#[guarded(QUEUE)]
async fn in_a_block() {
    {
        let mut audit = AUDIT.lock().await;
        audit.push(0);
    }
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    queue.clear();
}

/// The second lock is held for one statement of each round.
#[guarded(QUEUE)]
async fn each_round() {
    while queue.is_empty() {
        AUDIT.lock().await.push(0);
        queue = FILLED.wait(queue).await;
    }
}

/// The second lock is held in the other branch.
#[guarded(QUEUE)]
async fn in_another_branch(audited: bool) {
    if audited {
        let mut audit = AUDIT.lock().await;
        audit.extend(queue.pop());
    } else {
        queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
        queue.clear();
    }
}

/// Other tasks can acquire a permit.
#[semaphore(8)]
#[guarded(QUEUE)]
async fn limited() {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    queue.clear();
}

#[guarded(LOG)]
#[guarded(QUEUE)]
async fn on_purpose() {
    #[sync_allow(wait_under_second_lock, reason = "who fills the queue never audits")]
    let mut queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    log.extend(queue.pop());
}

fn main() {
    drop((released(), behind(), clause(), in_a_block(), each_round(), in_another_branch(true)));
    drop((limited(), on_purpose()));
}
