//! A warning is as silent as the code around it wants it to be, and brings no other.

#![deny(warnings, missing_docs, unused, nonstandard_style)]

use interlocking::{barrier, synchronized};

/// The lint that warns of it.
#[allow(deprecated)]
#[barrier(1)]
async fn by_the_lint() {}

/// The same, below.
#[barrier(1)]
#[expect(deprecated)]
async fn expected() {}

/// For a whole module.
#[allow(deprecated)]
mod silent {
    use super::barrier;

    /// In here.
    #[barrier(1)]
    pub(crate) async fn by_the_module() {}
}

/// By the rule.
#[barrier(1, allow(single_party_barrier, reason = "more will come"))]
async fn by_the_rule() {}

/// By a statement.
#[synchronized]
async fn by_the_statement(meet: &tokio::sync::Barrier, comes: bool) {
    if comes {
        #[sync_allow(conditional_barrier, reason = "who does not come tells the others")]
        meet.wait().await;
    }
}

fn main() {
    drop((by_the_lint(), expected(), silent::by_the_module(), by_the_rule()));
    drop(by_the_statement(&tokio::sync::Barrier::new(2), true));
}
