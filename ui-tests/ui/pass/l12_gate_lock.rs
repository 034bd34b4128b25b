//! Two orders of two locks under a third lock, the gate, which excludes the deadlock.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};
use tokio::sync::Mutex;

static GATE: Lock<()> = Lock::new(());
static USERS: Lock<Vec<String>> = Lock::new(Vec::new());
static ROOMS: Lock<Vec<String>> = Lock::new(Vec::new());

/// Users, then rooms ...
#[guarded(_gate = GATE)]
#[guarded(USERS)]
#[guarded(ROOMS)]
async fn enter(user: String) {
    rooms.push(format!("room of {user}"));
    users.push(user);
}

/// ... and rooms, then users, under the gate.
#[guarded(_gate = GATE)]
async fn leave(user: &str) {
    let mut rooms = ROOMS.lock().await;
    rooms.retain(|room| !room.ends_with(user));
    let mut users = USERS.lock().await;
    users.retain(|known| known != user);
}

/// Nested blocks.
#[synchronized]
async fn rename(old: &str, new: String) {
    #[guarded(_gate = GATE)]
    {
        #[guarded(ROOMS)]
        {
            rooms.retain(|room| !room.ends_with(old));
            #[guarded(USERS)]
            {
                users.push(new);
            }
        }
    }
}

struct Bank {
    gate: Mutex<()>,
    from: Mutex<u32>,
    to: Mutex<u32>,
}

/// The same with fields and tokio's locks.
impl Bank {
    #[synchronized]
    async fn forth(&self, amount: u32) {
        let _gate = self.gate.lock().await;
        let mut from = self.from.lock().await;
        let mut to = self.to.lock().await;
        *from -= amount;
        *to += amount;
    }

    #[guarded(_gate = self.gate)]
    async fn back(&self, amount: u32) {
        let mut to = self.to.lock().await;
        let mut from = self.from.lock().await;
        *to -= amount;
        *from += amount;
    }
}

fn main() {
    let bank = Bank { gate: Mutex::default(), from: Mutex::default(), to: Mutex::default() };
    drop((enter(String::new()), leave(""), rename("", String::new())));
    drop((bank.forth(1), bank.back(1)));
}
