//! The cases of the conformance list, by their numbers; guards of parts; and the races, under loom.

#[cfg(not(interlocking_loom))]
mod cases;
mod loom;
#[cfg(not(interlocking_loom))]
mod mapped;
