//! Five workers, of which two run at a time.

use futures::future::join_all;
use interlocking::semaphore;

use crate::story::{begin, io, tell};

#[semaphore(2)]
async fn worker(number: u32) {
    tell(format!("Accessing resource {number}"));
    io(1.0).await;
    tell(format!("Releasing resource {number}"));
}

pub(crate) async fn play() {
    begin("Semaphore: five workers under #[semaphore(2)]");
    join_all((0..5).map(worker)).await;
    tell("all five are done, in three waves");
}
