//! `uncontended_is_one_rmw` and `steady_state_allocates_nothing`: every allocation of the test's thread is counted.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use interlocking::{Barrier, BoundedSemaphore, Condition, Event, Lock, RwLock, Semaphore};

#[path = "common/counting.rs"]
mod counting;

use counting::allocated;

fn allocations(code: impl FnOnce()) -> u64 {
    let before = allocated();
    code();
    allocated() - before
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn ready<F: Future>(future: Pin<&mut F>) -> F::Output {
    match poll(future) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("expected to be ready"),
    }
}

/// Runs `round` until it needs no more memory, then counts its allocations.
fn steady_state(mut round: impl FnMut()) -> u64 {
    for _ in 0..3 {
        round();
    }
    allocations(|| (0..100).for_each(|_| round()))
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(Box::new(1))), 1);
}

#[test]
fn uncontended_is_no_heap() {
    let (lock, gate, bounded) = (Lock::new(1), Semaphore::new(2), BoundedSemaphore::new(2));
    let (event, single, shared) = (Event::new(), Barrier::new(1), RwLock::new(1));
    event.set();
    ready(pin!(single.wait())).unwrap(); // A barrier has no fast path: its first arrival allocates the queue.
    let allocated = allocations(|| {
        drop(ready(pin!(lock.lock())));
        drop(ready(pin!(lock.lock_when(|n| *n == 1))));
        drop(ready(pin!(shared.read())));
        drop(ready(pin!(shared.write())));
        drop(ready(pin!(gate.acquire_many(2))));
        drop(ready(pin!(bounded.acquire())));
        ready(pin!(event.wait()));
        ready(pin!(single.wait())).unwrap();
    });
    assert_eq!(allocated, 0);
}

#[test]
fn steady_state_allocates_nothing() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let contended = || {
        let held = lock.try_lock().unwrap();
        let (mut a, mut b) = (pin!(lock.lock()), pin!(lock.lock()));
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        drop(held);
        drop(ready(a));
        drop(ready(b));
    };
    assert_eq!(steady_state(contended), 0, "lock");

    let waiting = || {
        let mut a = pin!(changed.wait(lock.try_lock().unwrap()));
        assert!(poll(a.as_mut()).is_pending());
        let mut b = pin!(changed.wait_for(lock.try_lock().unwrap(), |n| *n > 0));
        assert!(poll(b.as_mut()).is_pending());
        let mut held = lock.try_lock().unwrap();
        *held += 1;
        changed.notify_all(&held);
        drop(held);
        drop(ready(a));
        *ready(b) = 0;
    };
    assert_eq!(steady_state(waiting), 0, "condition");

    let predicates = || {
        let mut a = pin!(lock.lock_when(|n| *n == 1));
        assert!(poll(a.as_mut()).is_pending());
        *lock.try_lock().unwrap() = 1;
        *ready(a) = 0;
    };
    assert_eq!(steady_state(predicates), 0, "lock_when");

    let gate = Semaphore::new(0);
    let permits = || {
        let (mut a, mut b) = (pin!(gate.acquire_many(2)), pin!(gate.acquire()));
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        gate.release(3);
        ready(a).forget();
        ready(b).forget();
    };
    assert_eq!(steady_state(permits), 0, "semaphore");

    let shared = RwLock::new(0);
    let readers_and_a_writer = || {
        let held = shared.try_write().unwrap();
        let (mut a, mut b, mut c) =
            (pin!(shared.read()), pin!(shared.read()), pin!(shared.write()));
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        assert!(poll(c.as_mut()).is_pending());
        drop(held);
        drop((ready(a), ready(b)));
        drop(ready(c));
    };
    assert_eq!(steady_state(readers_and_a_writer), 0, "rwlock");

    let event = Event::new();
    let set = || {
        let (mut a, mut b) = (pin!(event.wait()), pin!(event.wait()));
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        event.set();
        event.clear();
        ready(a);
        ready(b);
    };
    assert_eq!(steady_state(set), 0, "event");

    let barrier = Barrier::new(3);
    let meet = || {
        let (mut a, mut b) = (pin!(barrier.wait()), pin!(barrier.wait()));
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        ready(pin!(barrier.wait())).unwrap();
        ready(a).unwrap();
        ready(b).unwrap();
    };
    assert_eq!(steady_state(meet), 0, "barrier");

    let cancelled = || {
        let held = lock.try_lock().unwrap();
        assert!(poll(pin!(lock.lock())).is_pending());
        drop(held);
    };
    assert_eq!(steady_state(cancelled), 0, "cancelled waiters");
}
