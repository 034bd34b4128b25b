//! The language of the interlocking attributes, as an ordinary library over `proc_macro2`: a function goes in with its
//! attributes and comes out holding what they name, or with the errors that say why not.
//!
//! [`expand`] is total: whatever tokens it is given, it returns tokens.

#![forbid(unsafe_code)]
#![allow(
    clippy::large_enum_variant,
    reason = "spans that know their place make everything larger, and few of these values exist at a time"
)]

mod check;
mod diag;
mod edition;
mod expand;
mod flow;
mod known;
mod language;
mod manifest;
mod messages;
pub mod model;
mod parse;
mod pipeline;
mod plan;
mod rules;
mod syntax;

pub use self::{
    language::Attribute,
    pipeline::{Stage, expand, expand_observed},
    rules::{Level, Rule},
    syntax::nearest,
};
