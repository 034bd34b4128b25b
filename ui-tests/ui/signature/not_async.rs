//! Functions that cannot await.

use std::{
    future::{Future, ready},
    pin::Pin,
};

use interlocking::{Lock, guarded, semaphore, synchronized};

static A: Lock<u32> = Lock::new(0);

#[guarded(A)]
fn plain() -> u32 {
    *a
}

#[synchronized]
fn spawns() {
    tokio::spawn(async {
        #[guarded(A)]
        {
            *a += 1;
        }
    });
}

#[guarded(A)]
const fn constant() {}

#[guarded(A)]
extern "C" fn foreign() {}

#[guarded(A)]
fn future() -> impl Future<Output = u32> {
    ready(*a)
}

#[semaphore(8)]
fn boxed() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(ready(()))
}

fn main() {
    let _: u32 = plain();
    spawns();
    constant();
    foreign();
    drop(future());
    drop(boxed());
}
