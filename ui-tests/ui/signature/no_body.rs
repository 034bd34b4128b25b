//! A trait method without a body.

use interlocking::semaphore;

trait Fetch {
    #[semaphore(8)]
    async fn fetch(&self);
}

fn main() {}
