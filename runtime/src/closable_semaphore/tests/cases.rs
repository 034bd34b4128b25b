use std::sync::Arc;

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{ClosableSemaphore, Closed, TryAcquireError, wait::testing::queued};

#[test]
fn requests_in_line_and_later_ones_get_closed_and_permits_that_are_out_stay_valid() {
    let gate = ClosableSemaphore::new(1);
    let held = assert_ready!(spawn(gate.acquire()).poll()).unwrap();
    let (mut a, mut b) = (queued(gate.acquire()), queued(gate.acquire_many(2)));
    gate.close();
    assert!(gate.is_closed() && a.is_woken() && b.is_woken());
    assert_eq!(assert_ready!(a.poll()).err(), Some(Closed));
    assert_eq!(assert_ready!(b.poll()).err(), Some(Closed));
    assert_eq!(assert_ready!(spawn(gate.acquire()).poll()).err(), Some(Closed));
    assert_eq!(assert_ready!(spawn(gate.acquire_many(0)).poll()).err(), Some(Closed));
    assert_eq!((held.permits(), gate.waiters(), gate.available()), (1, 0, 0));
    drop(held);
    assert_eq!(gate.available(), 1);
}

#[test]
fn an_attempt_tells_closed_from_no_permits() {
    let gate = Arc::new(ClosableSemaphore::new(1));
    let held = gate.try_acquire().unwrap();
    assert_eq!(gate.try_acquire().err(), Some(TryAcquireError::WouldBlock));
    assert_eq!(gate.clone().try_acquire_owned().err(), Some(TryAcquireError::WouldBlock));
    drop(held);
    drop(gate.clone().try_acquire_owned().unwrap());
    gate.close();
    assert_eq!(gate.try_acquire_many(0).err(), Some(TryAcquireError::Closed));
    assert_eq!(gate.clone().try_acquire_many_owned(1).err(), Some(TryAcquireError::Closed));
    assert_eq!(TryAcquireError::Closed.to_string(), "the semaphore is closed");
}

#[test]
fn what_a_refused_request_had_gathered_or_was_granted_goes_back() {
    let gate = ClosableSemaphore::new(1);
    let mut gathers = queued(gate.acquire_many(3));
    gate.close();
    assert_eq!(assert_ready!(gathers.poll()).err(), Some(Closed));
    assert_eq!(gate.available(), 1);

    let gate = ClosableSemaphore::new(0);
    let mut granted = queued(gate.acquire());
    gate.release(1);
    gate.close();
    assert_eq!(assert_ready!(granted.poll()).err(), Some(Closed));
    assert_eq!(gate.available(), 1);
}

/// What the first gathered passes to the second when the first leaves, which is refused all the same.
#[test]
fn nobody_is_granted_after_closing() {
    let gate = ClosableSemaphore::new(1);
    let (mut a, mut b) = (queued(gate.acquire_many(2)), queued(gate.acquire()));
    gate.close();
    assert_eq!(assert_ready!(a.poll()).err(), Some(Closed));
    assert_eq!(assert_ready!(b.poll()).err(), Some(Closed));
    assert_eq!((gate.available(), gate.waiters()), (1, 0));
}

#[test]
fn dropping_a_request_in_any_state_leaves_no_trace() {
    let gate = ClosableSemaphore::new(1);
    drop(gate.acquire());
    let waiting = queued(gate.acquire_many(2));
    drop(waiting);
    assert_eq!((gate.available(), gate.waiters()), (1, 0), "in line");
    let granted = queued(gate.acquire_many(2));
    gate.release(1);
    drop(granted);
    assert_eq!(gate.available(), 2, "granted and not polled");
    let refused = queued(gate.acquire_many(3));
    gate.close();
    drop(refused);
    assert_eq!((gate.available(), gate.waiters()), (2, 0), "refused and not polled");
}

#[test]
fn it_is_a_semaphore_until_it_is_closed() {
    let gate = Arc::new(ClosableSemaphore::new(2));
    let mut permit = assert_ready!(spawn(gate.clone().acquire_many_owned(2)).poll()).unwrap();
    let mut waiter = queued(gate.acquire());
    assert_eq!(format!("{gate:?}"), "ClosableSemaphore [locked, waiters:1]");
    drop(permit.split(1));
    drop(assert_ready!(waiter.poll()).unwrap());
    assert!(Arc::ptr_eq(permit.semaphore(), &gate));
    permit.forget();
    assert_eq!((gate.available(), gate.forget(5)), (1, 1));
    let mut owned = queued(gate.clone().acquire_owned());
    assert_pending!(owned.poll());
    gate.close();
    gate.close();
    assert_eq!(assert_ready!(owned.poll()).err(), Some(Closed));
    assert_eq!(format!("{gate:?}"), "ClosableSemaphore [closed]");
}

#[test]
fn threads_that_block_are_told() {
    static GATE: ClosableSemaphore = ClosableSemaphore::new(1);
    let held = GATE.blocking_acquire().unwrap();
    let thread = std::thread::spawn(|| GATE.blocking_acquire_many(1).err());
    while GATE.waiters() == 0 {
        std::thread::yield_now();
    }
    GATE.close();
    assert_eq!(thread.join().unwrap(), Some(Closed));
    drop(held);
    assert_eq!(GATE.available(), 1);
    let owned = Arc::new(ClosableSemaphore::new(2));
    drop(owned.clone().blocking_acquire_owned().unwrap());
    assert_eq!(owned.blocking_acquire_many_owned(2).unwrap().permits(), 2);
}
