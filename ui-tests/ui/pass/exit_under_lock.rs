//! The process ends without a lock.

#![deny(warnings)]

use std::process::{self, ExitCode};

use interlocking::{Lock, guarded, semaphore, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

/// The lock is released before.
#[guarded(LEDGER)]
async fn released(amount: u32) {
    ledger.push(amount);
    let full = ledger.len() > 100;
    drop(ledger);
    if full {
        process::exit(1);
    }
}

/// The lock is held for its block only.
#[synchronized]
async fn behind_the_block(amount: u32) {
    let full = #[guarded(LEDGER)]
    {
        ledger.push(amount);
        ledger.len() > 100
    };
    if full {
        process::exit(1);
    }
}

/// The process ends when `main` returns this value.
#[guarded(LEDGER)]
async fn code() -> ExitCode {
    if ledger.len() > 100 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A permit guards no data.
#[semaphore(8)]
async fn limited(amount: u32) {
    if amount == 0 {
        process::abort();
    }
}

/// `process::id` does not end the process.
#[guarded(LEDGER)]
async fn id() {
    ledger.push(process::id());
}

/// Another task ends the process, possibly after the release.
#[guarded(LEDGER)]
async fn another_task() {
    ledger.clear();
    tokio::spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            process::exit(130);
        }
    });
}

#[guarded(LEDGER)]
async fn on_purpose() {
    if ledger.is_empty() {
        #[sync_allow(exit_under_lock, reason = "nothing of it is kept on disk")]
        process::exit(1);
    }
}

fn main() {
    drop((released(1), behind_the_block(1), code(), limited(1), id(), another_task()));
    drop(on_purpose());
}
