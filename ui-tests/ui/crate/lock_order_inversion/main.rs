//! Locks in two orders: directly, through helpers in other files, and in a cycle of three.

mod audit;
mod statics;

use interlocking::guarded;
use statics::{ACCOUNTS, AUDIT, FIRST, SECOND, THIRD};

#[guarded(ACCOUNTS)]
async fn transfer(amount: u64) {
    *accounts += amount;
    audit::record(amount).await;
}

#[guarded(AUDIT)]
async fn replay() {
    for amount in audit.iter() {
        *ACCOUNTS.lock().await += amount;
    }
}

#[guarded(FIRST)]
#[guarded(SECOND)]
async fn first_then_second() {}

#[guarded(SECOND)]
#[guarded(THIRD)]
async fn second_then_third() {}

#[guarded(THIRD)]
#[guarded(FIRST)]
async fn third_then_first() {}

fn main() {
    drop((transfer(1), replay(), first_then_second(), second_then_third(), third_then_first()));
}
