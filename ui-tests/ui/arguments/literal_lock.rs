//! A number in place of a lock or an event.

use interlocking::{guarded, waits};

#[guarded(8)]
async fn lock() {}

#[waits(3)]
async fn event() {}

fn main() {
    drop((lock(), event()));
}
