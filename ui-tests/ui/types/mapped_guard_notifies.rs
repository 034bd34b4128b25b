//! A guard of a part of the data does not prove which lock is held.

use interlocking::{Condition, Lock};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static FILLED: Condition<Vec<u32>> = Condition::new();

async fn set_first() {
    let mut first = QUEUE.lock().await.map(|queue| &mut queue[0]);
    *first = 1;
    FILLED.notify_all(&first);
}

fn main() {
    drop(set_first());
}
