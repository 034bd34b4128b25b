//! `synchronized` with a target or a clause.

use interlocking::{Lock, synchronized};

static A: Lock<u32> = Lock::new(0);

#[synchronized(A)]
async fn holds() {}

fn main() {
    drop((holds(), A.is_locked()));
}
