//! The cases of the conformance list, by their numbers; and the races, under loom.

#[cfg(not(interlocking_loom))]
mod cases;
mod loom;
#[cfg(all(feature = "tokio", not(interlocking_loom)))]
mod timeouts;
