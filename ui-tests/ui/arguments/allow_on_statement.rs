//! A rule is allowed to be broken by what is no statement.

use interlocking::synchronized;

#[synchronized]
async fn argument(wait: bool) {
    drop(#[sync_allow(blocking_call, reason = "a test")]
    wait);
}

fn main() {
    drop(argument(true));
}
