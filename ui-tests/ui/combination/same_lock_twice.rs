//! The same lock twice on one function.

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

struct Account {
    balance: Lock<u32>,
}

#[guarded(A)]
#[guarded(again = A)]
async fn stacked() {}

#[guarded(A, again = &A)]
async fn one_attribute() {}

impl Account {
    #[guarded(self.balance, again = self.balance)]
    async fn field(&self) {}
}

fn main() {
    drop((stacked(), one_attribute(), Account { balance: Lock::new(0) }.field()));
}
