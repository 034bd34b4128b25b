//! What closing does, in every state of a request; and the races, under loom.

#[cfg(not(interlocking_loom))]
mod cases;
mod loom;
