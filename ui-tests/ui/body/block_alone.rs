//! A block with an attribute in a function without one.

use interlocking::{Lock, guarded};

static RESOURCE: Lock<u32> = Lock::new(0);

async fn alone() {
    #[guarded(RESOURCE)]
    {
        println!("held");
    }
}

fn main() {
    let _ = &RESOURCE;
    drop(alone());
}
