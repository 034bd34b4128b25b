//! The time of records: tokio's where there is tokio, so that a paused clock pauses them too.

#[cfg(not(feature = "tokio"))]
pub(crate) use std::time::Instant;
#[cfg(feature = "tokio")]
pub(crate) use tokio::time::Instant;

pub(crate) fn now() -> Instant {
    Instant::now()
}
