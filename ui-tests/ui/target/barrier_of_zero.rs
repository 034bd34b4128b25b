//! A barrier of 0 in a static.

use interlocking::Barrier;

static MEET: Barrier = Barrier::new(0);

fn main() {
    let _ = &MEET;
}
