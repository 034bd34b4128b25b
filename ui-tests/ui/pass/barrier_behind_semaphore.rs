//! A semaphore outside of a barrier that lets in as many as meet, or that is within it.

#![deny(warnings)]

use interlocking::{Semaphore, barrier, semaphore};

static SEATS: Semaphore = Semaphore::new(2);

/// All three are let in.
#[semaphore(3)]
#[barrier(3)]
async fn as_many_as_meet() {}

/// Two rounds can meet side by side.
#[semaphore(6)]
#[barrier(3)]
async fn more_than_meet() {}

/// They meet first, and go on one by one.
#[barrier(3)]
#[semaphore(1)]
async fn within_the_barrier() {}

/// How many there are is said elsewhere, and others may release more.
#[semaphore(SEATS)]
#[barrier(3)]
async fn of_a_static() {}

fn main() {
    drop((as_many_as_meet(), more_than_meet(), within_the_barrier(), of_a_static()));
}
