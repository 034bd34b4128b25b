use std::sync::Arc;

use crate::{
    Semaphore,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

#[test]
fn one_permit_excludes() {
    model(|| {
        let shared = Arc::new((Semaphore::new(1), Racy::new()));
        let threads = [0, 1].map(|_| {
            let shared = shared.clone();
            thread::spawn(move || {
                let _permit = block_on(shared.0.acquire());
                shared.1.increment();
            })
        });
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let _permit = shared.0.try_acquire().unwrap();
        assert_eq!(shared.1.get(), 2);
    });
}

/// X9
#[test]
fn a_grant_races_the_cancellation_of_its_waiter() {
    model(|| {
        let gate = Arc::new(Semaphore::new(0));
        let mut waiting = gate.clone().acquire_owned();
        assert!(poll_once(&mut waiting).is_pending());
        let thread = thread::spawn(move || drop(waiting));
        gate.release(1);
        thread.join().unwrap();
        assert_eq!((gate.available(), gate.waiters()), (1, 0));
    });
}

#[test]
fn a_large_request_gathers_from_racing_releases() {
    model(|| {
        let gate = Arc::new(Semaphore::new(0));
        let threads = [0, 1].map(|_| {
            let gate = gate.clone();
            thread::spawn(move || gate.release(1))
        });
        let permit = block_on(gate.acquire_many(2));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        drop(permit);
        assert_eq!(gate.available(), 2);
    });
}

#[test]
fn cancelling_a_large_request_races_a_release_and_a_small_one_gets_it() {
    model(|| {
        let gate = Arc::new(Semaphore::new(1));
        let mut large = gate.clone().acquire_many_owned(3);
        assert!(poll_once(&mut large).is_pending());
        let mut small = gate.clone().acquire_many_owned(2);
        assert!(poll_once(&mut small).is_pending());
        let thread = thread::spawn(move || drop(large));
        gate.release(1);
        drop(block_on(small));
        thread.join().unwrap();
        assert_eq!(gate.available(), 2);
    });
}

#[test]
fn more_waiters_than_one_batch_are_all_woken() {
    model(|| {
        let gate = Arc::new(Semaphore::new(0));
        let mut waiting = [0, 1, 2].map(|_| gate.clone().acquire_owned());
        assert!(waiting.iter_mut().all(|waiting| poll_once(waiting).is_pending()));
        let other = gate.clone();
        let thread = thread::spawn(move || other.release(3));
        waiting.into_iter().for_each(|waiting| drop(block_on(waiting)));
        thread.join().unwrap();
        assert_eq!(gate.available(), 3);
    });
}

#[test]
fn forgetting_races_a_release_and_no_permit_is_made() {
    model(|| {
        let gate = Arc::new(Semaphore::new(1));
        let held = block_on(gate.clone().acquire_owned());
        let mut waiting = gate.clone().acquire_owned();
        assert!(poll_once(&mut waiting).is_pending());
        let other = gate.clone();
        let forgets = thread::spawn(move || other.forget(1));
        drop(held);
        drop(block_on(waiting));
        assert_eq!(forgets.join().unwrap() + gate.available(), 1);
    });
}
