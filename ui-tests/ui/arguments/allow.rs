//! Malformed allowances: no rule, an unknown rule, no reason.

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

#[guarded(A, allow(same_lock_twize, reason = "a test"))]
async fn unknown() {}

#[guarded(A, allow(everything, reason = "a test"))]
async fn far_away() {}

#[guarded(A, allow(same_lock_twice))]
async fn no_reason() {}

#[guarded(A, allow(same_lock_twice, reason = " "))]
async fn empty_reason() {}

#[guarded(A, allow())]
async fn nothing() {}

fn main() {
    drop((unknown(), far_away(), no_reason(), empty_reason(), nothing()));
}
