//! A local is not mutable.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

#[guarded(A)]
async fn f() -> u32 {
    let n = 1;
    n += 1;
    n
}

fn main() {
    let _ = &A;
    drop(f());
}
