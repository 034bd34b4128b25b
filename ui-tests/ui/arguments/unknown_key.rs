//! A misspelt clause.

use interlocking::{Condition, Lock, guarded};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static FILLED: Condition<Vec<u32>> = Condition::new();

#[guarded(QUEUE, notify_al = FILLED)]
async fn push(value: u32) {
    queue.push(value);
}

fn main() {
    drop(push(1));
}
