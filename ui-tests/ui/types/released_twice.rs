//! A guard is released once: `drop` takes it.

use interlocking::{Lock, guarded};

static BALANCE: Lock<i64> = Lock::new(0);

#[guarded(BALANCE)]
async fn credit(amount: i64) {
    *balance += amount;
    drop(balance);
    drop(balance);
}

fn main() {}
