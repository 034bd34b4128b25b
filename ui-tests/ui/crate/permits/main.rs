//! More permits than exist, and permits that are taken one under the other.
#![deny(deprecated)]

mod gates;

use gates::{GATE, ONE};
use interlocking::semaphore;

#[semaphore(GATE, permits = 3)]
async fn too_many() {}

#[semaphore(ONE)]
async fn parent() {
    gates::child().await;
}

fn main() {
    drop((too_many(), parent()));
}
