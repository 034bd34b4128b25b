use std::{
    future::Future,
    sync::{Arc, Mutex},
    task::Context,
    time::Duration,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{
    Event,
    wait::testing::{queued, waker_fn},
};

#[test]
fn e01_a_new_event_is_not_set() {
    assert!(!Event::new().is_set());
    assert!(!Event::default().is_set());
}

#[test]
fn e02_waiting_on_a_set_event_is_ready_at_once_and_consumes_nothing() {
    let event = Event::new();
    event.set();
    for _ in 0..3 {
        assert_ready!(spawn(event.wait()).poll());
    }
    assert!(event.is_set());
}

#[test]
fn e03_set_frees_all_in_order_and_a_newcomer_even_before_them() {
    let event = Event::new();
    let (mut t1, mut t2) = (queued(event.wait()), queued(event.wait()));
    let mut t3 = spawn(event.wait());
    event.set();
    assert_ready!(t3.poll());
    assert!(t1.is_woken() && t2.is_woken());
    assert_ready!(t1.poll());
    assert_ready!(t2.poll());
}

#[test]
fn e03_waiters_are_woken_in_order_of_arrival() {
    let event = Event::new();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut waits: Vec<_> = (0..5).map(|_| Box::pin(event.wait())).collect();
    for (index, wait) in waits.iter_mut().enumerate() {
        let order = order.clone();
        let waker = waker_fn(move || order.lock().unwrap().push(index));
        assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    event.set();
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
}

/// A waiter that takes the slot of one that has left is still behind the others.
#[test]
fn e03_waiters_are_woken_in_order_of_arrival_after_one_has_left() {
    let event = Event::new();
    let order = Arc::new(Mutex::new(Vec::new()));
    let wait = |index| {
        let mut wait = Box::pin(event.wait());
        let order = order.clone();
        let waker = waker_fn(move || order.lock().unwrap().push(index));
        assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        wait
    };
    for leaves in 0..3 {
        let mut waits: Vec<_> = (0..3).map(wait).collect();
        drop(waits.remove(leaves));
        waits.extend([wait(3), wait(4)]);
        event.set();
        let expected = (0..5).filter(|&index| index != leaves).collect::<Vec<_>>();
        assert_eq!(std::mem::take(&mut *order.lock().unwrap()), expected);
        event.clear();
    }
}

#[test]
fn e04_set_and_clear_are_idempotent() {
    let event = Event::new();
    event.set();
    event.set();
    assert!(event.is_set());
    event.clear();
    event.clear();
    assert!(!event.is_set());
}

#[test]
fn e05_set_then_clear_still_frees_those_who_waited() {
    let event = Event::new();
    let mut waiter = queued(event.wait());
    let mut late = spawn(event.wait());
    event.set();
    event.clear();
    assert!(!event.is_set());
    assert!(waiter.is_woken());
    assert_ready!(waiter.poll());
    assert_pending!(late.poll());
}

#[test]
fn e06_set_and_clear_many_times_frees_a_waiter_once() {
    let event = Event::new();
    let mut waiter = queued(event.wait());
    event.set();
    event.clear();
    event.set();
    event.set();
    assert_ready!(waiter.poll());
    drop(waiter);
    assert_eq!(event.waiters(), 0);
}

#[test]
fn e07_a_cancelled_waiter_leaves_no_entry() {
    let event = Event::new();
    let waiter = queued(event.wait());
    assert_eq!(event.waiters(), 1);
    drop(waiter);
    assert_eq!(event.waiters(), 0);
}

#[test]
fn e08_a_freed_waiter_that_is_cancelled_changes_nothing() {
    let event = Event::new();
    let (a, mut b) = (queued(event.wait()), queued(event.wait()));
    event.set();
    drop(a);
    assert_ready!(b.poll());
    assert!(event.is_set());
}

#[test]
fn e09_set_skips_cancelled_entries() {
    let event = Event::new();
    let (a, mut b, c) = (queued(event.wait()), queued(event.wait()), queued(event.wait()));
    drop(a);
    drop(c);
    event.set();
    assert_ready!(b.poll());
}

#[test]
fn e09_a_waiter_of_an_earlier_generation_leaves_those_of_the_next_alone() {
    let event = Event::new();
    let old = queued(event.wait());
    event.set();
    event.clear();
    // Takes the slot that `old` had, if slots were compared without their generation.
    let mut new = queued(event.wait());
    drop(old);
    assert_eq!(event.waiters(), 1);
    event.set();
    assert!(new.is_woken());
    assert_ready!(new.poll());
}

#[test]
fn e10_debug_says_the_state_and_who_waits() {
    let event = Event::new();
    assert_eq!(format!("{event:?}"), "Event [unset]");
    let waiter = queued(event.wait());
    assert_eq!(format!("{event:?}"), "Event [unset, waiters:1]");
    event.set();
    assert_eq!(format!("{event:?}"), "Event [set]");
    drop(waiter);
}

#[test]
fn e11_a_wait_registers_at_its_first_poll() {
    let event = Event::new();
    let mut wait = spawn(event.wait());
    event.set();
    event.clear();
    assert_pending!(wait.poll());
}

#[tokio::test(start_paused = true)]
async fn e12_a_timeout_removes_the_entry() {
    let event = Event::new();
    let waited = tokio::time::timeout(Duration::from_secs(1), event.wait()).await;
    assert!(waited.is_err());
    assert_eq!(event.waiters(), 0);
    assert!(!event.is_set());
}
