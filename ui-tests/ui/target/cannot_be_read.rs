//! `read` and `write` on a primitive that has no such mode.

use interlocking::{Lock, RwLock, guarded};

static BALANCE: Lock<u32> = Lock::new(0);
static SETTINGS: RwLock<u32> = RwLock::new(0);

#[guarded(read BALANCE)]
async fn read() {}

#[guarded(SETTINGS, when = |settings| *settings > 0)]
async fn predicate() {}

fn main() {
    drop((read(), predicate()));
}
