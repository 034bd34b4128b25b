//! A lock or a semaphore around a barrier that admits too few parties.

use interlocking::{Lock, barrier, guarded, semaphore};

static A: Lock<u32> = Lock::new(0);

#[guarded(A)]
#[barrier(3)]
async fn locked() {}

#[semaphore(2)]
#[barrier(3)]
async fn limited() {}

#[semaphore(6, permits = 3)]
#[barrier(3)]
async fn greedy() {}

fn main() {
    drop((locked(), limited(), greedy()));
}
