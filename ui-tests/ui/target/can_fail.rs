//! An acquisition that can fail without `?` or `else`, and one that cannot fail with them.

use interlocking::{Barrier, BrokenBarrier, Lock, barrier, guarded};

static MEET: Barrier = Barrier::new(2);
static BALANCE: Lock<u32> = Lock::new(0);

#[barrier(MEET)]
async fn neither() {}

#[guarded(BALANCE?)]
async fn question() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[guarded(BALANCE, else { return })]
async fn otherwise() {}

#[barrier(MEET, else { 3 })]
async fn goes_on() {}

fn main() {
    drop((neither(), question(), otherwise(), goes_on()));
}
