//! Two events, two semaphores or two barriers in one attribute.

use interlocking::{Event, barrier, semaphore, sets, waits};

static A: Event = Event::new();
pub static B: Event = Event::new();

#[waits(A, B)]
async fn waiting() {}

#[sets(A, B)]
async fn setting() {}

#[semaphore(1, 2)]
async fn permit() {}

#[barrier(2, 3)]
async fn meeting() {}

fn main() {
    drop((waiting(), setting(), permit(), meeting()));
}
