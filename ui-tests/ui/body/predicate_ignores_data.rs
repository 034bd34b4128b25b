//! A predicate that does not read the guarded data, so no notification follows a change of its state.

#![deny(deprecated)]

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use interlocking::{Condition, Lock, guarded, synchronized};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
static OPEN: AtomicBool = AtomicBool::new(false);
static WORKERS: AtomicU32 = AtomicU32::new(0);

fn is_open() -> bool {
    OPEN.load(Ordering::Acquire)
}

#[guarded(QUEUE)]
async fn atomic() -> Option<u32> {
    queue = FILLED.wait_for(queue, |_| OPEN.load(Ordering::Acquire)).await;
    queue.pop()
}

#[guarded(QUEUE)]
async fn compared() -> Option<u32> {
    queue = queue.until(|_queue| WORKERS.load(Ordering::Acquire) > 0).await;
    queue.pop()
}

#[guarded(QUEUE, when = |_| is_open())]
async fn clause() -> Option<u32> {
    queue.pop()
}

#[synchronized]
async fn lock_when(closed: Arc<AtomicBool>) -> Option<u32> {
    let mut queue = QUEUE.lock_when(|_| !closed.load(Ordering::Acquire)).await;
    queue.pop()
}

fn main() {
    drop((atomic(), compared(), clause(), lock_when(Arc::default())));
}
