//! The language of the interlocking attributes, as an ordinary library over `proc_macro2`: it takes a function with its attributes
//! and returns the function that acquires what they name, or errors.
//!
//! [`expand`] is total: whatever tokens it is given, it returns tokens.
//!
//! The modules are layers. Each uses only those above it in this table, which `tests/layers.rs` checks:
//!
//! | layer | what it does |
//! |---|---|
//! | `manifest`, `edition` | the user's manifest, the compiler's arguments |
//! | `language` | attributes and clauses by name |
//! | `syntax` | helpers for tokens and syntax trees |
//! | `diag` | collects errors and warnings |
//! | `messages` | the texts of all mistakes |
//! | `rules` | the rules by name, and allowances |
//! | `known` | what methods, functions, types and macros do |
//! | `parse` | tokens to an `Item` |
//! | `plan` | an `Item` to a `Plan` |
//! | `flow` | what one body does |
//! | `model` | what a whole crate does; above `flow`, which summarises each of its functions |
//! | `check` | what is wrong with a plan |
//! | `analysis` | everything that is wrong with crates, for the command |
//! | `expand` | a `Plan` to tokens |
//! | `pipeline` | parse, plan, check, expand |

#![forbid(unsafe_code)]
#![allow(
    clippy::large_enum_variant,
    reason = "spans that know their place make everything larger, and few of these values exist at a time"
)]

mod analysis;
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
    analysis::analyse,
    language::Attribute,
    pipeline::{Stage, check_crate, expand, expand_observed},
    rules::{Level, Rule, manifest_levels},
    syntax::nearest,
};
