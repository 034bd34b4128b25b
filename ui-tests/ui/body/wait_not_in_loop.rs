//! A plain `wait` after which the state is not tested again.

#![deny(deprecated)]

use std::{sync::Arc, time::Duration};

use interlocking::{Condition, Lock, TimedOut, guarded, synchronized};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();

#[guarded(QUEUE)]
async fn tested_once() -> Option<u32> {
    if queue.is_empty() {
        queue = FILLED.wait(queue).await;
    }
    queue.pop()
}

#[guarded(QUEUE)]
async fn not_tested() -> Option<u32> {
    queue = FILLED.wait(queue).await;
    queue.pop()
}

#[synchronized]
async fn owned(lock: Arc<Lock<Vec<u32>>>) -> Option<u32> {
    let mut queue = lock.lock_owned().await;
    if queue.is_empty() {
        queue = FILLED.wait_owned(queue).await;
    }
    queue.pop()
}

#[guarded(QUEUE)]
async fn in_time() -> Result<Option<u32>, TimedOut> {
    let (mut queue, outcome) = FILLED.wait_timeout(queue, Duration::from_secs(1)).await;
    outcome?;
    Ok(queue.pop())
}

fn main() {
    drop((tested_once(), not_tested(), owned(Arc::default()), in_time()));
}
