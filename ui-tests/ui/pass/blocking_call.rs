//! Functions that await, and blocking calls on threads that may block.

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

/// tokio's timer does not block the thread.
#[guarded(LEDGER)]
async fn sleeps() {
    sleep(PAUSE).await;
    ledger.push(1);
}

/// Threads of the blocking pool may block.
#[guarded(LEDGER)]
async fn on_the_pool() {
    let handle = Handle::current();
    let rate = tokio::task::spawn_blocking(move || {
        thread::sleep(PAUSE);
        handle.block_on(rate())
    });
    ledger.extend(rate.await);
}

/// `block_in_place` moves the other tasks to another thread.
#[synchronized]
async fn in_place() -> u32 {
    tokio::task::block_in_place(|| Handle::current().block_on(rate()))
}

/// A thread that this function starts may block.
#[guarded(LEDGER)]
async fn own_thread(mut orders: mpsc::Receiver<u32>) {
    ledger.clear();
    thread::spawn(move || {
        while let Some(order) = orders.blocking_recv() {
            LEDGER.blocking_lock().push(order);
        }
    });
}

/// A function that is not async may block.
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

/// The name `block_on` belongs to an unrelated method.
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
