//! A method that is only declared.

use interlocking::semaphore;

trait Fetch {
    #[semaphore(8)]
    async fn fetch(&self);
}

fn main() {}
