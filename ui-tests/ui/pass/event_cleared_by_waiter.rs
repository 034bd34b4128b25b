//! Events that are cleared by another task than the waiter, and other methods named `clear`.

#![deny(warnings)]

use interlocking::{Event, Lock, Semaphore, synchronized};

static WAKE: Event = Event::new();
pub static DONE: Event = Event::new();
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static JOBS: Semaphore = Semaphore::new(0);

/// The event is cleared before its setter starts.
#[synchronized]
async fn cleared_before() {
    DONE.clear();
    WAKE.set();
    DONE.wait().await;
}

/// The cleared value is a list.
#[synchronized]
async fn clears_a_list(list: &mut Vec<u32>) {
    WAKE.wait().await;
    list.clear();
}

/// The cleared value is the guarded data.
#[synchronized]
async fn clears_what_is_guarded() {
    WAKE.wait().await;
    QUEUE.lock().await.clear();
}

/// The cleared event is not the one that was awaited.
#[synchronized]
async fn clears_another() {
    WAKE.wait().await;
    DONE.clear();
}

/// A semaphore counts.
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
