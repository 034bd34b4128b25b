//! Every build has a function that says what it holds; other attributes may be in some builds only.

#![deny(deprecated)]

interlocking::check!();

pub static LEDGER: interlocking::Lock<()> = interlocking::Lock::new(());

#[cfg(not(debug_assertions))]
#[interlocking::guarded(LEDGER)]
async fn settle() {}

#[cfg(debug_assertions)]
async fn settle() {}

#[cfg_attr(debug_assertions, allow(dead_code))]
#[interlocking::guarded(LEDGER)]
async fn audit() {}

fn main() {
    drop((settle(), audit()));
}
