//! The leaked value is not a guard.

#![deny(warnings)]

use std::mem::{self, ManuallyDrop};

use interlocking::{Lock, Semaphore, guarded, semaphore, synchronized};

static NAMES: Lock<Vec<String>> = Lock::new(Vec::new());
static GATE: Semaphore = Semaphore::new(8);

/// `forget` removes the permit for good.
#[semaphore(permit = GATE)]
async fn permit() {
    permit.forget();
}

/// The forgotten value is data that were taken out.
#[guarded(NAMES)]
async fn taken() {
    mem::forget(mem::take(&mut *names));
}

/// The leaked value is a copy of the data.
#[guarded(NAMES)]
async fn copied() -> &'static [String] {
    Vec::leak(names.clone())
}

/// The value that keeps the guard drops it.
struct Held<'a>(ManuallyDrop<interlocking::LockGuard<'a, Vec<String>>>);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // SAFETY: it is dropped once, here.
        unsafe { ManuallyDrop::drop(&mut self.0) };
    }
}

#[synchronized]
async fn kept() -> Held<'static> {
    let guard = ManuallyDrop::new(NAMES.lock().await);
    Held(guard)
}

/// The leaked value is the lock, not a guard.
#[synchronized]
async fn lock() -> &'static Lock<u32> {
    let lock = Box::leak(Box::new(Lock::new(0)));
    *lock.lock().await += 1;
    lock
}

/// The forgotten value is a file.
#[guarded(NAMES)]
async fn another_value(file: std::fs::File) {
    names.push(format!("{file:?}"));
    mem::forget(file);
}

#[guarded(NAMES)]
async fn dropped_by_hand(name: String) {
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
    drop((kept(), permit(), taken(), copied(), lock(), dropped_by_hand(String::new()), on_purpose()));
    drop(std::fs::File::open("file").map(another_value));
}
