//! Two locks of one kind in an order that the caller decides: a lock order inversion.

#![deny(deprecated)]

use interlocking::{Lock, RwLock, guarded, synchronized};

struct Account {
    balance: Lock<i64>,
    owner: RwLock<String>,
}

#[synchronized]
async fn transfer(from: &Account, to: &Account, amount: i64) {
    let mut from = from.balance.lock().await;
    let mut to = to.balance.lock().await;
    *from -= amount;
    *to += amount;
}

#[guarded(source = from.balance)]
#[guarded(target = to.balance)]
async fn stacked(from: &Account, to: &Account, amount: i64) {
    *source -= amount;
    *target += amount;
}

#[synchronized]
async fn in_one_expression(from: &Account, to: &Account) {
    *from.balance.lock().await += *to.balance.lock().await;
}

#[guarded(read one = from.owner)]
#[guarded(read other = to.owner)]
async fn read(from: &Account, to: &Account) -> bool {
    *one == *other
}

impl Account {
    #[guarded(self.balance)]
    async fn is_richer(&self, other: &Self) -> bool {
        *balance > *other.balance.lock().await
    }
}

struct Bank {
    accounts: Vec<Account>,
}

impl Bank {
    #[synchronized]
    async fn swap(&self, i: usize, j: usize) {
        let mut one = self.accounts[i].balance.lock().await;
        let mut other = self.accounts[j].balance.lock().await;
        std::mem::swap(&mut *one, &mut *other);
    }
}

fn main() {
    let account = || Account { balance: Lock::new(0), owner: RwLock::new(String::new()) };
    let (a, b) = (account(), account());
    drop((transfer(&a, &b, 3), stacked(&a, &b, 3), in_one_expression(&a, &b), read(&a, &b)));
    drop(a.is_richer(&b));
    drop(Bank { accounts: Vec::new() }.swap(1, 2));
}
