use std::sync::Arc;

use crate::{
    Cancelled, Event, Lock,
    hold::{cancellable, unless},
    sync::racing::{block_on, model, thread},
    wait::testing::poll_once,
};

/// Waits for the lock, unless the event is set.
async fn wait(lock: &Lock<u32>, stop: &Event) -> Result<u32, Cancelled> {
    match unless(stop, "STOP", cancellable::exclusive(lock, "LOCK")).await {
        Ok(Ok(mut guard)) => {
            *guard += 1;
            Ok(*guard)
        }
        Ok(Err(cancelled)) | Err(cancelled) => Err(cancelled),
    }
}

#[test]
fn a_release_races_the_signal_and_the_lock_is_free_afterwards() {
    model(|| {
        let shared = Arc::new((Lock::new(0), Event::new()));
        let held = poll_once(&mut shared.0.lock());
        let other = shared.clone();
        let setter = thread::spawn(move || other.1.set());
        let other = shared.clone();
        let waiter = thread::spawn(move || block_on(wait(&other.0, &other.1)).is_ok());
        drop(held);
        let was_held = waiter.join().unwrap();
        setter.join().unwrap();
        assert_eq!(*shared.0.try_lock().expect("free"), u32::from(was_held));
        assert_eq!((shared.0.waiters(), shared.1.waiters()), (0, 0));
    });
}

#[test]
fn a_grant_that_the_signal_beats_goes_to_the_next() {
    model(|| {
        let lock: &'static Lock<u32> = Box::leak(Box::new(Lock::new(0)));
        let stop: &'static Event = Box::leak(Box::new(Event::new()));
        let held = poll_once(&mut lock.lock());
        let mut first = Box::pin(wait(lock, stop));
        assert!(poll_once(&mut first).is_pending());
        let mut next = lock.lock();
        assert!(poll_once(&mut next).is_pending());
        let thread = thread::spawn(move || {
            stop.set();
            block_on(first).is_ok()
        });
        drop(held);
        let guard = block_on(next);
        let was_held = thread.join().unwrap();
        assert_eq!(*guard, u32::from(was_held));
        drop(guard);
        assert_eq!((lock.waiters(), stop.waiters()), (0, 0));
    });
}
