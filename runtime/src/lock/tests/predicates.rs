use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{Condition, Lock, wait::testing::queued};

#[test]
fn a_true_predicate_on_a_free_lock_is_had_at_once() {
    let lock = Lock::new(3);
    let guard = assert_ready!(spawn(lock.lock_when(|n| *n == 3)).poll());
    assert_eq!(*guard, 3);
    assert!(lock.is_locked());
}

#[test]
fn a_false_predicate_waits_for_a_release_that_changed_the_data() {
    let lock = Lock::new(0);
    let tried = Cell::new(0);
    let mut waiter = queued(lock.lock_when(|n| {
        tried.set(tried.get() + 1);
        *n == 1
    }));
    assert!(!lock.is_locked());
    assert_eq!(format!("{lock:?}"), "Lock [unlocked, waiters:1]");
    // Only looked at: nothing that could have become true.
    assert_eq!(*lock.try_lock().unwrap(), 0);
    assert!(!waiter.is_woken());
    *lock.try_lock().unwrap() = 1;
    assert!(waiter.is_woken());
    assert_eq!(*assert_ready!(waiter.poll()), 1);
    assert_eq!(tried.get(), 2);
}

#[test]
fn a_false_predicate_never_blocks_who_is_behind_it() {
    let lock = Lock::new(0);
    let mut predicate = queued(lock.lock_when(|n| *n == 9));
    let mut held = lock.try_lock().unwrap();
    let mut plain = queued(lock.lock());
    *held += 1;
    drop(held);
    assert!(predicate.is_woken() && !plain.is_woken());
    assert_pending!(predicate.poll());
    assert!(plain.is_woken());
    drop(assert_ready!(plain.poll()));
    // Nor does a newcomer wait for it.
    drop(assert_ready!(spawn(lock.lock()).poll()));
}

#[test]
fn it_keeps_its_place() {
    let lock = Lock::new(0);
    let mut first = queued(lock.lock_when(|n| *n >= 2));
    let mut second = queued(lock.lock_when(|n| *n >= 1));
    *lock.try_lock().unwrap() = 1;
    assert_pending!(first.poll());
    *assert_ready!(second.poll()) = 2;
    drop(assert_ready!(first.poll()));
}

#[test]
fn at_most_one_wake_for_each_false_predicate_and_release() {
    let lock = Lock::new(0);
    let mut waiters: Vec<_> = (0..10).map(|_| queued(lock.lock_when(|n| *n == 9))).collect();
    *lock.try_lock().unwrap() = 1;
    let mut wakes = 0;
    while let Some(waiter) = waiters.iter_mut().find(|waiter| waiter.is_woken()) {
        assert_pending!(waiter.poll());
        wakes += 1;
        assert!(wakes <= 10, "somebody was woken twice");
    }
    assert_eq!(wakes, 10);
    assert!(!lock.is_locked());
}

#[test]
fn a_change_while_some_were_tried_lets_all_be_tried_again() {
    let lock = Lock::new(0);
    let mut a = queued(lock.lock_when(|n| *n == 2));
    let mut b = queued(lock.lock_when(|n| *n == 1));
    *lock.try_lock().unwrap() = 1;
    assert_pending!(a.poll());
    // b makes a's predicate true.
    *assert_ready!(b.poll()) = 2;
    assert!(a.is_woken());
    assert_eq!(*assert_ready!(a.poll()), 2);
}

#[test]
fn predicates_may_borrow_and_change_what_they_borrow() {
    let (lock, limit, seen) = (Lock::new(0), RefCell::new(5), RefCell::new(Vec::new()));
    let mut waiter = queued(lock.lock_when(|n| {
        seen.borrow_mut().push(*n);
        *n >= *limit.borrow()
    }));
    *lock.try_lock().unwrap() = 3;
    assert_pending!(waiter.poll());
    *limit.borrow_mut() = 2;
    *lock.try_lock().unwrap() = 4;
    drop(assert_ready!(waiter.poll()));
    drop(waiter);
    assert_eq!(*seen.borrow(), [0, 3, 4]);
}

#[test]
fn forgetting_the_future_reads_nothing_that_is_gone() {
    let lock = Lock::new(0);
    {
        let limit = Box::new(1);
        let mut waiter = Box::pin(lock.lock_when(|n| *n == *limit));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(waiter.as_mut().poll(&mut cx).is_pending());
        std::mem::forget(waiter);
    }
    // The lock is granted to the forgotten future, which never takes it. The lock stays blocked, and no other task evaluates the
    // predicate with its borrowed data.
    *lock.try_lock().unwrap() = 1;
    assert!(lock.is_locked());
}

#[test]
fn a_panicking_predicate_unwinds_in_its_own_task() {
    let lock = Lock::new(0);
    let mut panics = queued(lock.lock_when(|n| if *n == 0 { false } else { panic!("{n}") }));
    let mut next = queued(lock.lock_when(|n| *n == 1));
    *lock.try_lock().unwrap() = 1;
    assert!(catch_unwind(AssertUnwindSafe(|| drop(panics.poll()))).is_err());
    drop(panics);
    assert!(next.is_woken());
    drop(assert_ready!(next.poll()));
    assert!(!lock.is_locked());
    // On a free lock, at the first poll.
    let mut at_once = spawn(lock.lock_when(|_| panic!("at once")));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(at_once.poll()))).is_err());
    drop(at_once);
    assert!(!lock.is_locked());
}

#[test]
fn dropping_it_in_every_state_passes_on_what_it_had() {
    let lock = Lock::new(0);
    drop(lock.lock_when(|_| true));
    // Waiting for its predicate.
    drop(queued(lock.lock_when(|n| *n == 1)));
    assert_eq!(lock.waiters(), 0);
    // In line behind a holder.
    let held = lock.try_lock().unwrap();
    drop(queued(lock.lock_when(|_| true)));
    assert_eq!(lock.waiters(), 0);
    drop(held);
    // Granted, not polled.
    let granted = queued(lock.lock_when(|n| *n == 1));
    let mut behind = queued(lock.lock_when(|n| *n == 1));
    *lock.try_lock().unwrap() = 1;
    assert!(granted.is_woken() && !behind.is_woken());
    drop(granted);
    drop(assert_ready!(behind.poll()));
    assert!(!lock.is_locked());
}

#[test]
fn until_releases_waits_and_acquires_again() {
    let lock = Lock::new(0);
    let guard = lock.try_lock().unwrap();
    let mut waiter = queued(guard.until(|n| *n == 1));
    assert!(!lock.is_locked());
    *lock.try_lock().unwrap() = 1;
    assert_eq!(*assert_ready!(waiter.poll()), 1);
    drop(waiter);
    // True already: it is never released.
    let guard = lock.try_lock().unwrap();
    let behind = queued(lock.lock());
    let guard = assert_ready!(spawn(guard.until(|n| *n == 1)).poll());
    assert!(!behind.is_woken());
    drop(guard);
}

#[test]
fn until_never_hands_the_lock_to_itself() {
    let lock = Lock::new(0);
    let mut guard = lock.try_lock().unwrap();
    *guard = 5;
    let mut waiter = spawn(guard.until(|n| *n == 1));
    assert_pending!(waiter.poll());
    assert!(!waiter.is_woken(), "it has just seen that its predicate is false");
    assert!(!lock.is_locked());
    // Others are told of what it changed.
    let mut other = queued(lock.lock_when(|n| *n == 6));
    let mut guard = lock.try_lock().unwrap();
    *guard = 6;
    let mut again = queued(guard.until(|n| *n == 1));
    assert_pending!(waiter.poll());
    drop(assert_ready!(other.poll()));
    assert_pending!(again.poll());
}

#[test]
fn until_that_is_dropped_holds_nothing() {
    let lock = Lock::new(0);
    let until = lock.try_lock().unwrap().until(|_| false);
    assert!(lock.is_locked());
    drop(until);
    assert!(!lock.is_locked());
    drop(queued(lock.try_lock().unwrap().until(|_| false)));
    assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
}

#[test]
fn predicates_and_conditions_share_a_lock() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut predicate = queued(lock.lock_when(|n| *n == 1));
    let mut notified = queued(condition.wait(lock.try_lock().unwrap()));
    let mut guard = lock.try_lock().unwrap();
    *guard = 1;
    condition.notify_one(&guard);
    assert_eq!(lock.waiters(), 2);
    drop(guard);
    drop(assert_ready!(predicate.poll()));
    drop(assert_ready!(notified.poll()));
    assert!(!lock.is_locked());
}

#[test]
fn owned_guards_wait_for_predicates_too() {
    let lock = Arc::new(Lock::new(0));
    let mut waiter = queued(lock.clone().lock_when_owned(|n| *n == 1));
    *lock.try_lock().unwrap() = 1;
    let guard = assert_ready!(waiter.poll());
    let mut until = queued(guard.until(|n| *n == 2));
    *lock.try_lock().unwrap() = 2;
    assert_eq!(*assert_ready!(until.poll()), 2);
}

#[test]
fn a_lock_that_is_lent_to_an_unpolled_predicate_shows_as_handed_over() {
    let lock = Lock::new(0);
    let mut held = lock.try_lock().unwrap();
    let mut wait = queued(lock.lock_when(|n| *n == 1));
    assert!(!lock.is_handed_over());
    *held = 2;
    drop(held);
    assert!(lock.is_handed_over());
    assert_eq!(format!("{lock:?}"), "Lock [handed over]");
    assert!(wait.poll().is_pending());
    assert!(!lock.is_handed_over());
}
