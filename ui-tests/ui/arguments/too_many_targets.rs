//! More locks than one attribute can hold.

use interlocking::{Lock, guarded};

static L: [Lock<u32>; 13] = [const { Lock::new(0) }; 13];

#[guarded(
    a = L[0], b = L[1], c = L[2], d = L[3], e = L[4], f = L[5], g = L[6],
    h = L[7], i = L[8], j = L[9], k = L[10], l = L[11], m = L[12],
)]
async fn thirteen() {}

fn main() {
    drop(thirteen());
}
