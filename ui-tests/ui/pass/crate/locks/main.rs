//! Calls that acquire locks which look like the one that is held.
#![deny(warnings)]

mod ledger;

use std::sync::Arc;

use interlocking::{Lock, guarded, synchronized};
use ledger::{CACHE, LEDGER};

interlocking::check!();

#[guarded(LEDGER)]
async fn released_before_the_call(amount: u64) {
    *ledger += amount;
    drop(ledger);
    ledger::settle(amount).await;
}

#[guarded(LEDGER)]
async fn released_in_every_branch(amount: u64) {
    match amount {
        0 => drop(ledger),
        _ => {
            *ledger += amount;
            drop(ledger);
        }
    }
    ledger::settle(amount).await;
}

#[synchronized]
async fn in_an_inner_block(amount: u64) {
    {
        let mut ledger = LEDGER.lock().await;
        *ledger += amount;
    }
    ledger::settle(amount).await;
}

#[guarded(LEDGER)]
async fn another_lock() -> usize {
    *ledger += 1;
    ledger::cached().await
}

#[guarded(LEDGER)]
async fn an_attempt() -> bool {
    *ledger += 1;
    ledger::is_free()
}

#[guarded(read CACHE)]
async fn passed_by_reference() -> usize {
    ledger::count(&cache)
}

#[guarded(LEDGER)]
async fn a_task_that_nobody_joins(amount: u64) {
    *ledger += amount;
    tokio::spawn(ledger::settle(amount));
}

struct Account {
    balance: Lock<u64>,
    parent: Option<Arc<Account>>,
}

impl Account {
    #[guarded(self.balance)]
    async fn deposit(&self, amount: u64) {
        *balance += amount;
        if let Some(parent) = &self.parent {
            parent.note(amount).await;
        }
    }

    async fn note(&self, amount: u64) {
        *self.balance.lock().await += amount;
    }
}

fn main() {
    let account = Account { balance: Lock::new(0), parent: None };
    drop(account.deposit(1));
    drop((released_before_the_call(1), released_in_every_branch(1), in_an_inner_block(1)));
    drop((another_lock(), an_attempt(), passed_by_reference(), a_task_that_nobody_joins(1)));
}
