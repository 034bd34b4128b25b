//! `check!()` checks the whole crate.

interlocking::check!(1);

fn main() {}
