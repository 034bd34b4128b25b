//! The result of an attempt or of a wait with a timeout is ignored.

#![deny(deprecated)]

use std::time::Duration;

use interlocking::{Condition, Lock, Semaphore, guarded, synchronized};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
static GATE: Semaphore = Semaphore::new(3);

const LIMIT: Duration = Duration::from_secs(1);

#[guarded(QUEUE)]
async fn wait() {
    let _ = FILLED.wait_for_timeout(queue, |queue| !queue.is_empty(), LIMIT).await;
    println!("the queue is filled");
}

#[synchronized]
async fn permit(path: &str) -> std::io::Result<String> {
    let _ = GATE.try_acquire();
    tokio::fs::read_to_string(path).await
}

#[synchronized]
async fn permit_by_the_way(path: &str) -> std::io::Result<String> {
    GATE.try_acquire().ok();
    tokio::fs::read_to_string(path).await
}

fn main() {
    drop((wait(), permit("file"), permit_by_the_way("file")));
}
