//! A semaphore with enough permits for all parties, or below the barrier.

#![deny(warnings)]

use interlocking::{Semaphore, barrier, semaphore};

static SEATS: Semaphore = Semaphore::new(2);

/// All three parties are admitted.
#[semaphore(3)]
#[barrier(3)]
async fn as_many_as_meet() {}

/// Two generations can meet at the same time.
#[semaphore(6)]
#[barrier(3)]
async fn more_than_meet() {}

/// The parties meet first.
#[barrier(3)]
#[semaphore(1)]
async fn within_the_barrier() {}

/// The number of permits is declared elsewhere.
#[semaphore(SEATS)]
#[barrier(3)]
async fn of_a_static() {}

fn main() {
    drop((as_many_as_meet(), more_than_meet(), within_the_barrier(), of_a_static()));
}
