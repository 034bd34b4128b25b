//! An error that does not convert.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f() -> Result<u32, std::fmt::Error> {
    let n: u32 = "1".parse::<u32>()?;
    Ok(n)
}

fn main() {
    let _ = &A;
    drop(f());
}
