//! Predicates that read the guarded data, or that belong to a lock without data.

#![deny(warnings)]

use std::sync::atomic::{AtomicBool, Ordering};

use interlocking::{Condition, Lock, guarded};

static QUEUE: Lock<Queue> = Lock::new(Queue { jobs: Vec::new(), closed: false });
static CHANGED: Condition<Queue> = Condition::new();
static GATE: Lock<()> = Lock::new(());
static OPENED: Condition<()> = Condition::new();
static OPEN: AtomicBool = AtomicBool::new(false);

struct Queue {
    jobs: Vec<u32>,
    closed: bool,
}

/// The predicate reads the data and other state.
#[guarded(QUEUE)]
async fn data_and_more() -> Option<u32> {
    let is_ready = |queue: &Queue| !queue.jobs.is_empty() || OPEN.load(Ordering::Acquire);
    queue = CHANGED.wait_for(queue, is_ready).await;
    queue = CHANGED.wait_for(queue, |q| !q.jobs.is_empty() && OPEN.load(Ordering::Acquire)).await;
    queue.jobs.pop()
}

/// The pattern of the closure reads the data.
#[guarded(QUEUE, when = |Queue { jobs, closed }| *closed || !jobs.is_empty())]
async fn pattern() -> Option<u32> {
    queue.jobs.pop()
}

/// A macro in the predicate reads the data.
#[guarded(QUEUE, when = |queue| matches!(queue.jobs.first(), Some(1..=3)))]
async fn inside_a_macro() -> Option<u32> {
    queue.jobs.pop()
}

/// A closure in the predicate reads the data.
#[guarded(QUEUE)]
async fn inside_a_closure(wanted: &[u32]) -> Option<u32> {
    queue = queue.until(|queue| wanted.iter().all(|job| queue.jobs.contains(job))).await;
    queue.jobs.pop()
}

/// `|()|` states that there are no data. The task that opens the gate notifies.
#[guarded(GATE)]
async fn no_data() {
    gate = OPENED.wait_for(gate, |()| OPEN.load(Ordering::Acquire)).await;
    OPENED.notify_all(&gate);
}

/// What opens it holds the lock, and notifies.
#[guarded(QUEUE)]
async fn set_under_the_lock() -> Option<u32> {
    queue = CHANGED.wait_for(queue, |_| OPEN.load(Ordering::Acquire)).await;
    queue.jobs.pop()
}

#[guarded(QUEUE)]
async fn opens() {
    OPEN.store(true, Ordering::Release);
    CHANGED.notify_all(&queue);
}

#[guarded(QUEUE)]
async fn on_purpose() -> Option<u32> {
    #[sync_allow(predicate_ignores_data, reason = "what sets it writes to the queue as well")]
    let mut queue = queue.until(|_| OPEN.load(Ordering::Acquire)).await;
    queue.jobs.pop()
}

fn main() {
    drop((data_and_more(), pattern(), inside_a_macro(), inside_a_closure(&[]), no_data()));
    drop((set_under_the_lock(), opens(), on_purpose()));
}
