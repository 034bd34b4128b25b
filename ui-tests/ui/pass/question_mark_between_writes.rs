//! A `?` between two writes: the rule is off by default.

#![deny(warnings)]

use std::num::ParseIntError;

use interlocking::{Lock, guarded};

static ACCOUNT: Lock<Account> = Lock::new(Account { balance: 0, entries: 0 });

struct Account {
    balance: u32,
    entries: u32,
}

/// The two fields are independent.
#[guarded(ACCOUNT)]
async fn by_default(balance: &str, entries: &str) -> Result<(), ParseIntError> {
    account.balance = balance.parse()?;
    account.entries = entries.parse()?;
    Ok(())
}

/// The `?` comes before the writes.
#[guarded(ACCOUNT)]
async fn fails_first(balance: &str, entries: &str) -> Result<(), ParseIntError> {
    let (balance, entries) = (balance.parse()?, entries.parse()?);
    account.balance = balance;
    account.entries = entries;
    Ok(())
}

#[guarded(ACCOUNT, allow(question_mark_between_writes, reason = "each is right without the other"))]
async fn on_purpose(balance: u32, entries: &str) -> Result<(), ParseIntError> {
    account.balance = balance;
    account.entries = entries.parse()?;
    Ok(())
}

fn main() {
    drop((by_default("1", "1"), fails_first("1", "1"), on_purpose(1, "1")));
}
