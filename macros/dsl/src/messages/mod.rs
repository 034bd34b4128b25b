//! The catalogue: one constructor for each mistake. The first line of a text says what is wrong, the help says what to write instead,
//! and the span is the token that must change. The catalogue knows texts and spans only.

pub(crate) mod attributes;
pub(crate) mod rules;

use proc_macro2::Span;
use syn::Error;

fn error(at: Span, what: String, help: impl AsRef<str>) -> Error {
    Error::new(at, format!("{what}\nhelp: {}", help.as_ref()))
}
