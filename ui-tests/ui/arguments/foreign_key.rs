//! A clause of another attribute.

use interlocking::{Lock, guarded};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

#[guarded(QUEUE, permits = 2)]
async fn push(value: u32) {
    queue.push(value);
}

fn main() {
    drop(push(1));
}
