//! The command as its users run it.

mod arguments;
mod findings;
mod support;
