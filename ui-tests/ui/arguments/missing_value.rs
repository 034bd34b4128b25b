//! A clause without its value.

use interlocking::{Lock, guarded, semaphore};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

#[guarded(QUEUE, notify_all)]
async fn push(value: u32) {
    queue.push(value);
}

#[semaphore(3, permits = )]
async fn three() {}

#[guarded(QUEUE, else)]
async fn or_else() {}

fn main() {
    drop((push(1), three(), or_else()));
}
