//! Malformed timeouts and contradictory clauses.

use interlocking::{Lock, TimedOut, barrier, guarded, semaphore};

static A: Lock<u32> = Lock::new(0);
static B: Lock<u32> = Lock::new(0);

#[guarded(A, timeout = 5s)]
async fn no_ending() {}

#[semaphore(8, nowait)]
async fn no_ending_of_nowait() {}

#[guarded(A?, timeout = 5)]
async fn no_unit() -> Result<(), TimedOut> {
    Ok(())
}

#[guarded(A?, timeout = 5sec)]
async fn unknown_unit() -> Result<(), TimedOut> {
    Ok(())
}

#[guarded(A?, timeout = "5s")]
async fn text() -> Result<(), TimedOut> {
    Ok(())
}

#[guarded(A?, timeout = 0s)]
async fn zero() -> Result<(), TimedOut> {
    Ok(())
}

#[guarded(A, timeout = 5s, nowait, else { return })]
async fn both() {}

#[guarded(A, nowait = 3, else { return })]
async fn flag_with_value() {}

#[guarded(A, when = |a| *a > 0, nowait, else { return })]
async fn predicate_now() {}

#[guarded(A, B, when = |a| *a > 0)]
async fn predicate_of_several() {}

#[barrier(3, nowait)]
async fn barrier_now() {}

fn main() {
    drop((no_ending(), no_ending_of_nowait(), no_unit(), unknown_unit(), text(), zero(), both()));
    drop((flag_with_value(), predicate_now(), predicate_of_several(), barrier_now()));
}
