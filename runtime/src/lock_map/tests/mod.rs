//! What entries there are, for how long; and the races of removing against acquiring, under loom.

#[cfg(not(interlocking_loom))]
mod cases;
mod loom;
