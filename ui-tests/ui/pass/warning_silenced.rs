//! Lint levels that silence a warning of ours, without an effect on other lints.

#![deny(warnings, missing_docs, unused, nonstandard_style)]

use interlocking::{barrier, synchronized};

/// The lint by its name.
#[allow(deprecated)]
#[barrier(1)]
async fn by_the_lint() {}

/// `expect` in place of `allow`.
#[barrier(1)]
#[expect(deprecated)]
async fn expected() {}

/// On a whole module.
#[allow(deprecated)]
mod silent {
    use super::barrier;

    /// The module silences this one.
    #[barrier(1)]
    pub(crate) async fn by_the_module() {}
}

/// Our own clause.
#[barrier(1, allow(single_party_barrier, reason = "more will come"))]
async fn by_the_rule() {}

/// Our attribute on a statement.
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
