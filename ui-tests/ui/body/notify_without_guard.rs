//! A notification without the guard of the lock.

use interlocking::{Condition, Lock, guarded};

static RESOURCE: Lock<u32> = Lock::new(0);
static OTHER: Lock<String> = Lock::new(String::new());
static CHANGED: Condition<u32> = Condition::new();

#[guarded(RESOURCE)]
async fn no_argument() {
    CHANGED.notify_one(&resource);
    CHANGED.notify_all();
}

#[guarded(RESOURCE)]
async fn no_argument_and_nothing_known() {
    *resource += 1;
    CHANGED.notify_all();
}

#[guarded(RESOURCE, notify_one = CHANGED)]
async fn no_guard_but_a_number() {
    CHANGED.notify(3);
}

#[guarded(RESOURCE)]
async fn the_lock() {
    *resource += 1;
    CHANGED.notify_all(&RESOURCE);
}

#[guarded(OTHER)]
async fn a_guard_of_other_data() {
    CHANGED.notify_all(&other);
}

fn main() {
    drop((no_argument(), no_argument_and_nothing_known(), no_guard_but_a_number()));
    drop((the_lock(), a_guard_of_other_data()));
}
