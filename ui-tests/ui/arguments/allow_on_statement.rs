//! A rule is allowed to be broken by what is no statement.

use interlocking::synchronized;

#[synchronized]
async fn argument(wait: bool) {
    drop(#[sync_allow(blocks, reason = "a test")]
    wait);
}

fn main() {
    drop(argument(true));
}
