//! The cases of the conformance list, by their numbers.

mod cases;
