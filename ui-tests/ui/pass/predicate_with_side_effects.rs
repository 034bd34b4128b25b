//! Predicates that only read.

#![deny(warnings)]

use std::sync::atomic::{AtomicU32, Ordering};

use interlocking::{Condition, Lock, guarded};

static QUEUE: Lock<Queue> = Lock::new(Queue { jobs: Vec::new(), tries: AtomicU32::new(0) });
pub static CHANGED: Condition<Queue> = Condition::new();
static TRIES: AtomicU32 = AtomicU32::new(0);

pub struct Queue {
    jobs: Vec<u32>,
    tries: AtomicU32,
}

/// The predicate searches the data.
#[guarded(QUEUE, when = |queue| queue.jobs.iter().any(|job| *job > 3))]
async fn searches() -> Option<u32> {
    queue.jobs.pop()
}

/// `load` changes nothing.
#[guarded(QUEUE)]
async fn loads() -> Option<u32> {
    queue = queue.until(|queue| queue.tries.load(Ordering::Relaxed) > 3).await;
    queue.jobs.pop()
}

/// The predicate writes to its own variable.
#[guarded(QUEUE)]
async fn sums_up() -> Option<u32> {
    let until = queue.until(|queue| {
        let mut sum = 0;
        for job in &queue.jobs {
            sum += job;
        }
        sum > 3
    });
    until.await.jobs.pop()
}

/// The predicate writes to its own text.
#[guarded(QUEUE)]
async fn formats(name: &str) -> Option<u32> {
    queue = CHANGED.wait_for(queue, |queue| format!("{:?}", queue.jobs) == name).await;
    queue.jobs.pop()
}

/// A log shows how often the predicate is evaluated.
#[guarded(QUEUE)]
async fn logs() -> Option<u32> {
    let until = queue.until(|queue| {
        tracing::trace!(jobs = queue.jobs.len(), "asked");
        !queue.jobs.is_empty()
    });
    until.await.jobs.pop()
}

/// The count is updated after the wait.
#[guarded(QUEUE, when = |queue| !queue.jobs.is_empty())]
async fn counts_behind() -> Option<u32> {
    TRIES.fetch_add(1, Ordering::Relaxed);
    queue.jobs.pop()
}

#[guarded(QUEUE)]
async fn on_purpose() -> Option<u32> {
    #[sync_allow(predicate_with_side_effects, reason = "how often it is asked is what is counted")]
    let until = queue.until(|queue| {
        queue.tries.fetch_add(1, Ordering::Relaxed);
        !queue.jobs.is_empty()
    });
    until.await.jobs.pop()
}

fn main() {
    drop((searches(), loads(), sums_up(), formats("[]"), logs(), counts_behind(), on_purpose()));
}
