//! Code after a `return`.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f() -> u32 {
    return 1;
    println!("never");
}

fn main() {
    let _ = &A;
    drop(f());
}
