//! The cases of the conformance list, by their numbers; and the races, under loom.

#[cfg(not(interlocking_loom))]
mod cases;
mod loom;
