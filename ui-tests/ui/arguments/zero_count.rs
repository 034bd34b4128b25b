//! A count of zero, which admits no call.

use interlocking::{barrier, semaphore};

#[barrier(0)]
async fn meeting() {}

#[semaphore(0)]
async fn permit() {}

fn main() {
    drop((meeting(), permit()));
}
