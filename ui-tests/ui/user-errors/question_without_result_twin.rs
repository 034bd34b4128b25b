//! `?` in a function that returns no `Result`.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f() -> u32 {
    let n: u32 = "1".parse::<u32>()?;
    n
}

fn main() {
    let _ = &A;
    drop(f());
}
