//! The body has no value.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

#[guarded(A)]
async fn f() -> u32 {
    let _x = 1;
}

fn main() {
    let _ = &A;
    drop(f());
}
