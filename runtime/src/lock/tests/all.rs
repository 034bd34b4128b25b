use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{Lock, future::LockAll, lock_all, wait::testing::queued};

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
    assert!(assert_ready!(spawn(lock_all([] as [&Lock<u8>; 0])).poll()).is_empty());
    let mut all = spawn(lock_all(&locks));
    let held = locks[1].try_lock().unwrap();
    assert_pending!(all.poll());
    drop(held);
    drop(assert_ready!(all.poll()));
}

#[test]
fn pointers_to_locks_are_locks() {
    let (a, b) = (Arc::new(Lock::new(1)), Arc::new(Lock::new(2)));
    let sum = |mut all: LockAll<'_, u32>| {
        let guards: Vec<_> = assert_ready!(spawn(&mut all).poll());
        guards.iter().map(|guard| **guard).sum::<u32>()
    };
    assert_eq!(sum(lock_all([&a, &b])), 3);
    assert_eq!(sum(lock_all(&[a.clone(), b.clone()])), 3);
    assert_eq!(sum(lock_all(Vec::from([a.clone(), b.clone()]).iter())), 3);
    assert_eq!(sum(lock_all(&[&*a, &*b])), 3);
    assert_eq!(sum(lock_all([&Box::new(Lock::new(3))])), 3);
    let twice = [a.clone(), b, a];
    assert!(catch_unwind(AssertUnwindSafe(|| drop(lock_all(&twice)))).is_err());
}

#[test]
fn polling_it_after_it_was_ready_panics() {
    let locks = [Lock::new(0), Lock::new(1)];
    let mut all = lock_all(&locks);
    drop(assert_ready!(spawn(&mut all).poll()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(spawn(&mut all).poll()))).is_err());
    assert!(locks.iter().all(|lock| !lock.is_locked()), "nothing was acquired again");
    let mut none = lock_all([] as [&Lock<u8>; 0]);
    drop(assert_ready!(spawn(&mut none).poll()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(spawn(&mut none).poll()))).is_err());
}
