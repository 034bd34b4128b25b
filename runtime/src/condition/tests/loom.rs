use std::sync::Arc;

use crate::{
    Condition, Lock,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

/// A lock and a condition of it.
struct Pair {
    lock: Arc<Lock<usize>>,
    changed: Condition<usize>,
}

fn pair() -> Arc<Pair> {
    Arc::new(Pair { lock: Arc::new(Lock::new(0)), changed: Condition::new() })
}

#[test]
fn a_notification_reaches_who_waits_for_it() {
    model(|| {
        let pair = pair();
        let other = pair.clone();
        let thread = thread::spawn(move || {
            let guard = block_on(other.lock.lock());
            let guard = block_on(other.changed.wait_for(guard, |n| *n == 1));
            assert_eq!(*guard, 1);
        });
        let mut guard = block_on(pair.lock.lock());
        *guard = 1;
        pair.changed.notify_one(&guard);
        drop(guard);
        thread.join().unwrap();
        assert!(!pair.lock.is_locked());
    });
}

#[test]
fn a_notification_races_the_cancellation_of_its_waiter_and_reaches_the_next() {
    model(|| {
        // Leaked by design: loom's threads want `'static`, and a wait borrows its condition.
        let changed: &'static Condition<usize> = Box::leak(Box::new(Condition::new()));
        let lock = Arc::new(Lock::new(0));
        let mut first = changed.wait_owned(block_on(lock.clone().lock_owned()));
        assert!(poll_once(&mut first).is_pending());
        let mut second = changed.wait_owned(block_on(lock.clone().lock_owned()));
        assert!(poll_once(&mut second).is_pending());
        let cancels = thread::spawn(move || drop(first));
        let guard = block_on(lock.lock());
        changed.notify_one(&guard);
        drop(guard);
        // Deadlocks if the notification was lost with the first waiter.
        drop(block_on(second));
        cancels.join().unwrap();
        assert_eq!((lock.is_locked(), lock.waiters(), changed.waiters()), (false, 0, 0));
    });
}

#[test]
fn waiting_gives_the_lock_to_who_queues_meanwhile() {
    model(|| {
        let pair = pair();
        let other = pair.clone();
        let thread = thread::spawn(move || {
            let mut guard = block_on(other.lock.lock());
            *guard += 1;
            other.changed.notify_all(&guard);
        });
        let guard = block_on(pair.lock.lock());
        drop(block_on(pair.changed.wait_for(guard, |n| *n == 1)));
        thread.join().unwrap();
    });
}

#[test]
fn the_notified_exclude_each_other() {
    model(|| {
        let changed: &'static Condition<Racy> = Box::leak(Box::new(Condition::new()));
        let lock = Arc::new(Lock::new(Racy::new()));
        let waits = [0, 1].map(|_| {
            let mut wait = changed.wait_owned(block_on(lock.clone().lock_owned()));
            assert!(poll_once(&mut wait).is_pending());
            wait
        });
        let threads = waits.map(|wait| thread::spawn(move || block_on(wait).increment()));
        let guard = block_on(lock.lock());
        changed.notify_all(&guard);
        guard.increment();
        drop(guard);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(lock.try_lock().unwrap().get(), 3);
    });
}

/// Runs `code`, which may be refused because the condition is in use with the other lock.
fn unless_refused<R>(code: impl FnOnce() -> R) -> Option<R> {
    static QUIET: std::sync::Once = std::sync::Once::new();
    // A refusal is printed in every interleaving otherwise.
    QUIET.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload().downcast_ref::<&str>().is_some_and(|text| is_refusal(text)) {
                hook(info);
            }
        }));
    });
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(code)) {
        Ok(output) => Some(output),
        Err(panic) if panic.downcast_ref::<&str>().is_some_and(|text| is_refusal(text)) => None,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn is_refusal(text: &str) -> bool {
    text.contains("another lock")
}

/// Waits on `changed` and gives up, unless that is refused.
fn wait_and_cancel(lock: &Arc<Lock<usize>>, changed: &'static Condition<usize>) {
    let held = block_on(lock.clone().lock_owned());
    unless_refused(|| {
        let mut wait = changed.wait_owned(held);
        assert!(poll_once(&mut wait).is_pending());
    });
}

fn assert_free(locks: &[Arc<Lock<usize>>; 2], changed: &'static Condition<usize>) {
    assert_eq!(changed.waiters(), 0);
    for lock in locks {
        assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
        let mut wait = changed.wait_owned(block_on(lock.clone().lock_owned()));
        assert!(poll_once(&mut wait).is_pending(), "it goes with no lock now");
    }
}

#[test]
fn a_condition_meets_two_locks_and_goes_with_one_at_a_time() {
    model(|| {
        let changed: &'static Condition<usize> = Box::leak(Box::new(Condition::new()));
        let locks = [0, 1].map(|_| Arc::new(Lock::new(0)));
        let threads =
            locks.clone().map(|lock| thread::spawn(move || wait_and_cancel(&lock, changed)));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_free(&locks, changed);
    });
}

#[test]
fn the_last_notified_waiter_returns_while_another_lock_comes() {
    model(|| {
        let changed: &'static Condition<usize> = Box::leak(Box::new(Condition::new()));
        let locks = [0, 1].map(|_| Arc::new(Lock::new(0)));
        let mut wait = changed.wait_owned(block_on(locks[0].clone().lock_owned()));
        assert!(poll_once(&mut wait).is_pending());
        changed.notify_one(&block_on(locks[0].lock()));
        let returns = thread::spawn(move || drop(block_on(wait)));
        wait_and_cancel(&locks[1], changed);
        returns.join().unwrap();
        assert_free(&locks, changed);
    });
}

#[test]
fn notifying_with_another_lock_is_refused_or_finds_nobody() {
    model(|| {
        let changed: &'static Condition<usize> = Box::leak(Box::new(Condition::new()));
        let locks = [0, 1].map(|_| Arc::new(Lock::new(0)));
        let lock = locks[0].clone();
        let thread = thread::spawn(move || wait_and_cancel(&lock, changed));
        let held = block_on(locks[1].lock());
        unless_refused(|| changed.notify_all(&held));
        drop(held);
        thread.join().unwrap();
        assert_free(&locks, changed);
    });
}
