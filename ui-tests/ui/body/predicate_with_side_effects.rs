//! A predicate with a side effect.

#![deny(deprecated)]

use std::{
    cell::Cell,
    sync::atomic::{AtomicU32, Ordering},
};

use interlocking::{Condition, Lock, guarded};
use tokio::sync::mpsc::UnboundedSender;

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();
static TRIES: AtomicU32 = AtomicU32::new(0);

#[guarded(QUEUE)]
async fn counts() -> Option<u32> {
    let is_filled = FILLED.wait_for(queue, |queue| {
        TRIES.fetch_add(1, Ordering::Relaxed);
        !queue.is_empty()
    });
    is_filled.await.pop()
}

#[guarded(QUEUE)]
async fn prints() -> Option<u32> {
    let until = queue.until(|queue| {
        println!("{} jobs", queue.len());
        !queue.is_empty()
    });
    until.await.pop()
}

#[guarded(QUEUE, when = |queue| { TRIES.store(1, Ordering::Relaxed); !queue.is_empty() })]
async fn stores() -> Option<u32> {
    queue.pop()
}

#[guarded(QUEUE)]
async fn sets(tries: &Cell<u32>) -> Option<u32> {
    let until = queue.until(|queue| {
        tries.set(tries.get() + 1);
        !queue.is_empty()
    });
    until.await.pop()
}

#[guarded(QUEUE)]
async fn sends(asked: UnboundedSender<usize>) -> Option<u32> {
    let until = queue.until(|queue| asked.send(queue.len()).is_ok() && !queue.is_empty());
    until.await.pop()
}

fn main() {
    drop((counts(), prints(), stores(), sets(&Cell::new(0))));
    drop(sends(tokio::sync::mpsc::unbounded_channel().0));
}
