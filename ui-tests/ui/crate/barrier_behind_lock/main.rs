//! Every caller of the function that meets at the barrier holds one lock.
#![deny(deprecated)]

mod meeting;

use interlocking::{Lock, guarded};

static PHASE: Lock<u64> = Lock::new(0);

#[guarded(PHASE)]
async fn phase() {
    *phase += 1;
    meeting::arrive().await;
}

fn main() {
    drop(phase());
}
