//! `synchronized` with a target.

use interlocking::{Lock, synchronized};

static A: Lock<u32> = Lock::new(0);

#[synchronized(A)]
async fn both() {}

fn main() {
    let _ = &A;
    drop(both());
}
