//! A guard is dropped twice.

use interlocking::{Lock, guarded};

static A: Lock<u32> = Lock::new(0);

#[guarded(A)]
async fn twice() {
    drop(a);
    drop(a);
}

fn main() {
    drop(twice());
}
