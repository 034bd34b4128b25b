//! A spawned task borrows guarded data, and may run after the release.

use interlocking::{Lock, guarded};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

#[guarded(LEDGER)]
async fn record() {
    tokio::spawn(async { ledger.push(3) });
}

fn main() {
    drop(record());
}
