//! Barriers of two parties, and a semaphore of one permit.

#![deny(warnings)]

use interlocking::{Barrier, BrokenBarrier, barrier, semaphore};

const WORKERS: usize = 1;

static MEET: Barrier = Barrier::new(WORKERS);

/// Two parties are the minimum.
#[barrier(2)]
async fn two() {}

/// A semaphore of 1 is a lock without data.
#[semaphore(1)]
async fn one_at_a_time() {}

/// The number of parties is declared elsewhere and may change.
#[barrier(MEET?)]
async fn named() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[barrier(1, allow(single_party_barrier, reason = "there will be a second worker"))]
async fn on_purpose() {}

fn main() {
    drop((two(), one_at_a_time(), named(), on_purpose()));
}
