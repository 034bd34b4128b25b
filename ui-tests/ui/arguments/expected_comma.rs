//! A comma is missing.

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);
static B: Lock<u32> = Lock::new(0);

#[guarded(A B)]
async fn both() {}

fn main() {
    drop(both());
}
