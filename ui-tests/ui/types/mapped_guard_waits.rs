//! A guard of a part of the data cannot wait: whoever has the lock meanwhile may remove the part.

use interlocking::{Condition, Lock};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();

async fn first() {
    let first = QUEUE.lock().await.map(|queue| &mut queue[0]);
    drop(FILLED.wait(first).await);
}

fn main() {
    drop(first());
}
