//! A wait under the lock that the wait releases.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{Condition, Lock, TimedOut, guarded, semaphore, synchronized};

static JOBS: Lock<Vec<u32>> = Lock::new(Vec::new());
static ADDED: Condition<Vec<u32>> = Condition::new();
static DONE: Lock<Vec<u32>> = Lock::new(Vec::new());

/// An endless worker: each wait releases the lock.
#[guarded(JOBS)]
async fn worker() {
    loop {
        jobs = ADDED.wait_for(jobs, |jobs| !jobs.is_empty()).await;
        let job = jobs.remove(0);
        println!("{job}");
    }
}

/// A loop around the wait tests the state.
#[guarded(JOBS)]
async fn in_a_loop() -> u32 {
    while jobs.is_empty() {
        jobs = ADDED.wait(jobs).await;
    }
    jobs.remove(0)
}

/// Each wait releases the lock, so the data may be half-written.
#[guarded(JOBS, notify_all = ADDED)]
async fn hands_over(job: u32) -> u32 {
    jobs.push(job);
    ADDED.notify_all(&jobs);
    jobs = ADDED.wait_for(jobs, |jobs| jobs.len() > 1).await;
    jobs.remove(0)
}

/// The wait has a timeout.
#[guarded(JOBS)]
async fn limited() -> Result<u32, TimedOut> {
    let limit = Duration::from_secs(1);
    let (mut jobs, outcome) = ADDED.wait_for_timeout(jobs, |jobs| !jobs.is_empty(), limit).await;
    outcome?;
    Ok(jobs.remove(0))
}

/// No notification is needed.
#[guarded(JOBS, when = |jobs| !jobs.is_empty())]
async fn when() -> u32 {
    let job = jobs.remove(0);
    jobs = jobs.until(|jobs| jobs.is_empty()).await;
    jobs.push(job);
    job
}

/// The other lock is released before.
#[guarded(DONE)]
async fn one_lock_at_a_time() {
    let count = done.len();
    drop(done);
    let mut jobs = JOBS.lock().await;
    jobs = ADDED.wait_for(jobs, |jobs| jobs.len() >= count).await;
    jobs.clear();
}

/// A permit is not a lock.
#[semaphore(3)]
#[guarded(JOBS)]
async fn with_a_permit() {
    jobs = ADDED.wait_for(jobs, |jobs| !jobs.is_empty()).await;
    jobs.clear();
}

/// In the body, and in a block.
#[synchronized]
async fn in_a_block() -> u32 {
    let job = #[guarded(JOBS)]
    {
        jobs = ADDED.wait_for(jobs, |jobs| !jobs.is_empty()).await;
        jobs.remove(0)
    };
    let mut jobs = JOBS.lock().await;
    while jobs.is_empty() {
        jobs = ADDED.wait(jobs).await;
    }
    job
}

/// Each notification is for one waiter, and no other task takes the data.
#[synchronized]
async fn only_one_waits(flag: &Lock<bool>, set: &Condition<bool>) {
    let mut guard = flag.lock().await;
    loop {
        if *guard {
            break;
        }
        guard = set.wait(guard).await;
    }
    *guard = false;
}

fn main() {
    drop((worker(), in_a_loop(), hands_over(1), limited(), when(), one_lock_at_a_time()));
    drop((with_a_permit(), in_a_block(), only_one_waits(&Lock::new(false), &Condition::new())));
}
