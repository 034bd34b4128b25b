use std::sync::Arc;

use crate::{
    Lock,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

#[test]
fn acquisitions_exclude_each_other() {
    model(|| {
        let lock = Arc::new(Lock::new(Racy::new()));
        let threads = [0, 1].map(|_| {
            let lock = lock.clone();
            thread::spawn(move || block_on(lock.lock()).increment())
        });
        block_on(lock.lock()).increment();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(lock.try_lock().unwrap().get(), 3);
    });
}

#[test]
fn trying_excludes_too() {
    model(|| {
        let lock = Arc::new(Lock::new(Racy::new()));
        let other = lock.clone();
        let thread = thread::spawn(move || match other.try_lock() {
            Ok(guard) => guard.increment(),
            Err(_) => block_on(other.lock()).increment(),
        });
        block_on(lock.lock()).increment();
        thread.join().unwrap();
        assert_eq!(lock.try_lock().unwrap().get(), 2);
    });
}

/// X9: the waiter has it, or it went on.
#[test]
fn a_grant_races_the_cancellation_of_its_waiter() {
    model(|| {
        let lock = Arc::new(Lock::new(()));
        let held = block_on(lock.clone().lock_owned());
        let mut waiting = lock.clone().lock_owned();
        assert!(poll_once(&mut waiting).is_pending());
        let thread = thread::spawn(move || drop(waiting));
        drop(held);
        thread.join().unwrap();
        assert!(!lock.is_locked());
        assert_eq!(lock.waiters(), 0);
    });
}

#[test]
fn a_cancelled_waiter_races_the_release_and_the_next_gets_it() {
    model(|| {
        let lock = Arc::new(Lock::new(()));
        let held = block_on(lock.clone().lock_owned());
        let (mut first, mut second) = (lock.clone().lock_owned(), lock.clone().lock_owned());
        assert!(poll_once(&mut first).is_pending() && poll_once(&mut second).is_pending());
        let cancels = thread::spawn(move || drop(first));
        let waits = thread::spawn(move || drop(block_on(second)));
        drop(held);
        cancels.join().unwrap();
        waits.join().unwrap();
        assert!(!lock.is_locked());
    });
}

#[test]
fn a_waker_is_renewed_while_the_lock_is_handed_over() {
    model(|| {
        let lock = Arc::new(Lock::new(()));
        let held = block_on(lock.clone().lock_owned());
        let mut waiting = lock.clone().lock_owned();
        assert!(poll_once(&mut waiting).is_pending());
        let thread = thread::spawn(move || drop(held));
        // Deadlocks if the first waker, which does nothing, was woken.
        drop(block_on(waiting));
        thread.join().unwrap();
    });
}

#[test]
fn a_predicate_sees_every_change() {
    model(|| {
        let lock = Arc::new(Lock::new(0));
        let other = lock.clone();
        let thread = thread::spawn(move || assert_eq!(*block_on(other.lock_when(|n| *n == 2)), 2));
        for _ in 0..2 {
            *block_on(lock.lock()) += 1;
        }
        thread.join().unwrap();
        assert!(!lock.is_locked());
    });
}

#[test]
fn two_predicates_follow_each_other() {
    model(|| {
        let lock = Arc::new(Lock::new(0));
        let (a, b) = (lock.clone(), lock.clone());
        let first = thread::spawn(move || *block_on(a.lock_when(|n| *n == 1)) += 1);
        let second = thread::spawn(move || *block_on(b.lock_when(|n| *n == 2)) += 1);
        *block_on(lock.lock()) += 1;
        first.join().unwrap();
        second.join().unwrap();
        assert_eq!(*lock.try_lock().unwrap(), 3);
    });
}

#[test]
fn a_predicate_that_is_cancelled_races_its_grant() {
    model(|| {
        let lock = Arc::new(Lock::new(0));
        let mut cancelled = lock.clone().lock_when_owned(|n| *n == 1);
        assert!(poll_once(&mut cancelled).is_pending());
        let mut waits = lock.clone().lock_when_owned(|n| *n == 1);
        assert!(poll_once(&mut waits).is_pending());
        let cancels = thread::spawn(move || drop(cancelled));
        *block_on(lock.lock()) = 1;
        drop(block_on(waits));
        cancels.join().unwrap();
        assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
    });
}

/// Rule 9: a place in line that is given to another tells the other nothing of what the first was granted.
#[test]
fn a_place_is_reused_while_its_first_waiter_is_granted_or_cancelled() {
    model(|| {
        let lock = Arc::new(Lock::new(Racy::new()));
        let held = block_on(lock.clone().lock_owned());
        let mut first = lock.clone().lock_owned();
        assert!(poll_once(&mut first).is_pending());
        let other = lock.clone();
        let thread = thread::spawn(move || {
            drop(first);
            block_on(other.lock()).increment();
        });
        drop(held);
        block_on(lock.lock()).increment();
        thread.join().unwrap();
        assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
        assert_eq!(lock.try_lock().unwrap().get(), 2);
    });
}

#[test]
fn the_queue_becomes_empty_while_another_joins_it() {
    model(|| {
        let lock = Arc::new(Lock::new(Racy::new()));
        let held = block_on(lock.clone().lock_owned());
        let mut cancelled = lock.clone().lock_owned();
        assert!(poll_once(&mut cancelled).is_pending());
        let other = lock.clone();
        let joins = thread::spawn(move || block_on(other.lock()).increment());
        drop(cancelled);
        held.increment();
        drop(held);
        joins.join().unwrap();
        assert_eq!(lock.try_lock().unwrap().get(), 2);
    });
}
