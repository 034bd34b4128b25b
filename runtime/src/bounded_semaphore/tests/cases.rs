use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{BoundedSemaphore, OverRelease, WouldBlock, wait::testing::queued};

#[test]
fn bs1_a_release_of_too_many_is_refused_whole() {
    let gate = BoundedSemaphore::new(3);
    assert_eq!(gate.release(1), Err(OverRelease));
    assert_eq!(OverRelease.to_string(), "BoundedSemaphore released too many times");
    gate.try_acquire().unwrap().forget();
    assert_eq!(gate.release(2), Err(OverRelease));
    assert_eq!(gate.available(), 2, "nothing of the two");
    assert_eq!(gate.release(usize::MAX), Err(OverRelease));
    assert_eq!(gate.release(1), Ok(()));
    assert_eq!(gate.available(), 3);
}

#[test]
fn bs2_it_works_on_after_a_refused_release() {
    let gate = BoundedSemaphore::new(1);
    drop(assert_ready!(spawn(gate.acquire()).poll()));
    assert_eq!(gate.release(1), Err(OverRelease));
    let held = assert_ready!(spawn(gate.acquire()).poll());
    let mut waiter = queued(gate.acquire());
    drop(held);
    drop(assert_ready!(waiter.poll()));
    assert_eq!(gate.available(), 1);
}

#[test]
fn bs3_a_bound_of_zero_gives_nothing_and_takes_nothing() {
    let gate = BoundedSemaphore::new(0);
    assert_eq!(gate.release(1), Err(OverRelease));
    assert_eq!(gate.release(0), Ok(()));
    drop(queued(gate.acquire()));
    assert_eq!(gate.waiters(), 0);
}

#[test]
fn bs4_a_bound_above_max_panics() {
    assert!(catch_unwind(|| BoundedSemaphore::new(usize::MAX)).is_err());
}

#[test]
fn bs5_s04_s05_permits_are_had_in_order() {
    let gate = BoundedSemaphore::new(2);
    let (first, second) = (gate.try_acquire().unwrap(), gate.try_acquire().unwrap());
    assert_eq!(gate.try_acquire().err(), Some(WouldBlock));
    let (mut a, mut b) = (queued(gate.acquire()), queued(gate.acquire()));
    assert_eq!(gate.waiters(), 2);
    drop(first);
    let got = assert_ready!(a.poll());
    assert_pending!(b.poll());
    drop((got, second));
    drop(assert_ready!(b.poll()));
    assert_eq!(gate.available(), 2);
}

#[test]
fn bs5_s10_s12_s13_cancelling_loses_nothing() {
    let gate = BoundedSemaphore::new(1);
    let held = gate.try_acquire().unwrap();
    let (a, mut b, c) = (queued(gate.acquire()), queued(gate.acquire()), queued(gate.acquire()));
    drop(held);
    drop(a);
    assert!(b.is_woken());
    drop(assert_ready!(b.poll()));
    drop(c);
    assert_eq!(gate.available(), 1);
    assert_eq!(gate.release(1), Err(OverRelease));
}

#[test]
fn bs5_s18_debug_has_its_own_name() {
    let gate = BoundedSemaphore::new(1);
    assert_eq!(format!("{gate:?}"), "BoundedSemaphore [unlocked, value:1]");
    let _held = gate.try_acquire().unwrap();
    let _waiter = queued(gate.acquire());
    assert_eq!(format!("{gate:?}"), "BoundedSemaphore [locked, waiters:1]");
}

#[test]
fn bs6_the_one_who_releases_too_much_gets_the_error() {
    let gate = BoundedSemaphore::new(2);
    let innocent = gate.try_acquire().unwrap();
    // asyncio would accept this release, and raise an error at the later release of the holder.
    assert_eq!(gate.release(1), Err(OverRelease));
    drop(innocent);
    assert_eq!(gate.available(), 2);
}

#[test]
fn bs6_forgotten_permits_may_be_released_and_no_more() {
    let gate = Arc::new(BoundedSemaphore::new(4));
    gate.try_acquire_many(2).unwrap().forget();
    assert_eq!(gate.forget(1), 1);
    let owned = assert_ready!(spawn(gate.clone().acquire_owned()).poll());
    owned.forget();
    assert_eq!((gate.available(), gate.forget(1)), (0, 0));
    assert_eq!(gate.release(5), Err(OverRelease));
    assert_eq!(gate.release(4), Ok(()));
    assert_eq!(gate.available(), 4);
}

#[test]
fn above_the_bound_panics_at_the_call() {
    let gate = Arc::new(BoundedSemaphore::new(2));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(gate.acquire_many(3)))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(gate.clone().acquire_many_owned(3)))).is_err());
    let two = assert_ready!(spawn(gate.clone().acquire_many_owned(2)).poll());
    assert_eq!(two.permits(), 2);
    drop(two);
    drop(assert_ready!(spawn(gate.acquire_many(0)).poll()));
    assert_eq!(gate.available(), 2);
}

#[test]
fn owned_permits_are_had_at_once_or_not_and_name_their_semaphore() {
    let gate = Arc::new(BoundedSemaphore::new(3));
    let one = gate.clone().try_acquire_owned().unwrap();
    let two = gate.clone().try_acquire_many_owned(2).unwrap();
    assert!(Arc::ptr_eq(one.semaphore(), &gate));
    assert_eq!(gate.clone().try_acquire_owned().err(), Some(WouldBlock));
    drop(two);
    assert_eq!(gate.try_acquire().unwrap().semaphore().available(), 1);
    one.forget();
    assert_eq!((gate.release(1), gate.release(1)), (Ok(()), Err(OverRelease)));
}
