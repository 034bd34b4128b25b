//! `crate = path`, written wrongly.

use interlocking::{Lock, guarded, synchronized};

static TOTAL: Lock<u32> = Lock::new(0);

#[guarded(TOTAL, crate = "facade::sync")]
async fn text() {
    *total += 1;
}

#[guarded(TOTAL, crate)]
async fn nothing() {
    *total += 1;
}

struct Account;

#[synchronized(crate = facade(), allow(no_such_rule, reason = "none"))]
impl Account {
    async fn one(&self) {}
    async fn two(&self) {}
}

fn main() {}
