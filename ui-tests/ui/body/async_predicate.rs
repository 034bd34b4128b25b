//! A predicate that is async or awaits.

use std::time::Duration;

use interlocking::{Condition, Lock, guarded, synchronized};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();

async fn is_open() -> bool {
    tokio::fs::try_exists("open").await.unwrap_or(false)
}

#[guarded(QUEUE)]
async fn async_closure() -> Option<u32> {
    queue = FILLED.wait_for(queue, async |queue| !queue.is_empty()).await;
    queue.pop()
}

#[guarded(QUEUE)]
async fn async_block() -> Option<u32> {
    queue = queue.until(|queue| async { !queue.is_empty() }).await;
    queue.pop()
}

#[guarded(QUEUE)]
async fn awaits() -> Option<u32> {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty() && is_open().await).await;
    queue.pop()
}

#[guarded(QUEUE)]
async fn in_time() -> Option<u32> {
    let limit = Duration::from_secs(1);
    let wait = FILLED.wait_for_timeout(queue, async |queue| !queue.is_empty(), limit);
    let (mut queue, outcome) = wait.await;
    outcome.ok()?;
    queue.pop()
}

#[guarded(QUEUE, when = async |queue| !queue.is_empty())]
async fn clause() -> Option<u32> {
    queue.pop()
}

#[synchronized]
async fn lock_when() -> Option<u32> {
    let mut queue = QUEUE.lock_when(async |queue| !queue.is_empty()).await;
    queue.pop()
}

fn main() {
    drop((async_closure(), async_block(), awaits(), in_time(), clause(), lock_when()));
}
