//! A waiter's slot is reused many times: the grant of an earlier waiter must not be taken for that of a later one.
//!
//! There are more rounds than 16 bits can count.

use std::{pin::pin, task::Poll};

use interlocking::{Barrier, BrokenBarrier, Condition, Event, Lock, RwLock, Semaphore};
use tokio_test::task::spawn;

const REUSES: usize = 70_000;

/// Polls `wait()` twice and drops it, in every round.
fn queue_and_cancel<F: Future>(wait: impl Fn() -> F) {
    for round in 0..REUSES {
        let mut task = spawn(wait());
        assert!(task.poll().is_pending(), "round {round}: granted what is held");
        assert!(
            task.poll().is_pending(),
            "round {round}: granted what is held, at the second poll"
        );
    }
}

#[test]
fn a_delivered_grant_belongs_to_its_waiter_only() {
    let lock = Lock::new(0);
    let held = lock.try_lock().unwrap();
    let mut first = spawn(lock.lock());
    assert!(first.poll().is_pending());
    drop(held);
    let Poll::Ready(guard) = first.poll() else { panic!("handed over") };
    queue_and_cancel(|| lock.lock());
    drop(guard);
    let holder = lock.try_lock().unwrap();
    queue_and_cancel(|| lock.lock());
    queue_and_cancel(|| lock.lock_when(|_| true));
    drop(holder);
    assert!(lock.try_lock().is_ok());
}

#[test]
fn a_grant_that_is_not_polled_belongs_to_its_waiter_only() {
    let lock = Lock::new(0);
    let held = lock.try_lock().unwrap();
    let mut granted = spawn(lock.lock());
    assert!(granted.poll().is_pending());
    drop(held);
    queue_and_cancel(|| lock.lock());
    assert!(granted.poll().is_ready());

    let held = lock.try_lock().unwrap();
    let mut trying = spawn(lock.lock_when(|_| true));
    assert!(trying.poll().is_pending());
    drop(held);
    queue_and_cancel(|| lock.lock_when(|_| true));
    assert!(trying.poll().is_ready());
}

#[test]
fn a_grant_that_was_given_back_belongs_to_its_waiter_only() {
    let lock = Lock::new(0);
    let held = lock.try_lock().unwrap();
    let mut cancelled = spawn(lock.lock());
    assert!(cancelled.poll().is_pending());
    drop(held);
    drop(cancelled);
    let _holder = lock.try_lock().unwrap();
    queue_and_cancel(|| lock.lock());
}

#[test]
fn a_notification_belongs_to_its_waiter_only() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let mut notified = spawn(changed.wait(lock.try_lock().unwrap()));
    assert!(notified.poll().is_pending());
    changed.notify_one(&lock.try_lock().unwrap());
    let mut next = spawn(lock.lock());
    assert!(next.poll().is_pending());
    let Poll::Ready(guard) = notified.poll() else { panic!("notified") };
    queue_and_cancel(|| lock.lock());
    drop(guard);
    for _ in 0..REUSES {
        let Poll::Ready(guard) = next.poll() else { panic!("the lock was free") };
        let mut waits = spawn(changed.wait(guard));
        assert!(waits.poll().is_pending());
        assert!(waits.poll().is_pending(), "it was not notified");
        drop(waits);
        next = spawn(lock.lock());
    }
}

#[test]
fn a_granted_permit_belongs_to_its_waiter_only() {
    let gate = Semaphore::new(0);
    let mut granted = spawn(gate.acquire());
    assert!(granted.poll().is_pending());
    gate.release(1);
    queue_and_cancel(|| gate.acquire());
    assert!(granted.poll().is_ready());
}

#[test]
fn a_granted_share_belongs_to_its_waiter_only() {
    let lock = RwLock::new(0);
    let held = lock.try_write().unwrap();
    let mut granted = spawn(lock.read());
    assert!(granted.poll().is_pending());
    drop(held);
    queue_and_cancel(|| lock.write());
    let Poll::Ready(guard) = granted.poll() else { panic!("let in") };
    queue_and_cancel(|| lock.write());
    drop(guard);
    let _writer = lock.try_write().unwrap();
    queue_and_cancel(|| lock.read());
}

#[test]
fn an_earlier_set_frees_no_later_waiter() {
    let event = Event::new();
    let mut old = spawn(event.wait());
    assert!(old.poll().is_pending());
    for _ in 0..REUSES {
        event.set();
        event.clear();
    }
    let mut new = spawn(event.wait());
    assert!(new.poll().is_pending() && new.poll().is_pending(), "no set since");
    assert!(old.poll().is_ready(), "freed long ago");
    queue_and_cancel(|| event.wait());
}

#[test]
fn the_outcome_of_a_generation_belongs_to_its_parties_only() {
    let barrier = Barrier::new(2);
    let mut sent_away = spawn(barrier.wait());
    assert!(sent_away.poll().is_pending());
    barrier.reset();
    let mut passed = spawn(barrier.wait());
    assert!(passed.poll().is_pending());
    for _ in 0..REUSES {
        let turns = (spawn(barrier.wait()), spawn(barrier.wait()));
        let (mut first, mut second) = turns;
        let polled = (first.poll(), second.poll());
        assert!(matches!(polled.0, Poll::Ready(Ok(_))) || matches!(polled.1, Poll::Ready(Ok(_))));
    }
    assert!(matches!(passed.poll(), Poll::Ready(Ok(turn)) if turn.index() == 0));
    assert_eq!(sent_away.poll(), Poll::Ready(Err(BrokenBarrier::Reset)));
    queue_and_cancel(|| barrier.wait());
}

/// The smallest program in which a stamp that wraps gives two guards of one lock.
#[test]
fn one_guard_at_a_time() {
    let lock = Lock::new(0);
    let held = lock.try_lock().unwrap();
    let mut first = pin!(lock.lock());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(first.as_mut().poll(&mut cx).is_pending());
    drop(held);
    let Poll::Ready(guard) = first.as_mut().poll(&mut cx) else { panic!("handed over") };
    drop(guard);
    let _holder = lock.try_lock().unwrap();
    for round in 0..=u32::from(u16::MAX) {
        let mut second = pin!(lock.lock());
        assert!(second.as_mut().poll(&mut cx).is_pending());
        assert!(second.as_mut().poll(&mut cx).is_pending(), "a second guard after {round} waiters");
    }
}
