//! A task waits, under a lock, for something that needs the lock.
#![deny(deprecated)]

mod worker;

use interlocking::{Event, Lock, guarded};

pub(crate) static STATE: Lock<u64> = Lock::new(0);
pub(crate) static DONE: Event = Event::new();

#[guarded(STATE)]
async fn waits_for_event() {
    *state += 1;
    DONE.wait().await;
}

#[guarded(STATE)]
async fn waits_for_task() {
    let task = tokio::spawn(worker::work());
    *state += 1;
    drop(task.await);
}

fn main() {
    drop((waits_for_event(), waits_for_task()));
}
