//! Two locks of one kind that are acquired together, in a fixed order, or one after the other.

#![deny(warnings)]

use std::{cmp::Ordering, mem, ptr};

use interlocking::{Lock, guarded, lock_all, synchronized};

struct Account {
    id: u32,
    balance: Lock<i64>,
    limit: Lock<i64>,
}

/// The attribute acquires both together.
#[guarded(source = from.balance, target = to.balance)]
async fn as_one(from: &Account, to: &Account, amount: i64) {
    *source -= amount;
    *target += amount;
}

/// `lock_all` acquires both together.
#[synchronized]
async fn with_lock_all(from: &Account, to: &Account) -> i64 {
    let both = lock_all([&from.balance, &to.balance]).await;
    both.iter().map(|balance| **balance).sum()
}

/// One is released before the other is acquired.
#[synchronized]
async fn one_after_the_other(from: &Account, to: &Account, amount: i64) {
    *from.balance.lock().await -= amount;
    let mut balance = to.balance.lock().await;
    *balance += amount;
}

/// The comparison of the ids defines the order.
#[synchronized]
async fn by_id(from: &Account, to: &Account) -> i64 {
    let (first, second) = if from.id < to.id { (from, to) } else { (to, from) };
    let first = first.balance.lock().await;
    let second = second.balance.lock().await;
    *first + *second
}

/// The comparison in the condition defines the order of each branch.
#[synchronized]
async fn in_branches(from: &Account, to: &Account) {
    match from.id.cmp(&to.id) {
        Ordering::Less => {
            let mut from = from.balance.lock().await;
            let mut to = to.balance.lock().await;
            mem::swap(&mut *from, &mut *to);
        }
        Ordering::Greater => {
            let mut to = to.balance.lock().await;
            let mut from = from.balance.lock().await;
            mem::swap(&mut *from, &mut *to);
        }
        Ordering::Equal => {}
    }
}

/// The comparison of the addresses defines the order.
#[synchronized]
async fn by_address(from: &Account, to: &Account) -> i64 {
    let swapped = ptr::from_ref(from) > ptr::from_ref(to);
    let (first, second) = if swapped { (to, from) } else { (from, to) };
    let first = first.balance.lock().await;
    let second = second.balance.lock().await;
    *first + *second
}

/// The two locks are different fields.
#[synchronized]
async fn of_two_kinds(from: &Account, to: &Account) -> bool {
    let balance = from.balance.lock().await;
    let limit = to.limit.lock().await;
    *balance > *limit
}

/// The two parameters have different roles.
#[synchronized]
async fn with_roles(inbox: &Lock<Vec<u32>>, outbox: &Lock<Vec<u32>>) {
    let mut inbox = inbox.lock().await;
    let mut outbox = outbox.lock().await;
    outbox.append(&mut inbox);
}

/// The second acquisition is an attempt, which never waits.
#[synchronized]
async fn tried(from: &Account, to: &Account) -> Option<i64> {
    let from = from.balance.lock().await;
    let to = to.balance.try_lock().ok()?;
    Some(*from + *to)
}

struct Bank {
    total: Lock<i64>,
    accounts: Vec<Account>,
}

impl Bank {
    /// The smaller index comes first.
    #[synchronized]
    async fn by_index(&self, i: usize, j: usize) -> i64 {
        let (first, second) = (i.min(j), i.max(j));
        let first = self.accounts[first].balance.lock().await;
        let second = self.accounts[second].balance.lock().await;
        *first + *second
    }

    /// The neighbour always comes second.
    #[synchronized]
    async fn neighbours(&self, i: usize) -> i64 {
        let one = self.accounts[i].balance.lock().await;
        let next = self.accounts[i + 1].balance.lock().await;
        *one + *next
    }

    /// The container comes first, and its elements one at a time.
    #[guarded(self.total)]
    async fn from_whole_to_part(&self) {
        *total = 0;
        for account in &self.accounts {
            *total += *account.balance.lock().await;
        }
    }
}

#[synchronized]
async fn on_purpose(saver: &Account, spender: &Account) -> i64 {
    let saver = saver.balance.lock().await;
    #[sync_allow(lock_order, reason = "an account that saves never spends")]
    let spender = spender.balance.lock().await;
    *saver + *spender
}

fn main() {
    let account = |id| Account { id, balance: Lock::new(0), limit: Lock::new(0) };
    let (a, b) = (account(1), account(2));
    drop((as_one(&a, &b, 3), with_lock_all(&a, &b), one_after_the_other(&a, &b, 3), by_id(&a, &b)));
    drop((in_branches(&a, &b), by_address(&a, &b), of_two_kinds(&a, &b), tried(&a, &b)));
    drop(with_roles(&Lock::new(Vec::new()), &Lock::new(Vec::new())));
    let bank = Bank { total: Lock::new(0), accounts: Vec::new() };
    drop((bank.by_index(1, 2), bank.neighbours(1), bank.from_whole_to_part(), on_purpose(&a, &b)));
}
