//! The same clause twice.

use interlocking::{Condition, Lock, guarded};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static FILLED: Condition<Vec<u32>> = Condition::new();
static CHANGED: Condition<Vec<u32>> = Condition::new();

#[guarded(QUEUE, notify_all = FILLED, notify_all = CHANGED)]
async fn push(value: u32) {
    queue.push(value);
}

fn main() {
    drop(push(1));
}
