//! Something in the crate may set or notify it, or the wait ends by itself.

#![deny(deprecated)]

mod server;

use std::time::Duration;

use interlocking::{Condition, Event, Lock, guarded, sets, synchronized, waits};
use server::Server;

static READY: Event = Event::new();
static STARTED: Event = Event::new();
static SHUTDOWN: Event = Event::new();
pub static PUBLIC: Event = Event::new();
static JOBS: Lock<Vec<u32>> = Lock::new(Vec::new());
static FILLED: Condition<Vec<u32>> = Condition::new();

#[waits(READY)]
async fn serve() {}

#[sets(READY)]
async fn start() {}

#[waits(PUBLIC)]
async fn other_crates_set_it() {}

#[synchronized]
async fn limited() -> bool {
    tokio::time::timeout(Duration::from_secs(1), STARTED.wait()).await.is_ok()
}

#[synchronized]
async fn passed_on() {
    server::on_signal(&SHUTDOWN);
    SHUTDOWN.wait().await;
}

#[guarded(JOBS)]
async fn next() -> Option<u32> {
    let mut jobs = FILLED.wait_for(jobs, |jobs| !jobs.is_empty()).await;
    jobs.pop()
}

#[guarded(JOBS, notify_one = FILLED)]
async fn add(job: u32) {
    jobs.push(job);
}

fn main() {
    let server = Server::new(server::signal());
    drop((serve(), start(), next(), add(1), server.stopped(), server.changed(), server.woken()));
    drop((other_crates_set_it(), limited(), passed_on()));
}
