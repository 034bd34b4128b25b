//! Only some builds hold the lock.

#![deny(deprecated)]

use interlocking::Lock;

interlocking::check!();

pub static LEDGER: Lock<()> = Lock::new(());

#[cfg_attr(not(debug_assertions), interlocking::guarded(LEDGER))]
async fn settle() {}

fn main() {
    drop(settle());
}
