//! A borrow of a local is returned.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

// #[guarded(A)]
async fn f() -> &'static str {
    let text = String::from("text");
    &text
}

fn main() {
    let _ = &A;
    drop(f());
}
