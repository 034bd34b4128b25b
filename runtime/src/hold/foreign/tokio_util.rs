//! tokio-util's cancellation token: `unless = token`, `#[waits(token)]`, `#[sets(token)]`.

use std::convert::Infallible;

use tokio_util::sync::CancellationToken;

use super::watched::Watched;
use crate::hold::{Signal, Succeeds};

/// It is set when it is cancelled, and stays set.
#[diagnostic::do_not_recommend]
impl Signal for CancellationToken {
    type Error = Infallible;

    fn wait(&self) -> impl Future<Output = Result<(), Infallible>> {
        Succeeds { future: Watched { future: self.cancelled() } }
    }

    fn set(&self) {
        self.cancel();
    }
}
