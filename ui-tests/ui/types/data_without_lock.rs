//! Guarded data are used without the guard.

use interlocking::{Lock, guarded};

static BALANCE: Lock<i64> = Lock::new(0);

#[guarded(BALANCE)]
async fn credit(amount: i64) {
    *BALANCE += amount;
    *balance += amount;
}

fn main() {
    drop(credit(3));
}
