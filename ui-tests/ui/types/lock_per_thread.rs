//! Each thread has a lock of its own, which excludes no other thread.

use interlocking::{Lock, guarded};

thread_local! {
    static BALANCE: Lock<i64> = const { Lock::new(0) };
}

#[guarded(BALANCE)]
async fn credit(amount: i64) {
    *balance += amount;
}

fn main() {
    drop(credit(3));
}
