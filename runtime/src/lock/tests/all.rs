use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{Lock, lock_all, wait::testing::queued};

#[test]
fn guards_come_in_the_order_given_and_locks_are_acquired_by_address() {
    let locks = [Lock::new(0), Lock::new(1), Lock::new(2)];
    let held = locks[1].try_lock().unwrap();
    let mut all = queued(lock_all([&locks[2], &locks[1], &locks[0]]));
    assert!(locks[0].is_locked() && !locks[2].is_locked());
    drop(held);
    let guards = assert_ready!(all.poll());
    assert_eq!(guards.iter().map(|guard| **guard).collect::<Vec<_>>(), [2, 1, 0]);
    drop(guards);
    assert!(locks.iter().all(|lock| !lock.is_locked()));
}

#[test]
fn dropping_it_releases_what_it_holds() {
    let locks = [Lock::new(0), Lock::new(1), Lock::new(2)];
    let held = locks[1].try_lock().unwrap();
    drop(queued(lock_all(&locks)));
    assert_eq!((locks[0].is_locked(), locks[1].waiters()), (false, 0));
    drop(held);
    drop(lock_all(&locks));
    assert!(locks.iter().all(|lock| !lock.is_locked()));
}

#[test]
fn two_orders_cannot_wait_for_each_other() {
    let locks = [Lock::new(0), Lock::new(1)];
    let held = locks[0].try_lock().unwrap();
    let mut a = queued(lock_all([&locks[0], &locks[1]]));
    let mut b = queued(lock_all([&locks[1], &locks[0]]));
    drop(held);
    drop(assert_ready!(a.poll()));
    drop(assert_ready!(b.poll()));
}

#[test]
fn the_same_lock_twice_panics_and_none_at_all_is_ready() {
    let locks = [Lock::new(0), Lock::new(1)];
    let twice = AssertUnwindSafe(|| drop(lock_all([&locks[0], &locks[1], &locks[0]])));
    let panic = catch_unwind(twice).unwrap_err();
    let expected = "locks 0 and 2 are the same lock, which cannot be held twice at once";
    assert_eq!(panic.downcast_ref::<String>().map(String::as_str), Some(expected));
    assert!(assert_ready!(spawn(lock_all::<u8>([])).poll()).is_empty());
    let mut all = spawn(lock_all(&locks));
    let held = locks[1].try_lock().unwrap();
    assert_pending!(all.poll());
    drop(held);
    drop(assert_ready!(all.poll()));
}
