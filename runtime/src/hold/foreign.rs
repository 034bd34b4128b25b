//! Primitives of other crates as targets: those that an application already has. Each crate is a feature of its name.

#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures", feature = "tokio-util"))]
mod watched;

#[cfg(feature = "async-lock")]
mod async_lock;
#[cfg(feature = "futures")]
mod futures;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(feature = "tokio-util")]
mod tokio_util;

#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures"))]
pub(super) use self::watched::Watched;
