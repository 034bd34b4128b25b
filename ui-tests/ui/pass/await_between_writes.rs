//! Both writes without an `.await` in between, or writes that do not belong together.

#![deny(warnings)]

use interlocking::{Condition, Lock, guarded, synchronized};

pub static CHANGED: Condition<Account> = Condition::new();

#[derive(Default)]
pub struct Account {
    balance: u32,
    entries: u32,
    open: bool,
    owner: String,
    address: String,
}

async fn look_up(owner: &str) -> String {
    tokio::task::yield_now().await;
    owner.to_owned()
}

/// The `.await` comes before both writes.
#[guarded(account)]
async fn waits_first(account: &Lock<Account>, owner: String) {
    let address = look_up(&owner).await;
    account.owner = owner;
    account.address = address;
}

/// The value is computed before both writes.
#[guarded(account)]
async fn in_the_first(account: &Lock<Account>, owner: String) {
    account.address = look_up(&owner).await;
    account.owner = owner;
}

/// The `.await` comes after both writes.
#[guarded(account)]
async fn waits_last(account: &Lock<Account>, amount: u32) {
    account.balance = amount;
    account.entries = 1;
    tokio::task::yield_now().await;
}

/// One field is written twice, and each value is valid.
#[guarded(account)]
async fn one_part(account: &Lock<Account>, amount: u32) {
    account.balance = 0;
    tokio::task::yield_now().await;
    account.balance = amount;
}

/// The wait releases the lock, so other tasks see the data in between on purpose.
#[guarded(account)]
async fn gives_up(account: &Lock<Account>, amount: u32) {
    account.balance = amount;
    account = CHANGED.wait_for(account, |account| account.entries > 0).await;
    account.entries = 0;
}

/// There are two acquisitions.
#[synchronized]
async fn two_acquisitions(account: &Lock<Account>, amount: u32) {
    account.lock().await.balance = amount;
    tokio::task::yield_now().await;
    account.lock().await.entries = 1;
}

/// Each round writes both fields.
#[guarded(account)]
async fn each_round(account: &Lock<Account>, amounts: &[u32]) {
    for amount in amounts {
        account.balance = *amount;
        account.entries = 1;
        tokio::task::yield_now().await;
    }
}

/// Each branch writes one field.
#[guarded(account)]
async fn either(account: &Lock<Account>, owner: Option<String>) {
    if let Some(owner) = owner {
        account.owner = owner;
        tokio::task::yield_now().await;
    } else {
        account.balance = 0;
    }
}

/// The two locks are independent.
#[guarded(account)]
#[guarded(log)]
async fn two_locks(account: &Lock<Account>, log: &Lock<Vec<u32>>) {
    account.balance = 0;
    tokio::task::yield_now().await;
    log[0] = 1;
}

/// The mark is set before the wait on purpose.
#[guarded(account)]
async fn mark(account: &Lock<Account>, owner: String) {
    account.open = false;
    account.address = look_up(&owner).await;
}

/// Another task awaits.
#[guarded(account)]
async fn another_task(account: &Lock<Account>, owner: String) {
    account.balance = 0;
    tokio::spawn(async move { look_up(&owner).await });
    account.entries = 0;
}

#[guarded(account)]
async fn on_purpose(account: &Lock<Account>, owner: String) {
    account.balance = 0;
    #[sync_allow(await_between_writes, reason = "the address of an empty account is never looked at")]
    let address = look_up(&owner).await;
    account.address = address;
}

fn main() {
    let account = Lock::new(Account::default());
    drop((waits_first(&account, String::new()), in_the_first(&account, String::new())));
    drop((waits_last(&account, 1), one_part(&account, 1), gives_up(&account, 1)));
    drop((two_acquisitions(&account, 1), each_round(&account, &[]), either(&account, None)));
    drop((
        two_locks(&account, &Lock::default()),
        mark(&account, String::new()),
        another_task(&account, String::new()),
    ));
    drop(on_purpose(&account, String::new()));
}
