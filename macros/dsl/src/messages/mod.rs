//! The catalogue: one constructor for each mistake. The first line says what is wrong, `help:` what to write. The span is the token
//! that must change. It takes texts and spans, and no types of other layers.

pub(crate) mod attributes;
pub(crate) mod crate_rules;
pub(crate) mod rules;

use proc_macro2::Span;
use syn::Error;

fn error(at: Span, what: String, help: impl AsRef<str>) -> Error {
    Error::new(at, format!("{what}\nhelp: {}", help.as_ref()))
}
