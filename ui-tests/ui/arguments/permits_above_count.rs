//! More permits than the semaphore has.

use interlocking::semaphore;

#[semaphore(8, permits = 9)]
async fn fetch() {}

fn main() {
    drop(fetch());
}
