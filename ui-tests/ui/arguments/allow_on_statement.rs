//! `sync_allow` on something that is not a statement.

use interlocking::synchronized;

#[synchronized]
async fn argument(wait: bool) {
    drop(#[sync_allow(blocking_call, reason = "a test")]
    wait);
}

fn main() {
    drop(argument(true));
}
