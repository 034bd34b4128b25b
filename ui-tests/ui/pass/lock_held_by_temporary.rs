//! Temporary guards that end before the next acquisition.

#![deny(warnings)]

use std::{collections::HashMap, mem};

use interlocking::{Lock, RwLock, synchronized};

static SESSION: Lock<Session> =
    Lock::new(Session { state: State::Idle, tries: 0, limit: 3, jobs: Vec::new() });

struct Session {
    state: State,
    tries: u32,
    limit: u32,
    jobs: Vec<u32>,
}

#[derive(Clone, Copy)]
enum State {
    Idle,
    Busy(u32),
}

/// A variable holds the value, and the statement has ended.
#[synchronized]
async fn copied_before() {
    let state = SESSION.lock().await.state;
    match state {
        State::Idle => SESSION.lock().await.state = State::Busy(1),
        State::Busy(job) => SESSION.lock().await.jobs.push(job),
    }
}

/// The block ends the guard before the arms.
#[synchronized]
async fn in_a_block() {
    match { SESSION.lock().await.state } {
        State::Idle => SESSION.lock().await.state = State::Busy(1),
        State::Busy(_) => {}
    }
}

/// The block ends the guard in each round.
#[synchronized]
async fn in_a_block_each_round() {
    while let Some(job) = {
        let mut session = SESSION.lock().await;
        session.jobs.pop()
    } {
        SESSION.lock().await.tries += job;
    }
}

/// The temporaries of an `if` condition end before the branch.
#[synchronized]
async fn in_a_condition() {
    if SESSION.lock().await.tries == 0 {
        SESSION.lock().await.tries = 1;
    } else if SESSION.lock().await.limit == 0 {
        SESSION.lock().await.limit = 1;
    }
    while SESSION.lock().await.tries < 3 {
        SESSION.lock().await.tries = 3;
    }
}

/// Each side of `&&` drops its temporaries.
#[synchronized]
async fn in_each_operand(rates: &RwLock<(u32, u32)>) {
    while rates.read().await.0 > 3 && rates.read().await.1 > 3 {
        rates.write().await.0 = 3;
    }
}

/// Since edition 2024, the temporaries of an `if let` end before its `else`.
#[synchronized]
async fn in_an_else(cache: &RwLock<HashMap<u32, u32>>, key: u32) -> u32 {
    if let Some(&known) = cache.read().await.get(&key) {
        known
    } else {
        *cache.write().await.entry(key).or_insert(3)
    }
}

/// `let else` ends its temporaries.
#[synchronized]
async fn in_a_let_else() -> u32 {
    let Some(job) = SESSION.lock().await.jobs.pop() else {
        SESSION.lock().await.tries = 0;
        return 0;
    };
    SESSION.lock().await.tries += job;
    job
}

/// The arm returns, which drops the guard.
#[synchronized]
async fn in_an_arm_that_leaves() -> u32 {
    let job = match SESSION.lock().await.jobs.pop() {
        Some(job) => job,
        None => return 0,
    };
    SESSION.lock().await.tries += job;
    job
}

/// A clone needs no guard.
#[synchronized]
async fn behind_a_reference() {
    let jobs = &SESSION.lock().await.jobs.clone();
    for job in jobs {
        SESSION.lock().await.tries += job;
    }
}

/// A value that was taken out needs no guard.
#[synchronized]
async fn taken_before() {
    let jobs = mem::take(&mut SESSION.lock().await.jobs);
    for job in jobs {
        SESSION.lock().await.tries += job;
    }
}

/// Each acquisition has a statement of its own.
#[synchronized]
async fn asserted() {
    assert_eq!(SESSION.lock().await.tries, 0);
    assert!(SESSION.lock().await.jobs.is_empty());
    println!("{}", SESSION.lock().await.limit);
    SESSION.lock().await.tries += 1;
}

/// The block in the first argument ends its guard.
#[synchronized]
async fn in_arguments() {
    start(
        {
            let session = SESSION.lock().await;
            session.tries
        },
        {
            let session = SESSION.lock().await;
            session.limit
        },
    )
    .await;
}

async fn start(tries: u32, limit: u32) {
    println!("{tries} of {limit}");
}

/// Two locks have two guards.
#[synchronized]
async fn two_locks(limit: &Lock<u32>) {
    start(SESSION.lock().await.tries, *limit.lock().await).await;
    SESSION.lock().await.tries += *limit.lock().await;
}

/// The task acquires the lock after the arm has ended.
#[synchronized]
async fn spawned() {
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        tokio::spawn(async move { SESSION.lock().await.tries += job });
    }
}

#[synchronized]
async fn on_purpose() {
    #[sync_allow(lock_held_by_temporary, reason = "shows how a task waits for itself")]
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        SESSION.lock().await.tries += job;
    }
}

fn main() {
    let (cache, rates) = (RwLock::new(HashMap::new()), RwLock::new((0, 0)));
    drop((copied_before(), in_a_block(), in_a_block_each_round(), in_a_condition()));
    drop((in_each_operand(&rates), in_an_else(&cache, 1), in_a_let_else(), taken_before()));
    drop((in_an_arm_that_leaves(), behind_a_reference(), asserted(), in_arguments(), spawned()));
    drop((two_locks(&Lock::new(0)), on_purpose()));
}
