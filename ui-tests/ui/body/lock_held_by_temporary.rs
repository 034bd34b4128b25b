//! A temporary guard lives longer than it appears to.

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

#[synchronized]
async fn in_an_arm() {
    match SESSION.lock().await.state {
        State::Idle => SESSION.lock().await.state = State::Busy(1),
        State::Busy(job) => println!("{job}"),
    }
}

#[synchronized]
async fn in_an_if_let(cache: &RwLock<Vec<u32>>) {
    if let Some(&first) = cache.read().await.first() {
        cache.write().await.push(first);
    }
}

#[synchronized]
async fn in_a_while_let() {
    while let Some(job) = SESSION.lock().await.jobs.pop() {
        SESSION.lock().await.tries += job;
    }
}

#[synchronized]
async fn in_a_for() {
    for job in SESSION.lock().await.jobs.clone() {
        SESSION.lock().await.tries += job;
    }
}

#[synchronized]
async fn in_arguments() {
    start(SESSION.lock().await.tries, SESSION.lock().await.limit).await;
}

async fn start(tries: u32, limit: u32) {
    println!("{tries} of {limit}");
}

#[synchronized]
async fn in_one_expression(rates: &RwLock<(u32, u32)>) {
    while rates.read().await.0 < rates.read().await.1 {
        rates.write().await.0 = 1;
    }
}

#[synchronized]
async fn in_an_assignment() {
    SESSION.lock().await.tries = SESSION.lock().await.limit - 1;
}

#[synchronized]
async fn behind_a_reference() {
    let jobs = &SESSION.lock().await.jobs;
    println!("{} jobs", jobs.len());
    SESSION.lock().await.tries = 0;
}

fn main() {
    let (cache, rates) = (RwLock::new(Vec::new()), RwLock::new((0, 0)));
    drop((in_an_arm(), in_an_if_let(&cache), in_a_while_let(), in_a_for(), in_arguments()));
    drop((in_one_expression(&rates), in_an_assignment(), behind_a_reference()));
}
