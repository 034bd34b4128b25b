//! Match arms of different types.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f(n: u32) -> u32 {
    match n {
        0 => 1,
        _ => "many",
    }
}

fn main() {
    let _ = &A;
    drop(f(1));
}
