//! What a primitive may allocate, and what it keeps: every allocation of the test's thread is counted.

use std::{
    fmt::{self, Debug, Write},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use interlocking::{Barrier, BoundedSemaphore, Condition, Event, Lock, RwLock, Semaphore};

#[path = "common/counting.rs"]
mod counting;

use counting::{allocated, live_bytes};

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

/// Text that goes nowhere, so that only the formatting can allocate.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

fn debug(value: &impl Debug) {
    write!(Nowhere, "{value:?}").unwrap();
}

#[test]
fn what_nobody_has_waited_for_needs_no_memory() {
    let (lock, changed, gate) = (Lock::new(0), Condition::new(), Semaphore::new(1));
    let (bounded, shared) = (BoundedSemaphore::new(1), RwLock::new(0));
    let (event, barrier) = (Event::new(), Barrier::new(2));
    let nothing = |what: &str, code: &dyn Fn()| assert_eq!(allocations(code), 0, "{what}");
    nothing("lock", &|| {
        let _ = (lock.is_locked(), lock.waiters());
        debug(&lock);
        drop(lock.try_lock());
    });
    nothing("condition", &|| {
        let held = lock.try_lock().unwrap();
        changed.notify_one(&held);
        changed.notify_all(&held);
        let _ = changed.waiters();
        debug(&changed);
    });
    nothing("semaphore", &|| {
        gate.release(1);
        let _ = (gate.forget(1), gate.available(), gate.waiters());
        debug(&gate);
        drop(gate.try_acquire());
    });
    nothing("bounded semaphore", &|| {
        let _ = (bounded.available(), bounded.waiters(), bounded.release(1).is_err());
        debug(&bounded);
    });
    nothing("rwlock", &|| {
        let _ = (shared.readers(), shared.is_written(), shared.waiters());
        debug(&shared);
        drop(shared.try_write().unwrap().downgrade());
        debug(&shared.try_read().unwrap());
    });
    nothing("event", &|| {
        event.set();
        event.clear();
        let _ = (event.is_set(), event.waiters());
        debug(&event);
        event.set();
        debug(&event);
    });
    nothing("barrier", &|| {
        barrier.reset();
        barrier.abort();
        let _ = (barrier.is_broken(), barrier.waiters(), barrier.parties());
        debug(&barrier);
        barrier.reset();
        debug(&barrier);
    });
}

/// How many wait at once.
const BURST: usize = 1_000_000;

/// What 64 waiters may need, generously; the burst needs a thousand times that.
const KEPT: isize = 16 * 1024;

/// Queues a burst of waiters, lets them all go by `end`, and asserts that their memory is given back.
fn burst<F: Future>(name: &str, wait: impl Fn() -> F, end: impl FnOnce(Vec<Pin<Box<F>>>)) {
    let before = live_bytes();
    let mut waiting = Vec::new();
    waiting.resize_with(BURST, || {
        let mut waiting = Box::pin(wait());
        assert!(poll(waiting.as_mut()).is_pending());
        waiting
    });
    assert!(live_bytes() - before > 50 * KEPT, "{name}: the burst needs memory");
    end(waiting);
    let kept = live_bytes() - before;
    assert!(kept <= KEPT, "{name}: {kept} bytes are kept");
}

/// All are ready, and what each has acquired lets the next go.
fn finish<F: Future>(waiting: Vec<Pin<Box<F>>>) {
    waiting.into_iter().for_each(|mut waiting| drop(ready(waiting.as_mut())));
}

#[test]
fn a_burst_of_lock_waiters_gives_its_memory_back() {
    let lock = Lock::new(0);
    let held = lock.try_lock().unwrap();
    burst("dropped, in order", || lock.lock(), drop);
    burst(
        "dropped, the last first",
        || lock.lock(),
        |waiting| waiting.into_iter().rev().for_each(drop),
    );
    burst("predicates", || lock.lock_when(|n| *n > 0), drop);
    burst(
        "granted",
        || lock.lock(),
        |waiting| {
            drop(held);
            finish(waiting);
        },
    );
}

#[test]
fn a_burst_of_condition_waiters_gives_its_memory_back() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let wait = || changed.wait(lock.try_lock().unwrap());
    burst("dropped", wait, drop);
    burst("notified", wait, |waiting| {
        changed.notify_all(&lock.try_lock().unwrap());
        finish(waiting);
    });
    burst("notified and dropped", wait, |waiting| {
        changed.notify_all(&lock.try_lock().unwrap());
        drop(waiting);
    });
}

#[test]
fn a_burst_of_requests_gives_its_memory_back() {
    let (gate, bounded) = (Semaphore::new(0), BoundedSemaphore::new(1));
    burst("dropped", || gate.acquire(), drop);
    burst(
        "granted",
        || gate.acquire(),
        |waiting| {
            gate.release(BURST);
            finish(waiting);
        },
    );
    assert_eq!(gate.forget(BURST), BURST);
    burst(
        "granted and dropped",
        || gate.acquire(),
        |waiting| {
            gate.release(BURST);
            drop(waiting);
        },
    );
    let held = bounded.try_acquire().unwrap();
    burst(
        "bounded",
        || bounded.acquire(),
        |waiting| {
            drop(held);
            finish(waiting);
        },
    );
}

#[test]
fn a_burst_of_readers_and_writers_gives_its_memory_back() {
    let lock = RwLock::new(0);
    let held = lock.try_write().unwrap();
    burst("writers dropped", || lock.write(), drop);
    burst(
        "readers",
        || lock.read(),
        |waiting| {
            drop(held);
            finish(waiting);
        },
    );
    let held = lock.try_read().unwrap();
    burst(
        "writers",
        || lock.write(),
        |waiting| {
            drop(held);
            finish(waiting);
        },
    );
}

#[test]
fn a_burst_of_waits_for_an_event_gives_its_memory_back() {
    let event = Event::new();
    burst("dropped", || event.wait(), drop);
    burst(
        "set",
        || event.wait(),
        |waiting| {
            event.set();
            event.clear();
            finish(waiting);
        },
    );
    burst(
        "set, and dropped",
        || event.wait(),
        |waiting| {
            event.set();
            event.clear();
            drop(waiting);
        },
    );
}

#[test]
fn a_burst_of_parties_gives_its_memory_back() {
    let barrier = Barrier::new(BURST + 1);
    burst("dropped", || barrier.wait(), drop);
    burst(
        "tripped",
        || barrier.wait(),
        |waiting| {
            ready(pin!(barrier.wait())).unwrap();
            finish(waiting);
        },
    );
    burst(
        "reset",
        || barrier.wait(),
        |waiting| {
            barrier.reset();
            finish(waiting);
        },
    );
    burst(
        "some dropped, then tripped",
        || barrier.wait(),
        |mut waiting| {
            let early = waiting.split_off(BURST / 2);
            drop(early);
            let mut late: Vec<_> = (0..BURST / 2).map(|_| Box::pin(barrier.wait())).collect();
            late.iter_mut().for_each(|late| assert!(poll(late.as_mut()).is_pending()));
            ready(pin!(barrier.wait())).unwrap();
            finish(waiting);
            finish(late);
        },
    );
}

/// What a generation leaves for parties that never ask must not grow with each further generation of others.
#[test]
fn a_barrier_keeps_nothing_of_generations_whose_parties_have_asked() {
    let barrier = Barrier::new(3);
    let round = || {
        let (mut a, b) = (pin!(barrier.wait()), Box::pin(barrier.wait()));
        let mut b = b;
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        drop(b);
        barrier.reset();
        assert!(ready(a).is_err());
    };
    (0..10).for_each(|_| round());
    let before = live_bytes();
    (0..10_000).for_each(|_| round());
    assert!(live_bytes() - before <= 0, "{} bytes more", live_bytes() - before);
}
