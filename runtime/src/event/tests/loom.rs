use std::sync::Arc;

use crate::{
    Event,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

#[test]
fn what_happened_before_set_is_seen_by_who_waited() {
    model(|| {
        let shared = Arc::new((Event::new(), Racy::new()));
        let other = shared.clone();
        let thread = thread::spawn(move || {
            block_on(other.0.wait());
            assert_eq!(other.1.get(), 1);
        });
        shared.1.increment();
        shared.0.set();
        thread.join().unwrap();
        assert_eq!(shared.0.waiters(), 0);
    });
}

#[test]
fn set_and_clear_race_a_wait_that_the_last_set_frees() {
    model(|| {
        let event = Arc::new(Event::new());
        let other = event.clone();
        let thread = thread::spawn(move || block_on(other.wait()));
        event.set();
        event.clear();
        event.set();
        thread.join().unwrap();
        assert_eq!((event.is_set(), event.waiters()), (true, 0));
    });
}

#[test]
fn a_set_races_the_cancellation_of_a_waiter_and_frees_the_others() {
    model(|| {
        let event: &'static Event = Box::leak(Box::new(Event::new()));
        let (mut first, mut second) = (event.wait(), event.wait());
        assert!(poll_once(&mut first).is_pending() && poll_once(&mut second).is_pending());
        let thread = thread::spawn(move || drop(first));
        event.set();
        block_on(second);
        thread.join().unwrap();
        assert_eq!(event.waiters(), 0);
    });
}

#[test]
fn two_setters_race_and_free_each_waiter_once() {
    model(|| {
        let event: &'static Event = Box::leak(Box::new(Event::new()));
        let mut waiting = event.wait();
        assert!(poll_once(&mut waiting).is_pending());
        let thread = thread::spawn(move || event.set());
        event.set();
        block_on(waiting);
        thread.join().unwrap();
        event.clear();
        assert_eq!((event.is_set(), event.waiters()), (false, 0));
    });
}

/// `set` on a set event is an announcement too, and `clear` sees what came before every `set` that it takes back.
#[test]
fn an_announcement_on_a_set_event_is_seen_or_kept() {
    model(|| {
        let shared = Arc::new((Event::new(), Racy::new()));
        shared.0.set();
        let other = shared.clone();
        let thread = thread::spawn(move || {
            other.1.increment();
            other.0.set();
        });
        shared.0.clear();
        let seen = shared.1.get() == 1;
        thread.join().unwrap();
        assert!(seen || shared.0.is_set());
    });
}

/// What came before `clear` is seen by whoever sets after it.
#[test]
fn set_sees_what_was_done_before_the_clear_that_it_follows() {
    model(|| {
        let shared = Arc::new((Event::new(), Racy::new()));
        shared.0.set();
        let other = shared.clone();
        let thread = thread::spawn(move || {
            other.1.increment();
            other.0.clear();
        });
        shared.0.set();
        let seen = shared.1.get() == 1;
        thread.join().unwrap();
        assert!(seen || !shared.0.is_set());
    });
}

#[test]
fn more_waiters_than_one_batch_are_all_freed_while_one_is_cancelled() {
    model(|| {
        let event: &'static Event = Box::leak(Box::new(Event::new()));
        let mut waiting = [0, 1, 2, 3].map(|_| event.wait());
        assert!(waiting.iter_mut().all(|waiting| poll_once(waiting).is_pending()));
        let [first, cancelled, third, last] = waiting;
        let sets = thread::spawn(move || event.set());
        drop(cancelled);
        [first, third, last].into_iter().for_each(block_on);
        sets.join().unwrap();
        assert_eq!((event.is_set(), event.waiters()), (true, 0));
    });
}
