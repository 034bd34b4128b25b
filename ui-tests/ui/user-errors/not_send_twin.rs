//! A value that is not `Send` is held across an `.await`.
#![deny(warnings)]
#![allow(unused_imports)]

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

fn send(_: impl Send) {}

// #[guarded(A)]
async fn f() {
    let rc = std::rc::Rc::new(1);
    tokio::task::yield_now().await;
    drop(rc);
}

fn main() {
    let _ = &A;
    send(f());
}
