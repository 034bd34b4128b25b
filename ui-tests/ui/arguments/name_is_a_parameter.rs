//! The name of a guard is that of a parameter or of another guard.

use interlocking::{Lock, guarded};

struct Account {
    id: Lock<u32>,
}

impl Account {
    #[guarded(self.id)]
    async fn set(&self, id: u32) {
        let _ = id;
    }
}

#[guarded(a.id, b.id)]
async fn both(a: &Account, b: &Account) {}

fn main() {
    let account = Account { id: Lock::new(0) };
    drop(account.set(1));
    drop(both(&account, &account));
}
