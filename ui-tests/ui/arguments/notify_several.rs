//! A condition for the data of two locks.

use interlocking::{Condition, Lock, guarded};

static A: Lock<u32> = Lock::new(0);
static B: Lock<u32> = Lock::new(0);
static CHANGED: Condition<u32> = Condition::new();

#[guarded(A, B, notify_all = CHANGED)]
async fn both() {}

fn main() {
    drop(both());
}
