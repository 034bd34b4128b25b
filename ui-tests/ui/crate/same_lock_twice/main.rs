//! A function calls, through other files, what acquires the lock that it holds.
#![deny(deprecated)]

mod accounts;
mod ledger;

use interlocking::guarded;
use ledger::LEDGER;

#[guarded(LEDGER)]
async fn refund(amount: u64) {
    *ledger -= amount;
    accounts::close().await;
}

#[guarded(read ledger::CACHE)]
async fn report() -> usize {
    cache.len() + ledger::cached().await
}

#[guarded(read ledger::CACHE)]
async fn upgrade() {
    if cache.is_empty() {
        ledger::fill().await;
    }
}

#[guarded(write ledger::CACHE)]
async fn downgrade() -> usize {
    cache.push(1);
    ledger::cached().await
}

fn main() {
    drop((refund(1), report(), upgrade(), downgrade()));
}
