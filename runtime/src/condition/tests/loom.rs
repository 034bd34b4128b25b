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
        // Waits for ever if the notification went with the first.
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
