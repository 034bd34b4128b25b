//! Upper limits for the sizes of primitives and futures, in bytes on 64-bit targets.

#![cfg(target_pointer_width = "64")]

use interlocking::{
    Barrier, BoundedSemaphore, Condition, Event, Lock, LockGuard, Permit, RwLock, Semaphore, hold,
};

#[track_caller]
fn at_most(limit: usize, size: usize) {
    assert!(size <= limit, "{size} bytes, and {limit} are allowed");
}

#[test]
fn primitives_are_small() {
    at_most(32, size_of::<Lock<()>>());
    at_most(32, size_of::<Semaphore>());
    at_most(40, size_of::<RwLock<()>>());
    at_most(48, size_of::<BoundedSemaphore>());
    at_most(32, size_of::<Event>());
    at_most(32, size_of::<Condition<()>>());
    at_most(40, size_of::<Barrier>());
    at_most(16, size_of::<LockGuard<'_, ()>>());
    at_most(16, size_of::<Permit<'_>>());
}

#[test]
fn futures_are_small() {
    let (lock, gate, event, barrier) =
        (Lock::new(()), Semaphore::new(1), Event::new(), Barrier::new(1));
    at_most(32, size_of_val(&lock.lock()));
    at_most(40, size_of_val(&gate.acquire()));
    at_most(32, size_of_val(&event.wait()));
    at_most(48, size_of_val(&barrier.wait()));
    at_most(56, size_of_val(&hold::exclusive(&lock, "lock")));
}
