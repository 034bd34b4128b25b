//! Guards without a usable name.

use interlocking::{Event, Lock, guarded, waits};

static TYPE: Lock<u32> = Lock::new(0);
static LOCKS: [Lock<u32>; 2] = [const { Lock::new(0) }; 2];
pub static READY: Event = Event::new();

fn lock() -> &'static Lock<u32> {
    &TYPE
}

#[guarded(TYPE)]
async fn keyword() {}

#[guarded(LOCKS[0])]
async fn index() {}

#[guarded(lock())]
async fn call() {}

#[guarded(_ = TYPE)]
async fn underscore() {}

#[waits(ready = READY)]
async fn nothing_to_name() {}

fn main() {
    drop((keyword(), index(), call(), underscore(), nothing_to_name()));
}
