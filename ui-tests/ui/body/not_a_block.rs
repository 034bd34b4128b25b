//! Attributes on code that is neither a function nor a block.

use interlocking::{Lock, guarded, synchronized};

static RESOURCE: Lock<u32> = Lock::new(0);

#[synchronized]
async fn statement() {
    #[guarded(RESOURCE)]
    let x = *resource;
    #[guarded(RESOURCE)]
    for _ in 0..x {}
}

#[synchronized]
async fn closure() {
    let add = || {
        #[guarded(RESOURCE)]
        {
            *resource += 1;
        }
    };
    add();
}

fn main() {
    drop((statement(), closure()));
}
