//! A guard that is dropped on every path before the task awaits or acquires its lock again.

#![deny(warnings)]

use std::{collections::VecDeque, io, sync::Mutex};

use interlocking::{Lock, RwLock, guarded, synchronized};

static QUEUE: Lock<VecDeque<u32>> = Lock::new(VecDeque::new());
static LIMIT: RwLock<u32> = RwLock::new(0);
static SEEN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

async fn send(job: u32) -> io::Result<()> {
    tokio::task::yield_now().await;
    println!("{job}");
    Ok(())
}

/// Each arm drops the guard and then acquires the lock again.
#[guarded(QUEUE)]
async fn in_every_arm(failed: bool) {
    match queue.pop_front() {
        Some(job) if failed => {
            drop(queue);
            QUEUE.lock().await.push_back(job);
        }
        Some(job) => {
            drop(queue);
            if send(job).await.is_err() {
                QUEUE.lock().await.push_front(job);
            }
        }
        None => drop(queue),
    }
    println!("{} left", QUEUE.lock().await.len());
}

/// Each branch drops the guard and then acquires the lock again.
#[synchronized]
async fn in_every_branch(queue: &tokio::sync::Mutex<VecDeque<u32>>) -> io::Result<()> {
    let mut jobs = queue.lock().await;
    if let Some(job) = jobs.pop_front() {
        drop(jobs);
        send(job).await?;
    } else {
        jobs.shrink_to_fit();
        drop(jobs);
    }
    queue.lock().await.push_back(0);
    Ok(())
}

/// One path returns with the guard, the other drops it.
#[guarded(QUEUE)]
async fn or_returns() -> usize {
    let Some(job) = queue.pop_front() else { return queue.len() };
    drop(queue);
    if job == 0 {
        return QUEUE.lock().await.len();
    }
    QUEUE.lock().await.push_back(job - 1);
    0
}

/// The arm that drops the guard calls the function that acquires the lock.
#[synchronized]
async fn arm_calls_who_locks(queue: &Lock<VecDeque<u32>>) -> usize {
    let mut jobs = queue.lock().await;
    match jobs.front().copied() {
        Some(0) => {
            drop(jobs);
            count(queue).await
        }
        Some(_) => {
            jobs.pop_front();
            jobs.len()
        }
        None => 0,
    }
}

#[guarded(queue)]
async fn count(queue: &Lock<VecDeque<u32>>) -> usize {
    queue.len()
}

/// The read guard is dropped before the write.
#[guarded(read LIMIT)]
async fn upgraded(new: u32) {
    if *limit != new {
        drop(limit);
        let mut limit = LIMIT.write().await;
        *limit = new;
    }
}

/// Each round drops the guard before it awaits.
#[synchronized]
async fn in_a_loop(queue: &Lock<VecDeque<u32>>) -> io::Result<()> {
    loop {
        let mut jobs = queue.lock().await;
        let Some(job) = jobs.pop_front() else { break };
        if job == 0 {
            continue;
        }
        drop(jobs);
        send(job).await?;
    }
    println!("{} left", queue.lock().await.len());
    Ok(())
}

/// A blocking guard is dropped before the `.await`, also in a nested branch.
#[guarded(QUEUE)]
async fn guard_of_std() -> io::Result<()> {
    let mut seen = SEEN.lock().unwrap();
    let job = queue.pop_front().unwrap_or_default();
    if seen.contains(&job) {
        drop(seen);
        drop(queue);
        return send(0).await;
    }
    seen.push(job);
    std::mem::drop(seen);
    send(job).await
}

/// The guard is dropped, and a new one gets its name.
#[guarded(QUEUE)]
async fn acquired_anew() -> io::Result<()> {
    while let Some(job) = queue.pop_front() {
        drop(queue);
        send(job).await?;
        queue = QUEUE.lock().await;
    }
    Ok(())
}

fn main() {
    let jobs = tokio::sync::Mutex::new(VecDeque::new());
    drop((in_every_arm(true), in_every_branch(&jobs), or_returns(), count(&QUEUE)));
    drop((arm_calls_who_locks(&QUEUE), upgraded(1), in_a_loop(&QUEUE), guard_of_std()));
    drop(acquired_anew());
}
