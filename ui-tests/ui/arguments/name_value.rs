//! `=` in place of parentheses.

use interlocking::{Lock, guarded, synchronized};

static A: Lock<u32> = Lock::new(0);

#[synchronized]
#[guarded = A]
async fn both() {}

fn main() {
    drop(both());
}
