//! Allowances that are needed.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{Lock, guarded, synchronized};

static BALANCE: Lock<u32> = Lock::new(0);

/// The loop never ends.
#[guarded(BALANCE, allow(held_across_endless_loop, reason = "it runs alone"))]
async fn function() {
    loop {
        *balance += 1;
        tokio::task::yield_now().await;
    }
}

/// The allowance covers all statements, and one of them needs it.
#[synchronized]
async fn around() {
    let mut balance = BALANCE.lock().await;
    #[sync_allow(held_across_endless_loop, reason = "it runs alone")]
    if *balance == 0 {
        let step = *balance + 1;
        loop {
            *balance += step;
            tokio::task::yield_now().await;
        }
    }
}

/// The allowance covers both violations.
#[guarded(BALANCE, allow(same_lock_twice, reason = "the way it hangs is what is shown"))]
async fn twice(first: bool) {
    if first {
        *BALANCE.lock().await += *balance;
    } else {
        *BALANCE.lock().await -= *balance;
    }
}

/// The rule is off by default; the allowance is needed where it is on.
#[guarded(BALANCE, allow(held_across_io, reason = "nobody else needs it in between"))]
async fn off_by_default() {
    tokio::time::sleep(Duration::from_secs(*balance as u64)).await;
}

/// The same on a statement.
#[guarded(BALANCE)]
async fn off_by_default_on_a_statement() {
    #[sync_allow(held_across_io, reason = "nobody else needs it in between")]
    tokio::time::sleep(Duration::from_secs(1)).await;
    *balance += 1;
}

#[guarded(BALANCE, allow(unused_allow, reason = "the loop is endless on some systems only"))]
async fn on_purpose() {
    #[sync_allow(held_across_endless_loop, reason = "it runs alone")]
    loop {
        *balance += 1;
        if cfg!(unix) {
            break;
        }
        tokio::task::yield_now().await;
    }
}

fn main() {
    drop((function(), around(), twice(true), off_by_default(), off_by_default_on_a_statement()));
    drop(on_purpose());
}
