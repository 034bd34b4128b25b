use std::sync::Arc;

use crate::{
    Barrier, BrokenBarrier,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

#[test]
fn all_pass_with_different_indices_and_see_what_the_others_did() {
    model(|| {
        let shared = Arc::new((Barrier::new(2), [Racy::new(), Racy::new()]));
        let meet = |shared: &(Barrier, [Racy; 2]), me: usize| {
            shared.1[me].increment();
            let turn = block_on(shared.0.wait()).unwrap();
            assert_eq!(shared.1[1 - me].get(), 1);
            turn.index()
        };
        let other = shared.clone();
        let thread = thread::spawn(move || meet(&other, 1));
        let index = meet(&shared, 0);
        assert_eq!(index + thread.join().unwrap(), 1);
    });
}

#[test]
fn generations_follow_each_other() {
    model(|| {
        let barrier = Arc::new(Barrier::new(2));
        let twice = |barrier: &Barrier| {
            block_on(barrier.wait()).unwrap();
            block_on(barrier.wait()).unwrap();
        };
        let other = barrier.clone();
        let thread = thread::spawn(move || twice(&other));
        twice(&barrier);
        thread.join().unwrap();
        assert_eq!(barrier.waiters(), 0);
    });
}

#[test]
fn the_last_arrival_races_the_cancellation_of_the_first() {
    model(|| {
        let barrier: &'static Barrier = Box::leak(Box::new(Barrier::new(2)));
        let mut first = barrier.wait();
        assert!(poll_once(&mut first).is_pending());
        let thread = thread::spawn(move || drop(first));
        let mut last = barrier.wait();
        let met = poll_once(&mut last);
        thread.join().unwrap();
        match met {
            std::task::Poll::Ready(turn) => {
                assert_eq!(turn.unwrap().index(), 1);
                assert_eq!(barrier.waiters(), 0);
            }
            std::task::Poll::Pending => assert_eq!(barrier.waiters(), 1),
        }
    });
}

#[test]
fn abort_races_an_arrival_which_gets_the_error() {
    model(|| {
        let barrier = Arc::new(Barrier::new(2));
        let other = barrier.clone();
        let thread = thread::spawn(move || block_on(other.wait()));
        barrier.abort();
        assert_eq!(thread.join().unwrap(), Err(BrokenBarrier::Aborted));
        assert_eq!((barrier.is_broken(), barrier.waiters()), (true, 0));
    });
}

#[test]
fn reset_races_the_last_arrival_and_either_all_pass_or_the_first_is_sent_away() {
    model(|| {
        let barrier: &'static Barrier = Box::leak(Box::new(Barrier::new(2)));
        let mut first = barrier.wait();
        assert!(poll_once(&mut first).is_pending());
        let thread = thread::spawn(move || barrier.reset());
        let mut last = barrier.wait();
        let passed = poll_once(&mut last).is_ready();
        let first = block_on(first);
        thread.join().unwrap();
        assert_eq!(first.is_ok(), passed);
        assert!(!barrier.is_broken());
    });
}

#[test]
fn the_trip_races_a_cancellation_and_a_reset_and_nobody_is_left() {
    model(|| {
        let barrier: &'static Barrier = Box::leak(Box::new(Barrier::new(3)));
        let (mut first, mut second) = (barrier.wait(), barrier.wait());
        assert!(poll_once(&mut first).is_pending() && poll_once(&mut second).is_pending());
        let cancels = thread::spawn(move || drop(first));
        let resets = thread::spawn(move || barrier.reset());
        let mut last = barrier.wait();
        let passed = poll_once(&mut last).is_ready();
        let second = block_on(second);
        cancels.join().unwrap();
        resets.join().unwrap();
        assert_eq!(second.is_ok(), passed);
        drop(last);
        assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
    });
}

#[test]
fn what_each_did_is_seen_after_a_trip_that_one_party_left() {
    model(|| {
        let shared = Arc::new((Barrier::new(2), [Racy::new(), Racy::new()]));
        let mut gone = shared.0.wait();
        assert!(poll_once(&mut gone).is_pending());
        drop(gone);
        let other = shared.clone();
        let thread = thread::spawn(move || {
            other.1[1].increment();
            let turn = block_on(other.0.wait()).unwrap();
            assert_eq!(other.1[0].get(), 1);
            turn.index()
        });
        shared.1[0].increment();
        let turn = block_on(shared.0.wait()).unwrap();
        assert_eq!(shared.1[1].get(), 1);
        assert_eq!(turn.index() + thread.join().unwrap(), 1);
    });
}
