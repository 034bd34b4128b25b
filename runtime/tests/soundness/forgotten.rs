//! Futures that are forgotten, and primitives at the address of an earlier one: `mem::forget` is safe code.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::mpsc,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use interlocking::{Barrier, BrokenBarrier, Condition, Event, Lock, RwLock, Semaphore};
use tokio_test::task::{Spawn, spawn};

/// A future that was polled once and waits.
#[track_caller]
fn queued<F: Future>(future: F) -> Spawn<F> {
    let mut task = spawn(future);
    assert!(task.poll().is_pending(), "expected to wait");
    task
}

/// Polls a future and forgets it; what it borrows may be dropped.
fn forget_in_line(future: impl Future) {
    let mut future = Box::pin(future);
    let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    mem::forget(future);
}

/// Runs `code` on a thread of its own: the defect is that it does not return.
fn returns(code: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let thread = thread::spawn(move || {
        code();
        done.send(()).unwrap();
    });
    match is_done.recv_timeout(Duration::from_secs(60)) {
        Ok(()) => thread.join().unwrap(),
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("does not return"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().unwrap_err())
        }
    }
}

/// Runs `code`, which may be refused with the documented panic for a guard of another lock. Any other panic is a defect.
fn may_refuse<R>(code: impl FnOnce() -> R) -> Option<R> {
    let refused = |panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<&str>().copied().unwrap_or_default().to_owned();
        let text = panic.downcast_ref::<String>().cloned().unwrap_or(text);
        assert!(text.contains("another lock"), "panicked: {text}");
    };
    catch_unwind(AssertUnwindSafe(code)).map_err(refused).ok()
}

/// Forgets a wait on the condition, behind `before` waits that are dropped.
fn forgotten_wait(lock: &Lock<u32>, changed: &Condition<u32>, before: usize, notified: bool) {
    let waits: Vec<_> =
        (0..before).map(|_| queued(changed.wait(lock.try_lock().unwrap()))).collect();
    forget_in_line(changed.wait(lock.try_lock().unwrap()));
    drop(waits);
    if notified {
        changed.notify_all(&lock.try_lock().unwrap());
    }
}

/// Uses a new lock at the address of the old one, and the old condition.
fn assert_harmless(lock: &Lock<u32>, changed: &Condition<u32>) {
    let held = lock.try_lock().expect("a new lock is free");
    let (mut a, mut b, mut c) = (queued(lock.lock()), queued(lock.lock()), queued(lock.lock()));
    may_refuse(|| changed.notify_one(&held));
    may_refuse(|| changed.notify(2, &held));
    may_refuse(|| changed.notify_all(&held));
    assert!(!a.is_woken() && a.poll().is_pending() && b.poll().is_pending(), "the lock is held");
    assert_eq!(lock.waiters(), 3);
    drop(held);
    for waiting in [&mut a, &mut b, &mut c] {
        assert!(waiting.is_woken(), "in its turn");
        let Poll::Ready(guard) = waiting.poll() else { panic!("handed over") };
        drop(guard);
    }
    assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
    assert_waits_work(lock, &Condition::new());
    may_refuse(|| assert_waits_work(lock, changed));
    assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
}

fn assert_waits_work(lock: &Lock<u32>, changed: &Condition<u32>) {
    let (mut first, cancelled) = (
        queued(changed.wait(lock.try_lock().unwrap())),
        queued(changed.wait(lock.try_lock().unwrap())),
    );
    drop(cancelled);
    changed.notify_all(&lock.try_lock().unwrap());
    assert!(first.is_woken());
    assert!(first.poll().is_ready());
}

#[test]
fn a_forgotten_wait_does_no_harm_to_a_new_lock_at_the_same_address() {
    for before in [0, 1, 5] {
        for notified in [false, true] {
            returns(move || {
                let (mut lock, changed) = (Lock::new(0), Condition::new());
                forgotten_wait(&lock, &changed, before, notified);
                // The old lock is dropped, and the new one is where it was.
                lock = Lock::new(0);
                assert_harmless(&lock, &changed);
            });
        }
    }
}

#[test]
fn a_forgotten_wait_does_no_harm_on_the_heap() {
    returns(|| {
        let (mut lock, changed) = (Box::new(Lock::new(0)), Condition::new());
        for _ in 0..100 {
            if lock.try_lock().is_ok() {
                may_refuse(|| forgotten_wait(&lock, &changed, 1, false));
            }
            drop(lock);
            lock = Box::new(Lock::new(0));
            assert_harmless(&lock, &changed);
        }
    });
}

#[test]
fn a_forgotten_predicate_does_no_harm_to_a_new_lock() {
    let mut lock = Lock::new(0);
    {
        let held = lock.try_lock().unwrap();
        forget_in_line(lock.lock_when(|n| *n > 0));
        forget_in_line(lock.lock());
        drop(held);
    }
    forget_in_line(lock.lock_when(|n| *n > 0));
    lock = Lock::new(0);
    assert_harmless(&lock, &Condition::new());
}

/// It stays in the queue like a task that is not polled.
#[test]
fn a_forgotten_waiter_is_a_slow_one() {
    let gate = Semaphore::new(0);
    forget_in_line(gate.acquire());
    let mut next = queued(gate.acquire());
    gate.release(1);
    assert!(next.poll().is_pending());
    gate.release(1);
    assert!(next.poll().is_ready());

    let lock = RwLock::new(0);
    let held = lock.try_write().unwrap();
    forget_in_line(lock.read());
    let mut next = queued(lock.read());
    drop(held);
    assert!(next.poll().is_ready());
    assert_eq!(lock.readers(), 1);

    let event = Event::new();
    forget_in_line(event.wait());
    let mut next = queued(event.wait());
    event.set();
    assert!(next.poll().is_ready());

    let barrier = Barrier::new(3);
    forget_in_line(barrier.wait());
    let mut next = queued(barrier.wait());
    barrier.reset();
    assert_eq!(next.poll(), Poll::Ready(Err(BrokenBarrier::Reset)));
    forget_in_line(barrier.wait());
    let mut next = queued(barrier.wait());
    assert!(pin!(barrier.wait()).poll(&mut Context::from_waker(Waker::noop())).is_ready());
    assert!(matches!(next.poll(), Poll::Ready(Ok(turn)) if turn.index() == 1));
}

/// Parties of earlier generations that never collect their outcome.
#[test]
fn forgotten_parties_of_a_barrier_take_no_outcome() {
    let barrier = Barrier::new(2);
    for round in 0..1000 {
        let mut kept: Pin<Box<_>> = Box::pin(barrier.wait());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(kept.as_mut().poll(&mut cx).is_pending());
        if round % 2 == 0 {
            barrier.reset();
            mem::forget(kept);
            continue;
        }
        barrier.abort();
        assert_eq!(kept.as_mut().poll(&mut cx), Poll::Ready(Err(BrokenBarrier::Aborted)));
        barrier.reset();
    }
    let mut first = queued(barrier.wait());
    assert!(spawn(barrier.wait()).poll().is_ready());
    assert!(matches!(first.poll(), Poll::Ready(Ok(_))));
}
