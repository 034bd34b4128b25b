//! An allowance that permits nothing.

#![deny(deprecated)]

use interlocking::{Lock, barrier, guarded, synchronized};

static BALANCE: Lock<u32> = Lock::new(0);
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

#[guarded(BALANCE, allow(held_across_endless_loop, reason = "it runs alone"))]
async fn ends() {
    while *balance > 0 {
        *balance -= 1;
        tokio::task::yield_now().await;
    }
}

#[guarded(BALANCE)]
async fn another_lock() {
    #[sync_allow(same_lock_twice, reason = "it is read only")]
    let queue = QUEUE.lock().await;
    *balance += queue.len() as u32;
}

#[barrier(3, allow(barrier_behind_lock, reason = "the parties are in other processes"))]
#[guarded(BALANCE)]
async fn the_right_order() {
    *balance += 1;
}

#[synchronized]
async fn another_statement() {
    #[sync_allow(held_across_endless_loop, reason = "it runs alone")]
    let step = 3;
    #[guarded(BALANCE)]
    {
        *balance += step;
    }
}

fn main() {
    drop((ends(), another_lock(), the_right_order(), another_statement()));
}
