//! An arm awaits while the scrutinee of the `match` or `if let` holds a lock.

#![deny(deprecated)]

use interlocking::{Lock, synchronized};

static SESSION: Lock<Session> = Lock::new(Session { state: State::Idle, jobs: Vec::new() });

struct Session {
    state: State,
    jobs: Vec<u32>,
}

enum State {
    Idle,
    Busy(u32),
}

async fn run(job: u32) {
    println!("{job}");
}

#[synchronized]
async fn in_an_arm() {
    match SESSION.lock().await.state {
        State::Idle => println!("idle"),
        State::Busy(job) => run(job).await,
    }
}

#[synchronized]
async fn in_an_if_let() {
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        run(job).await;
    }
}

#[synchronized]
async fn in_a_while_let() {
    while let Some(job) = SESSION.lock().await.jobs.pop() {
        run(job).await;
    }
}

#[synchronized]
async fn another_lock(total: &Lock<u32>) {
    match SESSION.lock().await.jobs.len() {
        0 => {}
        jobs => *total.lock().await += jobs as u32,
    }
}

fn main() {
    let total = Lock::new(0);
    drop(State::Busy(3));
    drop((in_an_arm(), in_an_if_let(), in_a_while_let(), another_lock(&total)));
}
