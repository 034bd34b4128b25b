//! Violations that are allowed, with a reason.

use interlocking::{Lock, RwLock, barrier, guarded};

static A: Lock<u32> = Lock::new(0);
static SETTINGS: RwLock<u32> = RwLock::new(0);

#[guarded(A)]
#[barrier(3, allow(barrier_behind_lock, reason = "the other parties are in another process"))]
async fn allowed() {}

/// Readers can meet each other under the read lock.
#[guarded(read SETTINGS)]
#[barrier(3)]
async fn readers() {
    assert_eq!(*settings, 0);
}

fn main() {
    drop((allowed(), readers()));
}
