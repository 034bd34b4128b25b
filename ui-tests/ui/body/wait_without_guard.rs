//! A wait without the guard of the lock.

use interlocking::{Condition, Lock, guarded};

static RESOURCE: Lock<u32> = Lock::new(0);
static OTHER: Lock<String> = Lock::new(String::new());
static CHANGED: Condition<u32> = Condition::new();

#[guarded(RESOURCE)]
async fn no_argument() {
    CHANGED.wait().await;
    CHANGED.notify_all(&resource);
}

#[guarded(RESOURCE, notify_all = CHANGED)]
async fn only_a_predicate() {
    CHANGED.wait_for(|r| *r == 3).await;
    *resource += 1;
}

#[guarded(RESOURCE)]
async fn the_lock() {
    *resource += 1;
    CHANGED.wait(&RESOURCE).await;
}

#[guarded(OTHER)]
async fn a_guard_of_other_data() {
    CHANGED.wait_for(other, |_| true).await;
}

fn main() {
    drop((no_argument(), only_a_predicate(), the_lock(), a_guard_of_other_data()));
}
