//! An event that the waiting function sets itself, later.

mod statics;

use interlocking::synchronized;
use statics::LATE;

#[synchronized]
async fn set_after_wait() {
    LATE.wait().await;
    LATE.set();
}

fn main() {
    drop(set_after_wait());
}
