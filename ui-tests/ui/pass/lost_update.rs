//! The written value does not depend on a read before the release, or the data are read again.

#![deny(warnings)]

use interlocking::{Lock, RwLock, guarded, synchronized};

static BALANCE: Lock<u32> = Lock::new(0);
static TOTAL: Lock<u32> = Lock::new(0);

#[derive(Clone)]
struct Account {
    balance: u32,
    owner: String,
    open: bool,
}

async fn taxed(amount: u32) -> u32 {
    tokio::task::yield_now().await;
    amount - amount / 5
}

/// The lock is held from the read to the write.
#[guarded(BALANCE)]
async fn held_throughout() {
    let before = *balance;
    let after = taxed(before).await;
    *balance = after;
}

/// `+=` adds to the present value.
#[synchronized]
async fn added() {
    let before = *BALANCE.lock().await;
    let interest = taxed(before / 100).await;
    *BALANCE.lock().await += interest;
}

/// The write happens only if the value has not changed.
#[synchronized]
async fn compared() {
    loop {
        let before = *BALANCE.lock().await;
        let after = taxed(before).await;
        let mut balance = BALANCE.lock().await;
        if *balance == before {
            *balance = after;
            break;
        }
    }
}

/// The new value depends on the present one, too.
#[synchronized]
async fn combined() {
    let before = *BALANCE.lock().await;
    let after = taxed(before).await;
    let mut balance = BALANCE.lock().await;
    *balance = (*balance).max(after);
}

/// The write goes to other data.
#[synchronized]
async fn elsewhere() {
    let before = *BALANCE.lock().await;
    let after = taxed(before).await;
    *TOTAL.lock().await = after;
}

/// The old value only decides whether there is a write.
#[synchronized]
async fn decides(account: &Lock<Account>) {
    let open = account.lock().await.open;
    if open {
        let last = taxed(100).await;
        println!("{last}");
        account.lock().await.open = false;
    }
}

/// The name refers to another value by then.
#[synchronized]
async fn bound_anew(amount: u32) {
    let balance = *BALANCE.lock().await;
    println!("{balance} before");
    let balance = taxed(amount).await;
    *BALANCE.lock().await = balance;
}

/// The written value comes from the caller.
#[synchronized]
async fn replaced(account: &RwLock<Account>, new: Account) {
    let owner = account.read().await.owner.clone();
    println!("{owner} pays {}", taxed(new.balance).await);
    *account.write().await = new;
}

/// One path reads, the other writes.
#[synchronized]
async fn either(credit: Option<u32>) -> u32 {
    match credit {
        None => {
            let balance = *BALANCE.lock().await;
            taxed(balance).await
        }
        Some(credit) => {
            let credit = taxed(credit).await;
            *BALANCE.lock().await = credit;
            credit
        }
    }
}

#[synchronized]
async fn on_purpose(level: &Lock<u32>) {
    let before = *level.lock().await;
    let after = taxed(before).await;
    #[sync_allow(lost_update, reason = "the last one wins, whatever others have set meanwhile")]
    *level.lock().await = after;
}

fn main() {
    let account = Account { balance: 1, owner: String::new(), open: true };
    drop((held_throughout(), added(), compared(), combined(), elsewhere(), bound_anew(1)));
    drop((decides(&Lock::new(account.clone())), replaced(&RwLock::new(account.clone()), account)));
    drop((either(None), on_purpose(&BALANCE)));
}
