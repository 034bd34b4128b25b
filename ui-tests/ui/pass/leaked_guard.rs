//! What is kept for ever is no guard.

#![deny(warnings)]

use std::mem::{self, ManuallyDrop};

use interlocking::{Lock, Semaphore, guarded, semaphore, synchronized};

static NAMES: Lock<Vec<String>> = Lock::new(Vec::new());
static GATE: Semaphore = Semaphore::new(8);

/// There is one permit less from now on.
#[semaphore(permit = GATE)]
async fn permit() {
    permit.forget();
}

/// What was taken out is data.
#[guarded(NAMES)]
async fn taken() {
    mem::forget(mem::take(&mut *names));
}

/// A copy needs no guard.
#[guarded(NAMES)]
async fn copied() -> &'static [String] {
    Vec::leak(names.clone())
}

/// The lock is for ever, and its guards are not.
#[synchronized]
async fn lock() -> &'static Lock<u32> {
    let lock = Box::leak(Box::new(Lock::new(0)));
    *lock.lock().await += 1;
    lock
}

/// It is another value that the guard came with.
#[guarded(NAMES)]
async fn another_value(file: std::fs::File) {
    names.push(format!("{file:?}"));
    mem::forget(file);
}

#[guarded(NAMES)]
async fn dropped_by_hand(name: String) {
    #[sync_allow(leaked_guard, reason = "it is dropped by hand below")]
    let mut names = ManuallyDrop::new(names);
    names.push(name);
    drop(ManuallyDrop::into_inner(names));
}

#[guarded(NAMES, allow(leaked_guard, reason = "nobody may change the names any more"))]
async fn on_purpose() {
    names.sort();
    mem::forget(names);
}

fn main() {
    drop((permit(), taken(), copied(), lock(), dropped_by_hand(String::new()), on_purpose()));
    drop(std::fs::File::open("file").map(another_value));
}
