//! A barrier after the release of the lock, and locks that every party can hold.

#![deny(warnings)]

use std::sync::Arc;

use interlocking::{
    Barrier, BrokenBarrier, Lock, RwLock, barrier, guarded, semaphore, synchronized,
};

static RESULTS: Lock<Vec<u32>> = Lock::new(Vec::new());
static ROUND: RwLock<u32> = RwLock::new(0);
static MEET: Barrier = Barrier::new(3);

/// The lock is released before.
#[guarded(RESULTS)]
async fn released(result: u32, meet: &tokio::sync::Barrier) {
    results.push(result);
    drop(results);
    meet.wait().await;
}

/// The lock is held for its block only.
#[synchronized]
async fn in_a_block(result: u32, meet: &tokio::sync::Barrier) -> usize {
    #[guarded(RESULTS)]
    {
        results.push(result);
    }
    meet.wait().await;
    RESULTS.lock().await.len()
}

/// The parties meet first and lock afterwards.
#[barrier(MEET?)]
#[guarded(RESULTS)]
async fn meets_first(result: u32) -> Result<(), BrokenBarrier> {
    results.push(result);
    Ok(())
}

/// Readers can hold the lock together.
#[guarded(read ROUND)]
async fn readers(meet: &tokio::sync::Barrier) -> u32 {
    meet.wait().await;
    *round
}

/// The semaphore has a permit for each party.
#[semaphore(3)]
async fn permits(meet: &tokio::sync::Barrier) {
    meet.wait().await;
}

/// The spawned task meets the others and holds nothing.
#[guarded(RESULTS)]
async fn other_task(result: u32, meet: Arc<tokio::sync::Barrier>) {
    results.push(result);
    tokio::spawn(async move {
        meet.wait().await;
    });
}

/// An event is not a barrier.
#[guarded(RESULTS)]
async fn event(result: u32, started: &interlocking::Event) {
    started.wait().await;
    results.push(result);
}

struct Party {
    results: Lock<Vec<u32>>,
}

impl Party {
    /// Each party has a lock of its own.
    #[guarded(self.results)]
    async fn own_lock(&self, result: u32, meet: &tokio::sync::Barrier) {
        results.push(result);
        meet.wait().await;
    }
}

#[guarded(RESULTS, allow(held_across_barrier, reason = "the other two parties never touch it"))]
async fn on_purpose(result: u32, meet: &tokio::sync::Barrier) {
    results.push(result);
    meet.wait().await;
}

fn main() {
    let meet = Arc::new(tokio::sync::Barrier::new(3));
    let party = Party { results: Lock::new(Vec::new()) };
    drop((released(1, &meet), in_a_block(1, &meet), meets_first(1), readers(&meet)));
    drop((permits(&meet), other_task(1, meet.clone()), event(1, &interlocking::Event::new())));
    drop((party.own_lock(1, &meet), on_purpose(1, &meet)));
}
