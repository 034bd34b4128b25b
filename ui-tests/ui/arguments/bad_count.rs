//! Numbers that are not a valid count.

use interlocking::{barrier, semaphore};

#[semaphore(-1)]
async fn negative() {}

#[barrier(1.5)]
async fn fraction() {}

#[semaphore("8")]
async fn text() {}

#[semaphore(0xFFFF_FFFF_FFFF_FFFF)]
async fn too_large() {}

fn main() {
    drop((negative(), fraction(), text(), too_large()));
}
