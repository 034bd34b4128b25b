//! A primitive that each call creates anew.

use std::sync::Arc;

use interlocking::{
    Barrier, BrokenBarrier, Event, Lock, RwLock, Semaphore, barrier, guarded, semaphore,
    synchronized, waits,
};
use tokio::sync::Mutex;

#[guarded(total = Lock::new(0))]
async fn lock(amount: u32) {
    *total += amount;
}

#[guarded(read settings = RwLock::new(String::new()))]
async fn read() -> usize {
    settings.len()
}

#[guarded(jobs = Arc::new(Mutex::new(Vec::new())))]
async fn behind_a_pointer(job: u32) {
    jobs.push(job);
}

#[semaphore(Semaphore::new(3))]
async fn limit() {
    tokio::task::yield_now().await;
}

#[barrier(Barrier::new(2)?)]
async fn meet() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[waits(Event::new())]
async fn wait() {}

#[synchronized]
async fn block() {
    #[guarded(total = interlocking::Lock::new(0))]
    {
        *total += 1;
    }
}

fn main() {
    drop((lock(3), read(), behind_a_pointer(3), limit(), meet(), wait(), block()));
}
