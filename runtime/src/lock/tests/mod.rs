//! The cases of the conformance list, by their numbers; predicates; guards of parts; threads that wait; and the races, under loom.

#[cfg(not(interlocking_loom))]
mod all;
#[cfg(not(interlocking_loom))]
mod blocking;
#[cfg(not(interlocking_loom))]
mod cases;
mod loom;
#[cfg(not(interlocking_loom))]
mod mapped;
#[cfg(not(interlocking_loom))]
mod predicates;
