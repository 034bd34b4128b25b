use std::sync::Arc;

use crate::{
    ClosableSemaphore,
    sync::racing::{block_on, model, thread},
    wait::testing::poll_once,
};

/// Before, while or after the request joins the line: it is told.
#[test]
fn closing_races_a_request_that_joins_the_line() {
    model(|| {
        let gate = Arc::new(ClosableSemaphore::new(0));
        let other = gate.clone();
        let thread = thread::spawn(move || block_on(other.acquire()).is_err());
        gate.close();
        assert!(thread.join().unwrap());
        assert_eq!((gate.available(), gate.waiters()), (0, 0));
    });
}

#[test]
fn closing_races_a_release_and_no_permit_is_lost() {
    model(|| {
        let gate = Arc::new(ClosableSemaphore::new(0));
        let other = gate.clone();
        let thread = thread::spawn(move || other.release(1));
        let mut request = gate.acquire();
        drop(poll_once(&mut request));
        gate.close();
        drop(request);
        thread.join().unwrap();
        assert_eq!((gate.available(), gate.waiters()), (1, 0));
    });
}
