//! A value is used after it was moved.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f() -> String {
    let text = String::new();
    drop(text);
    text
}

fn main() {
    let _ = &A;
    drop(f());
}
