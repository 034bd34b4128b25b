//! The process ends under a lock, possibly with half-written data.

#![deny(deprecated)]

use std::process;

use interlocking::{Lock, RwLock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);

#[guarded(LEDGER)]
async fn exits(amount: u32) {
    ledger.push(amount);
    if ledger.len() > 100 {
        eprintln!("too many entries");
        std::process::exit(1);
    }
}

#[guarded(write LIMIT)]
async fn aborts(new: Option<u32>) {
    match new {
        Some(new) => *limit = new,
        None => process::abort(),
    }
}

#[synchronized]
async fn acquired_in_the_body(text: &str) {
    let mut ledger = LEDGER.lock().await;
    let Ok(amount) = text.parse() else { process::exit(2) };
    ledger.push(amount);
}

fn main() {
    drop((exits(1), aborts(None), acquired_in_the_body("1")));
}
