//! The cases of the conformance list, by their numbers; predicates; and threads that wait.

mod blocking;
mod cases;
mod predicates;
