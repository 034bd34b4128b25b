//! The language of the interlocking attributes, as an ordinary library over `proc_macro2`: a function goes in with its
//! attributes and comes out holding what they name, or with the errors that say why not.
//!
//! [`expand`] is total: whatever tokens it is given, it returns tokens.

#![forbid(unsafe_code)]

mod blocks;
mod check;
mod diag;
mod edition;
mod expand;
mod fallback;
mod flow;
mod manifest;
mod members;
mod messages;
pub mod model;
mod names;
mod parse;
mod pipeline;
mod plan;
mod rules;

pub use self::{
    pipeline::{Attribute, Stage, expand, expand_observed},
    rules::{Level, rules},
};
