//! Events that are cleared by whoever sets off the next round, and other things that are cleared.

#![deny(warnings)]

use interlocking::{Event, Lock, Semaphore, synchronized};

static WAKE: Event = Event::new();
static DONE: Event = Event::new();
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static JOBS: Semaphore = Semaphore::new(0);

/// It is cleared before anybody could have set it.
#[synchronized]
async fn cleared_before() {
    DONE.clear();
    WAKE.set();
    DONE.wait().await;
}

/// A list is cleared, and no event.
#[synchronized]
async fn clears_a_list(list: &mut Vec<u32>) {
    WAKE.wait().await;
    list.clear();
}

/// So is what is guarded.
#[synchronized]
async fn clears_what_is_guarded() {
    WAKE.wait().await;
    QUEUE.lock().await.clear();
}

/// Another event is cleared than was waited for.
#[synchronized]
async fn clears_another() {
    WAKE.wait().await;
    DONE.clear();
}

/// A permit is for one waiter.
#[synchronized]
async fn counts(rounds: u32) {
    for round in 0..rounds {
        JOBS.acquire().await.forget();
        println!("{round}");
    }
}

#[synchronized]
async fn on_purpose() {
    loop {
        WAKE.wait().await;
        #[sync_allow(event_cleared_by_waiter, reason = "only this task waits, and takes all there is")]
        WAKE.clear();
        let jobs = std::mem::take(&mut *QUEUE.lock().await);
        println!("{jobs:?}");
    }
}

fn main() {
    drop((cleared_before(), clears_what_is_guarded(), clears_another(), counts(3), on_purpose()));
    drop(clears_a_list(&mut Vec::new()));
}
