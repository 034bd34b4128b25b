//! `read` and `write` in places where they are not allowed.

use interlocking::{Condition, Event, RwLock, guarded, waits};

static SETTINGS: RwLock<u32> = RwLock::new(0);
static CHANGED: Condition<u32> = Condition::new();
pub static READY: Event = Event::new();

#[waits(read READY)]
async fn event() {}

#[guarded(read SETTINGS, notify_all = CHANGED)]
async fn notifies() {}

#[guarded(read SETTINGS, when = |settings| *settings > 0)]
async fn predicate() {}

#[guarded(read SETTINGS, again = SETTINGS)]
async fn twice() {}

fn main() {
    drop((event(), notifies(), predicate(), twice()));
}
