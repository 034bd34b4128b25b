//! A wait releases one lock and keeps a second one, which the notifier may need.

#![deny(deprecated)]

use std::time::Duration;

use interlocking::{Condition, Lock, RwLock, guarded};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
static AUDIT: Lock<Vec<u32>> = Lock::new(Vec::new());
static CONFIG: RwLock<String> = RwLock::new(String::new());

#[guarded(AUDIT)]
#[guarded(QUEUE)]
async fn stacked() {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    audit.extend(queue.pop());
}

#[guarded(QUEUE, AUDIT)]
async fn of_several() {
    while queue.is_empty() {
        queue = FILLED.wait(queue).await;
    }
    audit.extend(queue.pop());
}

#[guarded(AUDIT)]
async fn in_the_body() {
    let queue = QUEUE.lock().await;
    let mut queue = queue.until(|queue| !queue.is_empty()).await;
    audit.extend(queue.pop());
}

#[guarded(read CONFIG)]
#[guarded(QUEUE)]
async fn while_reading() {
    let limit = Duration::from_secs(config.len() as u64);
    let wait = FILLED.wait_for_timeout(queue, |queue| !queue.is_empty(), limit);
    let (mut queue, outcome) = wait.await;
    println!("{config}: {:?}, {outcome:?}", queue.pop());
}

#[guarded(AUDIT)]
#[guarded(QUEUE, when = |queue| !queue.is_empty())]
async fn in_the_clause() {
    audit.extend(queue.pop());
}

fn main() {
    drop((stacked(), of_several(), in_the_body(), while_reading(), in_the_clause()));
}
