//! Predicates that are plain closures, and async closures that are not predicates of a lock.

#![deny(warnings)]

use std::time::Instant;

use interlocking::{Condition, Lock, guarded, synchronized};
use tokio::sync::watch;

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();

fn is_filled(queue: &Vec<u32>) -> bool {
    !queue.is_empty()
}

/// A plain closure.
#[guarded(QUEUE)]
async fn closure() -> Option<u32> {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    queue.pop()
}

/// A plain function.
#[guarded(QUEUE, when = is_filled)]
async fn function() -> Option<u32> {
    queue.pop()
}

/// A plain closure in a variable.
#[guarded(QUEUE)]
async fn variable(from: Instant) -> Option<u32> {
    let is_due = |queue: &Vec<u32>| !queue.is_empty() && Instant::now() >= from;
    queue = queue.until(is_due).await;
    queue.pop()
}

/// The `.await` comes after the wait.
#[guarded(QUEUE)]
async fn waits_behind() -> Option<u32> {
    queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
    let doubled = async |job: u32| {
        tokio::task::yield_now().await;
        job * 2
    };
    doubled(queue.pop()?).await.into()
}

/// The methods of this channel have the same names.
#[synchronized]
async fn channel(mut stop: watch::Receiver<bool>) -> bool {
    stop.wait_for(|stop| *stop).await.is_ok()
}

trait Retry {
    async fn until(&self, done: impl AsyncFn(u32) -> bool);
    async fn wait_for(&self, done: impl AsyncFn(u32) -> bool);
}

/// A type that is not a lock may have an async predicate.
#[synchronized]
async fn of_something_else(retry: &impl Retry) {
    retry.until(async |tries| tries > 3).await;
    retry.wait_for(async |tries| tokio::fs::try_exists(tries.to_string()).await.is_ok()).await;
}

struct Patient;

impl Retry for Patient {
    async fn until(&self, done: impl AsyncFn(u32) -> bool) {
        done(3).await;
    }

    async fn wait_for(&self, done: impl AsyncFn(u32) -> bool) {
        done(3).await;
    }
}

fn main() {
    drop((closure(), function(), variable(Instant::now()), waits_behind()));
    drop((channel(watch::channel(true).1), of_something_else(&Patient)));
}
