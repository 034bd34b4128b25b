use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{Condition, Lock, wait::testing::queued};

/// A lock and a condition, for the cases that need no more.
fn pair() -> (Lock<u32>, Condition<u32>) {
    (Lock::new(0), Condition::new())
}

#[test]
fn c01_a_condition_goes_with_the_lock_whose_guard_it_is_given() {
    let (a, condition) = pair();
    let b = Lock::new(0);
    let waiter = queued(condition.wait(a.try_lock().unwrap()));
    drop(waiter);
    // Nobody waits any more: it may go with another.
    let mut waiter = queued(condition.wait(b.try_lock().unwrap()));
    condition.notify_one(&b.try_lock().unwrap());
    drop(assert_ready!(waiter.poll()));
}

#[test]
fn c02_waiting_and_notifying_use_one_lock_from_every_function() {
    let (lock, condition) = pair();
    let wait = || condition.wait(lock.try_lock().unwrap());
    let notify = || condition.notify_all(&lock.try_lock().unwrap());
    let mut waiter = queued(wait());
    assert!(!lock.is_locked());
    notify();
    let guard = assert_ready!(waiter.poll());
    assert!(lock.is_locked());
    drop(guard);
}

#[test]
fn c03_several_conditions_on_one_lock_wake_their_own_waiters() {
    let (lock, c1) = pair();
    let c2 = Condition::new();
    let mut on_c1 = queued(c1.wait(lock.try_lock().unwrap()));
    let mut on_c2 = queued(c2.wait(lock.try_lock().unwrap()));
    c2.notify_one(&lock.try_lock().unwrap());
    assert!(!on_c1.is_woken());
    // The waiter of c2 holds the lock now and notifies c1.
    let guard = assert_ready!(on_c2.poll());
    c1.notify_one(&guard);
    assert_pending!(on_c1.poll());
    drop(guard);
    drop(assert_ready!(on_c1.poll()));
}

#[test]
fn c04_the_lock_is_free_while_all_wait() {
    let (lock, condition) = pair();
    let waiters: Vec<_> =
        (0..5).map(|_| queued(condition.wait(lock.try_lock().unwrap()))).collect();
    assert!(!lock.is_locked());
    assert_eq!(condition.waiters(), 5);
    drop(waiters);
}

#[test]
fn c05_notify_does_not_release() {
    let (lock, condition) = pair();
    let mut waiter = queued(condition.wait(lock.try_lock().unwrap()));
    let guard = lock.try_lock().unwrap();
    condition.notify_one(&guard);
    assert_pending!(waiter.poll());
    drop(guard);
    assert!(waiter.is_woken());
    let guard = assert_ready!(waiter.poll());
    assert!(lock.is_locked());
    drop(guard);
}

#[test]
fn c06_three_waiters_return_in_order_one_at_a_time() {
    let (lock, condition) = pair();
    let mut t1 = queued(condition.wait(lock.try_lock().unwrap()));
    let mut t2 = queued(condition.wait(lock.try_lock().unwrap()));
    let mut t3 = queued(condition.wait(lock.try_lock().unwrap()));
    condition.notify_one(&lock.try_lock().unwrap());
    let first = assert_ready!(t1.poll());
    condition.notify(2, &first);
    assert_pending!(t2.poll());
    assert_pending!(t3.poll());
    drop(first);
    let second = assert_ready!(t2.poll());
    assert_pending!(t3.poll());
    drop(second);
    drop(assert_ready!(t3.poll()));
}

#[test]
fn c07_notify_wakes_at_most_n_oldest_first() {
    let (lock, condition) = pair();
    let mut waiters: Vec<_> =
        (0..4).map(|_| queued(condition.wait(lock.try_lock().unwrap()))).collect();
    condition.notify(2, &lock.try_lock().unwrap());
    assert_eq!(condition.waiters(), 2);
    drop(assert_ready!(waiters[0].poll()));
    drop(assert_ready!(waiters[1].poll()));
    assert_pending!(waiters[2].poll());
    condition.notify(2048, &lock.try_lock().unwrap());
    drop(assert_ready!(waiters[2].poll()));
    drop(assert_ready!(waiters[3].poll()));
}

#[test]
fn c08_two_notifications_wake_two_different_waiters() {
    let (lock, condition) = pair();
    let mut t1 = queued(condition.wait(lock.try_lock().unwrap()));
    let mut t2 = queued(condition.wait(lock.try_lock().unwrap()));
    let guard = lock.try_lock().unwrap();
    condition.notify_one(&guard);
    condition.notify_one(&guard);
    drop(guard);
    drop(assert_ready!(t1.poll()));
    drop(assert_ready!(t2.poll()));
}

#[test]
fn c09_notifying_none_does_nothing() {
    let (lock, condition) = pair();
    let waiter = queued(condition.wait(lock.try_lock().unwrap()));
    condition.notify(0, &lock.try_lock().unwrap());
    assert_eq!(condition.waiters(), 1);
    assert!(!waiter.is_woken());
}

#[test]
fn c10_notifications_are_not_stored() {
    let (lock, condition) = pair();
    condition.notify_one(&lock.try_lock().unwrap());
    condition.notify_all(&lock.try_lock().unwrap());
    let mut waiter = queued(condition.wait(lock.try_lock().unwrap()));
    assert_pending!(waiter.poll());
}

#[test]
fn c11_notify_all_wakes_those_of_the_moment() {
    let (lock, condition) = pair();
    let mut t1 = queued(condition.wait(lock.try_lock().unwrap()));
    let mut t2 = queued(condition.wait(lock.try_lock().unwrap()));
    condition.notify_all(&lock.try_lock().unwrap());
    let guard = assert_ready!(t1.poll());
    let mut late = queued(condition.wait(guard));
    drop(assert_ready!(t2.poll()));
    assert_pending!(late.poll());
}

/// Those that came later stay on the condition, whoever of the others leaves the line.
#[test]
fn c11_one_that_was_woken_with_all_leaves_the_line_and_not_the_condition() {
    let (lock, condition) = pair();
    let mut t1 = queued(condition.wait(lock.try_lock().unwrap()));
    let t2 = queued(condition.wait(lock.try_lock().unwrap()));
    let guard = lock.try_lock().unwrap();
    condition.notify_all(&guard);
    let mut late = queued(condition.wait(guard));
    drop(t2);
    assert_eq!((lock.waiters(), condition.waiters()), (0, 1));
    let guard = assert_ready!(t1.poll());
    condition.notify_one(&guard);
    drop(guard);
    drop(assert_ready!(late.poll()));
}

#[test]
fn c12_a_guard_of_another_lock_panics_and_nothing_is_queued() {
    let (a, condition) = pair();
    let b = Lock::new(0);
    let waiter = queued(condition.wait(a.try_lock().unwrap()));
    let wrong = AssertUnwindSafe(|| drop(condition.wait(b.try_lock().unwrap())));
    assert!(catch_unwind(wrong).is_err());
    assert!(!b.is_locked(), "its guard was released");
    assert_eq!((b.waiters(), condition.waiters()), (0, 1));
    drop(waiter);
}

#[test]
fn c12_a_guard_of_another_lock_panics_at_the_first_poll_too() {
    let (a, condition) = pair();
    let b = Lock::new(0);
    // When it is called nobody waits, and when it is polled somebody does.
    let mut wrong = spawn(condition.wait(b.try_lock().unwrap()));
    let waiter = queued(condition.wait(a.try_lock().unwrap()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(wrong.poll()))).is_err());
    drop(wrong);
    assert!(!b.is_locked());
    assert_eq!((b.waiters(), condition.waiters()), (0, 1));
    drop(waiter);
}

#[test]
fn c13_notifying_with_a_guard_of_another_lock_panics_only_if_somebody_waits() {
    let (a, condition) = pair();
    let b = Lock::new(0);
    condition.notify_one(&b.try_lock().unwrap());
    let waiter = queued(condition.wait(a.try_lock().unwrap()));
    let of_b = b.try_lock().unwrap();
    let wrong = AssertUnwindSafe(|| condition.notify_one(&of_b));
    assert!(catch_unwind(wrong).is_err());
    assert_eq!(condition.waiters(), 1);
    drop(waiter);
}

#[test]
fn c14_a_true_predicate_returns_at_once_and_never_releases() {
    let (lock, condition) = pair();
    let held = lock.try_lock().unwrap();
    let behind = queued(lock.lock());
    let guard = assert_ready!(spawn(condition.wait_for(held, |n| *n == 0)).poll());
    assert!(!behind.is_woken());
    assert_eq!(condition.waiters(), 0);
    drop(guard);
}

#[test]
fn c15_a_false_predicate_waits_again_at_the_tail() {
    let (lock, condition) = pair();
    let locked = Cell::new(true);
    let predicate = |n: &u32| {
        locked.set(locked.get() & lock.is_locked());
        *n == 3
    };
    let mut waiter = queued(condition.wait_for(lock.try_lock().unwrap(), predicate));
    let mut other = queued(condition.wait(lock.try_lock().unwrap()));
    condition.notify_one(&lock.try_lock().unwrap());
    assert_pending!(waiter.poll());
    assert!(!lock.is_locked());
    assert_eq!(condition.waiters(), 2);
    // It is behind `other` now.
    *lock.try_lock().unwrap() = 3;
    condition.notify_one(&lock.try_lock().unwrap());
    drop(assert_ready!(other.poll()));
    assert_pending!(waiter.poll());
    condition.notify_one(&lock.try_lock().unwrap());
    assert_eq!(*assert_ready!(waiter.poll()), 3);
    drop(waiter);
    assert!(locked.get(), "the predicate was always evaluated under the lock");
}

#[test]
fn c16_a_panicking_predicate_releases_and_leaks_no_waiter() {
    let (lock, condition) = pair();
    let panics = |n: &u32| if *n == 0 { false } else { panic!("{n}") };
    let mut waiter = queued(condition.wait_for(lock.try_lock().unwrap(), panics));
    let mut guard = lock.try_lock().unwrap();
    *guard = 1;
    condition.notify_one(&guard);
    drop(guard);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(waiter.poll()))).is_err());
    drop(waiter);
    assert!(!lock.is_locked());
    assert_eq!((condition.waiters(), lock.waiters()), (0, 0));
    // At entry, with the lock held, as well.
    let mut at_entry = spawn(condition.wait_for(lock.try_lock().unwrap(), panics));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(at_entry.poll()))).is_err());
    drop(at_entry);
    assert!(!lock.is_locked());
}

#[test]
fn c17_a_cancelled_wait_holds_nothing_and_leaves_no_entry() {
    let (lock, condition) = pair();
    drop(queued(condition.wait(lock.try_lock().unwrap())));
    assert!(!lock.is_locked());
    assert_eq!((condition.waiters(), lock.waiters()), (0, 0));
    // Before its first poll it holds the guard it was given.
    let wait = condition.wait(lock.try_lock().unwrap());
    assert!(lock.is_locked());
    drop(wait);
    assert!(!lock.is_locked());
}

#[test]
fn c18_a_notified_waiter_that_is_cancelled_leaves_the_lock_queue() {
    let (lock, condition) = pair();
    let waiter = queued(condition.wait(lock.try_lock().unwrap()));
    let guard = lock.try_lock().unwrap();
    condition.notify_one(&guard);
    assert_eq!((condition.waiters(), lock.waiters()), (0, 1));
    drop(waiter);
    assert_eq!(lock.waiters(), 0);
    drop(guard);
    assert!(!lock.is_locked());
}

#[test]
fn c19_notify_cancel_and_release_in_one_step_leave_the_lock_consistent() {
    for cancel_first in [true, false] {
        let (lock, condition) = pair();
        let waiter = queued(condition.wait(lock.try_lock().unwrap()));
        let guard = lock.try_lock().unwrap();
        condition.notify_one(&guard);
        if cancel_first {
            drop(waiter);
            drop(guard);
        } else {
            drop(guard);
            drop(waiter);
        }
        assert!(!lock.is_locked());
        assert!(lock.try_lock().is_ok());
    }
}

#[test]
fn c20_a_cancelled_notified_consumer_passes_the_notification_on() {
    let (lock, condition) = pair();
    let first = queued(condition.wait_for(lock.try_lock().unwrap(), |n| *n != 0));
    let mut second = queued(condition.wait_for(lock.try_lock().unwrap(), |n| *n != 0));
    let mut guard = lock.try_lock().unwrap();
    *guard = 1;
    condition.notify_one(&guard);
    drop(first);
    drop(guard);
    assert!(second.is_woken());
    let mut guard = assert_ready!(second.poll());
    *guard = 0;
}

#[test]
fn c21_so_does_one_that_already_had_the_lock_granted() {
    let (lock, condition) = pair();
    let first = queued(condition.wait_for(lock.try_lock().unwrap(), |n| *n != 0));
    let mut second = queued(condition.wait_for(lock.try_lock().unwrap(), |n| *n != 0));
    let mut guard = lock.try_lock().unwrap();
    *guard = 1;
    condition.notify_one(&guard);
    drop(guard);
    assert!(first.is_woken() && !second.is_woken());
    drop(first);
    assert!(second.is_woken());
    let mut guard = assert_ready!(second.poll());
    *guard = 0;
}

#[test]
fn c22_cancelling_an_unnotified_waiter_wakes_nobody() {
    let (lock, condition) = pair();
    let a = queued(condition.wait(lock.try_lock().unwrap()));
    let mut b = queued(condition.wait(lock.try_lock().unwrap()));
    drop(a);
    assert!(!b.is_woken());
    assert_pending!(b.poll());
}

#[test]
fn c23_a_forwarded_notification_never_reaches_who_came_later() {
    let (lock, condition) = pair();
    let a = queued(condition.wait(lock.try_lock().unwrap()));
    let guard = lock.try_lock().unwrap();
    condition.notify_all(&guard);
    // Another function that holds the lock, and waits.
    let mut b = queued(condition.wait(guard));
    assert!(a.is_woken());
    drop(a);
    assert!(!b.is_woken());
    assert_pending!(b.poll());
}

#[test]
fn c24_with_nobody_left_a_forwarded_notification_is_discarded() {
    let (lock, condition) = pair();
    let a = queued(condition.wait(lock.try_lock().unwrap()));
    condition.notify_one(&lock.try_lock().unwrap());
    drop(a);
    let mut b = queued(condition.wait(lock.try_lock().unwrap()));
    assert_pending!(b.poll());
}

#[test]
fn c26_acquirers_in_line_go_before_notified_waiters_and_those_before_newcomers() {
    let (lock, condition) = pair();
    let mut w1 = queued(condition.wait(lock.try_lock().unwrap()));
    let mut w2 = queued(condition.wait(lock.try_lock().unwrap()));
    let holder = lock.try_lock().unwrap();
    let mut b = queued(lock.lock());
    condition.notify(2, &holder);
    let mut late = queued(lock.lock());
    drop(holder);
    drop(assert_ready!(b.poll()));
    drop(assert_ready!(w1.poll()));
    drop(assert_ready!(w2.poll()));
    drop(assert_ready!(late.poll()));
    assert!(!lock.is_locked());
}

#[test]
fn c27_debug_says_who_waits_on_this_condition() {
    let (lock, condition) = pair();
    assert_eq!(format!("{condition:?}"), "Condition");
    let a = queued(condition.wait(lock.try_lock().unwrap()));
    let b = queued(condition.wait(lock.try_lock().unwrap()));
    assert_eq!(format!("{condition:?}"), "Condition [waiters:2]");
    let guard = lock.try_lock().unwrap();
    condition.notify_one(&guard);
    assert_eq!(format!("{condition:?}"), "Condition [waiters:1]");
    assert_eq!(format!("{lock:?}"), "Lock [locked, waiters:1]");
    drop((guard, a, b));
}

#[test]
fn c28_the_scope_of_the_guard_is_the_scope_of_the_lock() {
    let (lock, condition) = pair();
    {
        let guard = lock.try_lock().unwrap();
        condition.notify_all(&guard);
        assert!(lock.is_locked());
    }
    assert!(!lock.is_locked());
}

#[test]
fn c31_a_wait_returns_only_when_notified() {
    let (lock, condition) = pair();
    let mut waiter = queued(condition.wait(lock.try_lock().unwrap()));
    for _ in 0..3 {
        drop(lock.try_lock().unwrap());
        assert_pending!(waiter.poll());
    }
    condition.notify_one(&lock.try_lock().unwrap());
    drop(assert_ready!(waiter.poll()));
}

#[test]
fn c33_it_works_across_runtimes_and_threads() {
    static LOCK: Lock<u32> = Lock::new(0);
    static CHANGED: Condition<u32> = Condition::new();
    let waiter = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async { *CHANGED.wait_for(LOCK.lock().await, |n| *n == 1).await })
    });
    futures::executor::block_on(async {
        let mut guard = LOCK.lock().await;
        *guard = 1;
        CHANGED.notify_all(&guard);
    });
    assert_eq!(waiter.join().unwrap(), 1);
}

#[test]
fn c34_a_wait_gives_the_guard_and_a_predicate_was_true() {
    let (lock, condition) = pair();
    *lock.try_lock().unwrap() = 3;
    let guard =
        assert_ready!(spawn(condition.wait_for(lock.try_lock().unwrap(), |n| *n == 3)).poll());
    assert_eq!(*guard, 3);
}

#[test]
fn owned_guards_wait_and_notify_too() {
    let lock = Arc::new(Lock::new(0));
    let condition = Condition::new();
    let owned = || assert_ready!(spawn(lock.clone().lock_owned()).poll());
    let mut waiter = queued(condition.wait_owned(owned()));
    let mut for_three = queued(condition.wait_for_owned(owned(), |n| *n == 3));
    let mut guard = owned();
    *guard = 3;
    condition.notify_all(&guard);
    drop(guard);
    drop(assert_ready!(waiter.poll()));
    assert_eq!(*assert_ready!(for_three.poll()), 3);
}
