//! Waits for what nothing in the crate sets or notifies.

#![deny(deprecated)]

mod server;

use interlocking::{Condition, Event, Lock, guarded, waits};
use server::Server;

static READY: Event = Event::new();
static JOBS: Lock<Vec<u32>> = Lock::new(Vec::new());
static FILLED: Condition<Vec<u32>> = Condition::new();

#[waits(READY)]
async fn serve() {}

#[guarded(JOBS)]
async fn next() -> Option<u32> {
    let mut jobs = FILLED.wait_for(jobs, |jobs| !jobs.is_empty()).await;
    jobs.pop()
}

#[guarded(JOBS)]
async fn add(job: u32) {
    jobs.push(job);
}

fn main() {
    let server = Server::new();
    drop((serve(), next(), add(1), server.stopped(), server.changed()));
}
