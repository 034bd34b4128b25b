//! A lock is replaced while it is held or shared.

use interlocking::{Lock, guarded};

struct Account {
    balance: Lock<i64>,
}

impl Account {
    #[guarded(self.balance)]
    async fn reset(&mut self) {
        self.balance = Lock::new(0);
        *balance += 1;
    }

    async fn share(&self) {
        self.balance = Lock::new(0);
    }
}

fn main() {
    let mut account = Account { balance: Lock::new(0) };
    drop(account.share());
    drop(account.reset());
}
