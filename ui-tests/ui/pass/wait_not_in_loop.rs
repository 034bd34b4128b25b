//! Waits after which the state is tested.

#![deny(warnings)]

use std::{
    process::ExitStatus,
    time::{Duration, Instant},
};

use interlocking::{Condition, Event, Lock, LockGuard, TimedOut, guarded, synchronized};
use tokio::process::Child;

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
pub static LOADED: Event = Event::new();

/// The loop tests the state.
#[guarded(QUEUE)]
async fn in_a_while() -> Option<u32> {
    while queue.is_empty() {
        queue = FILLED.wait(queue).await;
    }
    queue.pop()
}

/// The body of the loop tests the state.
#[guarded(QUEUE)]
async fn in_a_loop() -> u32 {
    loop {
        if let Some(job) = queue.pop() {
            return job;
        }
        queue = FILLED.wait(queue).await;
    }
}

/// `wait_for` tests the state.
#[guarded(QUEUE)]
async fn wait_for() -> Option<u32> {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    queue.pop()
}

/// `wait_for_timeout` tests the state.
#[guarded(QUEUE)]
async fn wait_for_timeout() -> Result<Option<u32>, TimedOut> {
    let limit = Duration::from_secs(1);
    let wait = FILLED.wait_for_timeout(queue, |queue| !queue.is_empty(), limit);
    let (mut queue, outcome) = wait.await;
    outcome?;
    Ok(queue.pop())
}

/// `until` tests the state.
#[guarded(QUEUE)]
async fn until() -> Option<u32> {
    queue = queue.until(|queue| !queue.is_empty()).await;
    queue.pop()
}

/// The loop tests the deadline and the state.
#[guarded(QUEUE)]
async fn until_a_deadline(deadline: Instant) -> Option<u32> {
    while queue.is_empty() {
        let left = deadline.saturating_duration_since(Instant::now());
        let (held, outcome) = FILLED.wait_timeout(queue, left).await;
        queue = held;
        if outcome.is_err() {
            break;
        }
    }
    queue.pop()
}

/// The caller tests the state in its loop.
#[synchronized]
async fn step(queue: LockGuard<'_, Vec<u32>>) -> LockGuard<'_, Vec<u32>> {
    FILLED.wait(queue).await
}

/// A `wait` without a guard is not the wait of a condition.
#[guarded(QUEUE)]
async fn others(mut child: Child) -> std::io::Result<ExitStatus> {
    queue.clear();
    drop(queue);
    LOADED.wait().await;
    child.wait().await
}

/// Any change is worth a line.
#[guarded(QUEUE)]
async fn next_change() {
    println!("{queue:?}");
    let queue = FILLED.wait(queue).await;
    println!("{queue:?}");
}

#[guarded(QUEUE)]
async fn on_purpose() {
    #[sync_allow(wait_not_in_loop, reason = "one task is notified for each job")]
    let mut queue = FILLED.wait(queue).await;
    queue.clear();
}

fn main() {
    drop((in_a_while(), in_a_loop(), wait_for(), wait_for_timeout(), until()));
    drop((until_a_deadline(Instant::now()), next_change(), on_purpose()));
    // A child needs a runtime.
    let _ = others;
    drop(QUEUE.try_lock().map(step));
}
