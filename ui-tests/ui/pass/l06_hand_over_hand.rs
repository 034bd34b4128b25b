//! Hand-over-hand locking: the next node is locked before the last one is released.

#![deny(warnings)]

use std::sync::Arc;

use interlocking::{Lock, OwnedLockGuard, guarded, synchronized};

#[derive(Default)]
struct Node {
    value: u32,
    next: Option<Arc<Lock<Node>>>,
}

struct Link {
    node: Lock<Node>,
}

/// Each step locks the next node while it holds the last one.
#[synchronized]
async fn find(first: Arc<Lock<Node>>, value: u32) -> Option<OwnedLockGuard<Node>> {
    let mut node = first.lock_owned().await;
    while node.value != value {
        let next = node.next.clone()?;
        node = next.lock_owned().await;
    }
    Some(node)
}

/// The same, with an explicit `drop`.
#[synchronized]
async fn sum(first: &Arc<Lock<Node>>) -> u32 {
    let mut node = Arc::clone(first).lock_owned().await;
    let mut sum = node.value;
    loop {
        let Some(next) = node.next.clone() else { break };
        let next = next.lock_owned().await;
        sum += next.value;
        drop(node);
        node = next;
    }
    sum
}

/// One step. The list decides the order, not the caller.
#[guarded(last = last.node)]
async fn step(last: &Link, next: &Link) -> u32 {
    #[sync_allow(lock_order, reason = "hand over hand: always from the head to the tail")]
    let next = next.node.lock().await;
    drop(last);
    next.value
}

/// The same with two attributes.
#[guarded(last = last.node, allow(lock_order, reason = "always from the head to the tail"))]
#[guarded(next = next.node)]
async fn swap(last: &Link, next: &Link) {
    std::mem::swap(&mut last.value, &mut next.value);
}

fn main() {
    let link = || Link { node: Lock::default() };
    let (first, second) = (link(), link());
    drop((step(&first, &second), swap(&first, &second)));
    drop((find(Arc::default(), 1), sum(&Arc::default())));
}
