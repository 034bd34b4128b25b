//! The result is used, or the value is kept for its own sake.

#![deny(warnings)]

use std::{mem, time::Duration};

use interlocking::{
    Condition, Lock, Permit, Semaphore, TimedOut, WouldBlock, guarded, synchronized,
};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
static GATE: Semaphore = Semaphore::new(3);

const LIMIT: Duration = Duration::from_secs(1);

/// The result is returned.
#[guarded(QUEUE)]
async fn question_mark() -> Result<u32, TimedOut> {
    let wait = FILLED.wait_for_timeout(queue, |queue| !queue.is_empty(), LIMIT);
    let (mut queue, outcome) = wait.await;
    outcome?;
    Ok(queue.remove(0))
}

/// The result decides about a branch.
#[guarded(QUEUE)]
async fn decides() -> Option<u32> {
    let wait = FILLED.wait_for_timeout(queue, |queue| !queue.is_empty(), LIMIT);
    match wait.await {
        (mut queue, Ok(())) => queue.pop(),
        (_, Err(TimedOut { .. })) => None,
    }
}

/// The variable keeps the permit, if there is one.
#[synchronized]
async fn kept(path: &str) -> std::io::Result<String> {
    let permit = GATE.try_acquire().ok();
    println!("{}", if permit.is_some() { "at once" } else { "slowly" });
    tokio::fs::read_to_string(path).await
}

/// The function only tests whether a permit is available.
#[synchronized]
async fn asked() -> bool {
    GATE.try_acquire().is_ok()
}

/// The closure uses the permit.
#[synchronized]
async fn done_if_free() {
    let _ = QUEUE.try_lock().map(|mut queue| queue.clear());
    if let Ok(mut queue) = QUEUE.try_lock() {
        queue.push(3);
    }
}

/// The caller uses the result.
#[synchronized]
async fn returned() -> Result<Permit<'static>, WouldBlock> {
    GATE.try_acquire()
}

/// The function returns if the attempt fails.
#[synchronized]
async fn or_leaves() {
    let Ok(mut queue) = QUEUE.try_lock() else { return };
    queue.clear();
}

/// The function takes what has arrived by then.
#[guarded(QUEUE)]
async fn in_portions() -> Vec<u32> {
    let (mut queue, _) = FILLED.wait_for_timeout(queue, |queue| queue.len() > 9, LIMIT).await;
    mem::take(&mut *queue)
}

/// The state shows the result.
#[guarded(QUEUE)]
async fn tested_again() -> Option<u32> {
    while queue.is_empty() {
        let (held, _) = FILLED.wait_timeout(queue, LIMIT).await;
        queue = held;
        println!("still waiting");
    }
    queue.pop()
}

#[synchronized]
async fn on_purpose() {
    #[sync_allow(ignored_result, reason = "shows that it is given back at once")]
    let _ = GATE.try_acquire();
}

fn main() {
    drop((question_mark(), decides(), kept("file"), asked(), done_if_free(), returned()));
    drop((or_leaves(), in_portions(), tested_again(), on_purpose()));
}
