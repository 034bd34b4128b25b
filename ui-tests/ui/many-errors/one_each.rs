//! Several mistakes give one error each, and the callers of these functions give none.

use interlocking::{Barrier, Condition, Lock, barrier, guarded, semaphore};

static A: Lock<u32> = Lock::new(0);
static CHANGED: Condition<u32> = Condition::new();
static MEET: Barrier = Barrier::new(3);

#[guarded(A, notify_al = CHANGED, permits = 2)]
#[semaphore(0)]
fn first(x: u32) -> u32 {
    *a + x
}

#[guarded(A)]
#[guarded(A)]
#[barrier(0)]
async fn second() -> String {
    a.to_string()
}

#[barrier(MEET)]
async fn third() {}

async fn caller() -> String {
    let _: u32 = first(1);
    third().await;
    second().await
}

fn main() {
    drop(caller());
}
