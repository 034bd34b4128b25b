//! A guard that is never dropped, so its lock stays locked.

use std::mem::{self, ManuallyDrop};

use interlocking::{Lock, LockGuard, guarded, synchronized};

static NAMES: Lock<Vec<String>> = Lock::new(Vec::new());

#[guarded(NAMES)]
async fn forgotten(name: String) {
    names.push(name);
    mem::forget(names);
}

#[guarded(NAMES)]
async fn not_dropped() -> usize {
    let names = ManuallyDrop::new(names);
    names.len()
}

#[synchronized]
async fn for_ever() -> &'static mut LockGuard<'static, Vec<String>> {
    Box::leak(Box::new(NAMES.lock().await))
}

fn main() {
    drop((forgotten(String::new()), not_dropped(), for_ever()));
}
