//! Barriers of more than one, and other things of one.

#![deny(warnings)]

use interlocking::{Barrier, BrokenBarrier, barrier, semaphore};

const WORKERS: usize = 1;

static MEET: Barrier = Barrier::new(WORKERS);

/// Two parties are the fewest that meet.
#[barrier(2)]
async fn two() {}

/// A semaphore of 1 lets one in at a time.
#[semaphore(1)]
async fn one_at_a_time() {}

/// How many there are is said elsewhere, and may change.
#[barrier(MEET?)]
async fn named() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[barrier(1, allow(single_party_barrier, reason = "there will be a second worker"))]
async fn on_purpose() {}

fn main() {
    drop((two(), one_at_a_time(), named(), on_purpose()));
}
