//! The value at the end has the wrong type.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f() -> u32 {
    "text"
}

fn main() {
    let _ = &A;
    drop(f());
}
