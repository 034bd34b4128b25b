//! A guard that is moved into a call or to another variable.

#![deny(warnings)]

use interlocking::{
    Condition, Lock, LockGuard, Permit, Semaphore, guarded, semaphore, synchronized,
};
use tokio::sync::MutexGuard;

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static ADDED: Condition<Vec<u32>> = Condition::new();
static GATE: Semaphore = Semaphore::new(3);

fn add(mut queue: LockGuard<'_, Vec<u32>>, job: u32) {
    queue.push(job);
    ADDED.notify_one(&queue);
}

async fn add_slowly(mut queue: LockGuard<'_, Vec<u32>>, job: u32) {
    tokio::task::yield_now().await;
    queue.push(job);
}

/// The wait takes the guard and returns it.
#[guarded(QUEUE)]
async fn wait() -> u32 {
    while queue.is_empty() {
        queue = ADDED.wait(queue).await;
    }
    queue.remove(0)
}

/// The wait returns the guard under another name.
#[synchronized]
async fn wait_in_the_body() -> u32 {
    let queue = QUEUE.lock().await;
    let mut full = ADDED.wait_for(queue, |queue| queue.len() > 10).await;
    full.remove(0)
}

/// A function takes the guard and releases the lock.
#[guarded(QUEUE)]
async fn consumed(job: u32) {
    add(queue, job);
    println!("{} jobs", QUEUE.lock().await.len());
}

/// An async function takes the guard.
#[synchronized]
async fn consumed_by_async(job: u32) {
    let queue = QUEUE.lock().await;
    add_slowly(queue, job).await;
    QUEUE.lock().await.push(job);
}

/// The guard gets another name and is dropped by that name.
#[guarded(QUEUE)]
async fn renamed(job: u32) {
    let mut jobs = queue;
    jobs.push(job);
    drop(jobs);
    QUEUE.lock().await.push(job);
}

fn last_of(queue: MutexGuard<'_, Vec<u32>>) -> Option<u32> {
    queue.last().copied()
}

/// The same with a guard of tokio.
#[synchronized]
async fn of_tokio(queue: &tokio::sync::Mutex<Vec<u32>>) -> Option<u32> {
    let jobs = queue.lock().await;
    let renamed = jobs;
    let last = last_of(renamed);
    queue.lock().await.clear();
    last
}

/// The task takes the guard.
#[guarded(QUEUE)]
async fn to_a_task(job: u32) {
    tokio::spawn(async move {
        queue.push(job);
    });
    println!("{} jobs", QUEUE.lock().await.len());
}

async fn work(job: u32, permit: Permit<'static>) {
    println!("{job}");
    drop(permit);
}

/// The permit moves with the work.
#[semaphore(permit = GATE)]
async fn permit_goes(job: u32) {
    work(job, permit).await;
    work(job, GATE.acquire().await).await;
}

/// The guard is stored in an `Option` and taken out of it.
#[synchronized]
async fn in_an_option(job: u32) {
    let mut kept = Some(QUEUE.lock().await);
    let taken = kept.take();
    drop(taken);
    QUEUE.lock().await.push(job);
}

/// `until` takes the guard and returns it.
#[guarded(QUEUE)]
async fn until() -> u32 {
    queue = queue.until(|queue| !queue.is_empty()).await;
    queue.remove(0)
}

fn main() {
    let queue = tokio::sync::Mutex::new(Vec::new());
    drop((wait(), wait_in_the_body(), consumed(1), consumed_by_async(1), renamed(1)));
    drop((of_tokio(&queue), to_a_task(1), permit_goes(1), in_an_option(1), until()));
}
