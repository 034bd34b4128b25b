use std::sync::Arc;

use crate::{
    BoundedSemaphore,
    sync::racing::{block_on, model, thread},
    wait::testing::poll_once,
};

#[test]
fn of_two_racing_releases_of_one_permit_one_is_refused() {
    model(|| {
        let gate = Arc::new(BoundedSemaphore::new(1));
        block_on(gate.acquire()).forget();
        let threads = [0, 1].map(|_| {
            let gate = gate.clone();
            thread::spawn(move || gate.release(1).is_ok())
        });
        let accepted: usize =
            threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum();
        assert_eq!((accepted, gate.available()), (1, 1));
    });
}

/// X9
#[test]
fn a_grant_races_the_cancellation_of_its_waiter() {
    model(|| {
        let gate = Arc::new(BoundedSemaphore::new(1));
        let held = block_on(gate.clone().acquire_owned());
        let mut waiting = gate.clone().acquire_owned();
        assert!(poll_once(&mut waiting).is_pending());
        let thread = thread::spawn(move || drop(waiting));
        drop(held);
        thread.join().unwrap();
        assert_eq!((gate.available(), gate.waiters()), (1, 0));
        assert!(gate.release(1).is_err());
    });
}
