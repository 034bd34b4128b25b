//! A recursive function that calls itself without the lock, with another lock, or in another task.

#![deny(warnings)]

use std::{pin::Pin, sync::Arc};

use interlocking::{Lock, Semaphore, guarded, semaphore, synchronized};

static VISITED: Lock<u32> = Lock::new(0);
static GATE: Semaphore = Semaphore::new(8);

/// The lock is released before the call.
#[guarded(VISITED)]
async fn released(depth: u32) {
    *visited += 1;
    drop(visited);
    if depth > 0 {
        Box::pin(released(depth - 1)).await;
    }
}

/// The lock is held for its block only.
#[synchronized]
async fn behind_a_block(depth: u32) {
    #[guarded(VISITED)]
    {
        *visited += 1;
    }
    if depth > 0 {
        Box::pin(behind_a_block(depth - 1)).await;
    }
}

/// The recursive function acquires nothing.
#[guarded(VISITED)]
async fn with_what_is_guarded(depth: u32) {
    visit(&mut visited, depth).await;
}

fn visit(visited: &mut u32, depth: u32) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    Box::pin(async move {
        *visited += 1;
        if depth > 0 {
            visit(visited, depth - 1).await;
        }
    })
}

/// The caller passes another lock each time.
#[guarded(lock)]
async fn of_the_caller(lock: &Lock<u32>, others: &[Lock<u32>]) {
    *lock += 1;
    if let Some((next, others)) = others.split_first() {
        Box::pin(of_the_caller(next, others)).await;
    }
}

struct Node {
    weight: Lock<u32>,
    children: Vec<Arc<Node>>,
}

impl Node {
    /// Each child has a lock of its own.
    #[guarded(self.weight)]
    async fn grow(&self) {
        *weight += 1;
        for child in &self.children {
            Box::pin(child.grow()).await;
        }
    }

    /// The method belongs to another type.
    #[guarded(VISITED)]
    async fn released(&self) {
        *visited += 1;
        report::released().await;
    }
}

mod report {
    pub async fn released() {
        println!("released");
    }
}

/// A semaphore has several permits.
#[semaphore(GATE)]
async fn limited(depth: u32) {
    if depth > 0 {
        Box::pin(limited(depth - 1)).await;
    }
}

/// The task starts later, and no code awaits it.
#[guarded(VISITED)]
async fn spawned(depth: u32) {
    *visited += 1;
    if depth > 0 {
        tokio::task::spawn_local(spawned(depth - 1));
    }
}

#[guarded(VISITED, allow(recursive_lock, reason = "shows how a task waits for itself"))]
async fn on_purpose(depth: u32) {
    *visited += depth;
    Box::pin(on_purpose(depth + 1)).await;
}

#[guarded(VISITED)]
async fn on_purpose_in_a_statement(depth: u32) {
    *visited += depth;
    #[sync_allow(recursive_lock, reason = "shows how a task waits for itself")]
    Box::pin(on_purpose_in_a_statement(depth + 1)).await;
}

fn main() {
    let node = Node { weight: Lock::new(0), children: Vec::new() };
    drop((released(3), behind_a_block(3), with_what_is_guarded(3), of_the_caller(&VISITED, &[])));
    drop((node.grow(), node.released(), limited(3), spawned(3)));
    drop((on_purpose(3), on_purpose_in_a_statement(3)));
}
