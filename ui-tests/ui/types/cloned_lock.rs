//! A lock is cloned with its struct, and the clone protects other data.

use interlocking::Lock;

#[derive(Clone)]
struct Account {
    balance: Lock<i64>,
}

fn main() {
    drop(Account { balance: Lock::new(0) }.clone());
}
