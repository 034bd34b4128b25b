//! `#[semaphore]`

#![deny(warnings)]

use interlocking::{BoundedSemaphore, Semaphore, semaphore};
use tokio::task::yield_now;
use tokio_test::{assert_pending, assert_ready, task::spawn};

#[semaphore(2)]
async fn two_at_once() -> u32 {
    yield_now().await;
    7
}

#[test]
fn a_number_limits_all_calls_of_the_function() {
    let (mut a, mut b, mut c) = (spawn(two_at_once()), spawn(two_at_once()), spawn(two_at_once()));
    assert_pending!(a.poll());
    assert_pending!(b.poll());
    assert_pending!(c.poll());
    assert_eq!(assert_ready!(a.poll()), 7);
    assert!(c.is_woken());
    drop(b);
    assert_pending!(c.poll());
    assert_eq!(assert_ready!(c.poll()), 7);
}

static GATE: Semaphore = Semaphore::new(1);

#[semaphore(permit = GATE)]
async fn releases_early() {
    drop(permit);
    yield_now().await;
}

#[semaphore(GATE)]
async fn holds_to_the_end() {
    yield_now().await;
}

#[test]
fn a_named_permit_can_be_released_early() {
    let mut early = spawn(releases_early());
    assert_pending!(early.poll());
    assert_eq!(GATE.available(), 1);
    let mut holds = spawn(holds_to_the_end());
    assert_pending!(holds.poll());
    assert_eq!(GATE.available(), 0);
    drop(holds);
    assert_eq!(GATE.available(), 1);
}

static MEMORY: BoundedSemaphore = BoundedSemaphore::new(10);

#[semaphore(MEMORY, permits = megabytes * 2)]
async fn load(megabytes: usize) {
    yield_now().await;
}

#[test]
fn the_number_of_permits_may_depend_on_the_arguments() {
    let (mut small, mut large) = (spawn(load(2)), spawn(load(4)));
    assert_pending!(small.poll());
    assert_eq!(MEMORY.available(), 6);
    assert_pending!(large.poll());
    assert_ready!(small.poll());
    assert!(large.is_woken());
    drop(large);
    assert_eq!(MEMORY.available(), 10);
}

struct Pool(Semaphore);

impl Pool {
    #[semaphore(self.0)]
    async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        work.await
    }
}

#[test]
fn a_field_of_self_limits_each_object() {
    let (one, other) = (Pool(Semaphore::new(1)), Pool(Semaphore::new(1)));
    let (mut a, mut b) = (spawn(one.run(yield_now())), spawn(one.run(yield_now())));
    let mut c = spawn(other.run(async { 3 }));
    assert_pending!(a.poll());
    assert_pending!(b.poll());
    assert_eq!(assert_ready!(c.poll()), 3);
    assert_ready!(a.poll());
    assert_pending!(b.poll());
}
