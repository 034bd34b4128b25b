//! A bounded semaphore refuses a release beyond its bound.

use futures::future::join_all;
use interlocking::{BoundedSemaphore, semaphore};

use crate::story::{begin, io, tell};

static GATE: BoundedSemaphore = BoundedSemaphore::new(2);

#[semaphore(GATE)]
async fn worker(number: u32) {
    tell(format!("Accessing resource {number}"));
    io(1.0).await;
    tell(format!("Releasing resource {number}"));
}

pub(crate) async fn play() {
    begin("Bounded semaphore: five workers, and one release too many");
    join_all((0..5).map(worker)).await;
    if let Err(refused) = GATE.release(1) {
        tell(format!("Safety Triggered: {refused}"));
    }
    tell(format!("the program goes on, with {} permits as before", GATE.available()));
}
