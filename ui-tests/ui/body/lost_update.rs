//! A lost update: a value is read under one acquisition, and a result of it is written under the next. Updates of other tasks in
//! between are lost.

#![deny(deprecated)]

use std::sync::Mutex;

use interlocking::{Lock, RwLock, guarded, synchronized};

static BALANCE: Lock<u32> = Lock::new(0);
static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static SEEN: Mutex<u32> = Mutex::new(0);

#[derive(Clone)]
struct Account {
    balance: u32,
    fee: u32,
}

async fn taxed(amount: u32) -> u32 {
    tokio::task::yield_now().await;
    amount - amount / 5
}

#[synchronized]
async fn temporaries() {
    let before = *BALANCE.lock().await;
    let after = taxed(before).await;
    *BALANCE.lock().await = after;
}

#[guarded(BALANCE)]
async fn released_between(amount: u32) {
    let before = *balance;
    drop(balance);
    let credit = taxed(amount).await;
    *BALANCE.lock().await = before + credit;
}

#[synchronized]
async fn two_blocks(amount: u32) {
    let before = #[guarded(BALANCE)]
    {
        *balance
    };
    let after = before + taxed(amount).await;
    #[guarded(BALANCE)]
    {
        *balance = after;
    }
}

#[synchronized]
async fn a_field(account: &RwLock<Account>) {
    let before = account.read().await.balance;
    let after = taxed(before).await;
    account.write().await.balance = after;
}

#[synchronized]
async fn a_whole_copy(account: &Lock<Account>) {
    let mut copy = account.lock().await.clone();
    copy.balance = taxed(copy.balance).await;
    *account.lock().await = copy;
}

#[synchronized]
async fn a_list(new: u32) {
    let mut entries = LEDGER.lock().await.clone();
    entries.push(taxed(new).await);
    *LEDGER.lock().await = entries;
}

#[synchronized]
async fn lock_of_std() {
    let seen = *SEEN.lock().unwrap();
    let next = taxed(seen).await;
    *SEEN.lock().unwrap() = next;
}

fn main() {
    let account = Account { balance: 1, fee: 1 };
    drop((temporaries(), released_between(1), two_blocks(1), a_list(1), lock_of_std()));
    drop(a_field(&RwLock::new(account.clone())));
    drop(a_whole_copy(&Lock::new(account)));
}
