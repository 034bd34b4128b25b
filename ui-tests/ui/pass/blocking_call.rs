//! What waits with `.await`, and what blocks a thread that is meant for it.

#![deny(warnings)]

use std::{thread, time::Duration};

use interlocking::{Lock, guarded, synchronized};
use tokio::{runtime::Handle, sync::mpsc, time::sleep};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<String>> = Lock::new(Vec::new());

const PAUSE: Duration = Duration::from_millis(10);

async fn rate() -> u32 {
    20
}

/// The timer of the runtime lets others run.
#[guarded(LEDGER)]
async fn sleeps() {
    sleep(PAUSE).await;
    ledger.push(1);
}

/// A pool of threads is there to be blocked.
#[guarded(LEDGER)]
async fn on_the_pool() {
    let handle = Handle::current();
    let rate = tokio::task::spawn_blocking(move || {
        thread::sleep(PAUSE);
        handle.block_on(rate())
    });
    ledger.extend(rate.await);
}

/// The runtime moves its other tasks away from the thread.
#[synchronized]
async fn in_place() -> u32 {
    tokio::task::block_in_place(|| Handle::current().block_on(rate()))
}

/// A thread of its own.
#[guarded(LEDGER)]
async fn own_thread(mut orders: mpsc::Receiver<u32>) {
    ledger.clear();
    thread::spawn(move || {
        while let Some(order) = orders.blocking_recv() {
            LEDGER.blocking_lock().push(order);
        }
    });
}

/// A function that is not async, to be called on another thread.
#[synchronized]
async fn own_function() {
    fn pause() {
        thread::sleep(PAUSE);
    }
    if tokio::task::spawn_blocking(pause).await.is_ok() {
        LOG.lock().await.push("paused".to_owned());
    }
}

struct Issue {
    blockers: Vec<u32>,
}

impl Issue {
    fn block_on(&mut self, other: u32) {
        self.blockers.push(other);
    }
}

/// It blocks nothing but an issue.
#[synchronized]
async fn issues(issue: &mut Issue) {
    let entries = LEDGER.lock().await.len();
    issue.block_on(entries as u32);
}

#[guarded(LEDGER)]
async fn on_purpose() {
    ledger.push(1);
    #[sync_allow(blocking_call, reason = "shows what a task does that blocks")]
    thread::sleep(PAUSE);
}

fn main() {
    let mut issue = Issue { blockers: Vec::new() };
    drop((sleeps(), on_the_pool(), in_place(), own_thread(mpsc::channel(1).1), own_function()));
    drop((issues(&mut issue), on_purpose()));
}
