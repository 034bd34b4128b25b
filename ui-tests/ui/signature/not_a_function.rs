//! Items that are not functions.

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

#[guarded(A)]
struct Account;

#[guarded(A)]
impl Account {}

#[guarded(A)]
mod accounts {}

#[guarded(A)]
static B: u32 = 0;

fn main() {
    let _ = (Account, B);
}
