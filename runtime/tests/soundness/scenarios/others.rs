//! Reader-writer locks, semaphores, events and barriers.

use std::{cell::RefCell, sync::Arc};

use interlocking::{Barrier, BoundedSemaphore, ClosableSemaphore, Event, RwLock, Semaphore};

use super::*;

fn rwlock_scenario(lock: &'static RwLock<u32>, grant: Rc<dyn Fn()>) -> Scenario {
    Scenario {
        end: also(&grant),
        grant,
        touch: Rc::new(move || {
            let _ = (lock.readers(), lock.is_written(), lock.waiters(), text(lock));
            drop(lock.try_read());
            drop(lock.try_write());
            poll_once(pin!(lock.read()));
            poll_once(pin!(lock.write()));
        }),
        assert_pristine: Box::new(move || {
            assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
            drop(lock.try_write().expect("free"));
        }),
    }
}

pub(super) fn readers() -> Made {
    let lock = leak(RwLock::new(0));
    let held = Held::new(lock.try_write().unwrap());
    (rwlock_scenario(lock, held.release()), [0, 1].map(|_| waiting(lock.read())))
}

pub(super) fn writer_then_reader() -> Made {
    let lock = leak(RwLock::new(0));
    let held = Held::new(lock.try_read().unwrap());
    (rwlock_scenario(lock, held.release()), [waiting(lock.write()), waiting(lock.read())])
}

pub(super) fn most_readers() -> Made {
    let lock = leak(RwLock::with_max_readers(0, 1));
    let held = Held::new(lock.try_read().unwrap());
    (rwlock_scenario(lock, held.release()), [0, 1].map(|_| waiting(lock.read())))
}

pub(super) fn downgrade() -> Made {
    let lock = leak(RwLock::new(0));
    let held = Held::new(lock.try_write().unwrap());
    let grant = held.release_by(|guard| drop(guard.downgrade()));
    (rwlock_scenario(lock, grant), [waiting(lock.read()), waiting(lock.write())])
}

pub(super) fn downgrade_owned() -> Made {
    let lock = leak(Arc::new(RwLock::new(0)));
    let held = Held::new(tokio_test::block_on(lock.clone().write_owned()));
    let grant = held.release_by(|guard| drop(guard.downgrade()));
    (rwlock_scenario(lock, grant), [waiting(lock.clone().read_owned()), waiting(lock.read())])
}

fn semaphore_scenario(gate: &'static Semaphore) -> Scenario {
    let released = Rc::new(Cell::new(0));
    let release = |released: &Rc<Cell<usize>>| {
        let released = released.clone();
        move || {
            // Counted first: a panic of a waker comes after the release.
            released.set(released.get() + 1);
            gate.release(1);
        }
    };
    let end = release(&released);
    Scenario {
        grant: Rc::new(release(&released)),
        end: Box::new(move || (0..gate.waiters()).for_each(|_| end())),
        touch: Rc::new(|| {
            let _ = (gate.available(), gate.waiters(), text(gate));
            drop(gate.try_acquire());
            poll_once(pin!(gate.acquire_many(2)));
        }),
        assert_pristine: Box::new(move || {
            assert_eq!((gate.available(), gate.waiters()), (released.get(), 0), "{gate:?}");
        }),
    }
}

pub(super) fn semaphore() -> Made {
    let gate = leak(Semaphore::new(0));
    (semaphore_scenario(gate), [0, 1].map(|_| waiting(gate.acquire())))
}

pub(super) fn gather() -> Made {
    let gate = leak(Semaphore::new(0));
    (semaphore_scenario(gate), [waiting(gate.acquire_many(2)), waiting(gate.acquire())])
}

pub(super) fn bounded() -> Made {
    let gate = leak(BoundedSemaphore::new(2));
    let grant = Held::new(gate.try_acquire_many(2).unwrap()).release();
    let scenario = Scenario {
        end: also(&grant),
        grant,
        touch: Rc::new(|| {
            let _ = (gate.available(), gate.waiters(), text(gate));
            drop(gate.try_acquire());
            poll_once(pin!(gate.acquire()));
        }),
        assert_pristine: Box::new(move || {
            assert_eq!((gate.available(), gate.waiters()), (2, 0));
            assert!(gate.release(1).is_err(), "nothing was forgotten");
        }),
    };
    (scenario, [waiting(gate.acquire()), waiting(gate.acquire_many(2))])
}

pub(super) fn close() -> Made {
    let gate = leak(ClosableSemaphore::new(1));
    let held = Held::new(gate.try_acquire().unwrap());
    let end = held.release();
    let scenario = Scenario {
        grant: Rc::new(|| gate.close()),
        end: Box::new(move || {
            gate.close();
            end();
        }),
        touch: Rc::new(|| {
            let _ = (gate.is_closed(), gate.available(), gate.waiters(), text(gate));
            drop(gate.try_acquire());
            poll_once(pin!(gate.acquire()));
        }),
        assert_pristine: Box::new(|| assert_eq!((gate.available(), gate.waiters()), (1, 0))),
    };
    (scenario, [0, 1].map(|_| waiting(gate.acquire())))
}

pub(super) fn event(set: fn(&Event)) -> Made {
    let event = leak(Event::new());
    let scenario = Scenario {
        grant: Rc::new(move || set(event)),
        end: Box::new(|| event.set()),
        touch: Rc::new(|| {
            let _ = (event.is_set(), event.waiters(), text(event));
            poll_once(pin!(event.wait()));
        }),
        assert_pristine: Box::new(|| assert_eq!((event.is_set(), event.waiters()), (true, 0))),
    };
    (scenario, [0, 1].map(|_| waiting(event.wait())))
}

pub(super) fn set_and_clear() -> Made {
    event(|event| {
        event.set();
        event.clear();
    })
}

fn barrier_scenario(
    barrier: &'static Barrier,
    grant: impl Fn() + 'static,
    end: impl Fn() + 'static,
) -> Made {
    let scenario = Scenario {
        grant: Rc::new(grant),
        end: Box::new(end),
        touch: Rc::new(|| {
            let _ = (barrier.waiters(), barrier.is_broken(), text(barrier));
            // Joins and leaves, unless it would be the last to arrive.
            if barrier.waiters() + 1 < barrier.parties() {
                poll_once(pin!(barrier.wait()));
            }
        }),
        assert_pristine: Box::new(|| {
            assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
        }),
    };
    (scenario, [0, 1].map(|_| waiting(barrier.wait())))
}

pub(super) fn barrier(grant: fn(&Barrier)) -> Made {
    let barrier = leak(Barrier::new(3));
    barrier_scenario(barrier, move || grant(barrier), || barrier.reset())
}

pub(super) fn trip() -> Made {
    let barrier = leak(Barrier::new(2));
    let arrived: Rc<RefCell<Vec<Waiting>>> = Rc::default();
    let arrivals = arrived.clone();
    let arrive = move || {
        let mut arrival = waiting(barrier.wait());
        poll_once(arrival.as_mut());
        arrived.borrow_mut().push(arrival);
    };
    barrier_scenario(barrier, arrive, move || {
        drop(arrivals.take());
        barrier.reset();
    })
}
