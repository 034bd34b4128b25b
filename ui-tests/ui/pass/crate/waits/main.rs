//! Waits that end.
#![deny(warnings)]

mod worker;

use interlocking::{guarded, semaphore, sets, waits};
use worker::{DONE, GATE, LATER, STATE};

interlocking::check!();

#[guarded(STATE)]
async fn releases_before_the_wait() {
    *state += 1;
    drop(state);
    DONE.wait().await;
}

#[waits(LATER)]
async fn is_set_by_an_attribute() {}

#[sets(LATER)]
async fn sets_at_its_end() {}

#[semaphore(GATE, permits = 3)]
async fn permits_are_added() {}

#[guarded(STATE)]
async fn spawns_and_releases() {
    *state += 1;
    let task = tokio::spawn(worker::work());
    drop(state);
    task.await.unwrap();
}

fn main() {
    worker::add();
    drop((releases_before_the_wait(), is_set_by_an_attribute(), sets_at_its_end()));
    drop((permits_are_added(), spawns_and_releases()));
}
