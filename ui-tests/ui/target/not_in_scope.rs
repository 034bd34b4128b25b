//! A typo in the name of a lock.

use interlocking::{Lock, guarded};

static LEDGER: Lock<u32> = Lock::new(0);

#[guarded(LEDGR)]
async fn post() {}

fn main() {
    let _ = &LEDGER;
    drop(post());
}
