//! The catalogue: one constructor for each mistake. The first line says what is wrong, the next ones what to write instead; the
//! span is the token that must change. It knows texts and spans, and no other layer's types.

pub(crate) mod attributes;
pub(crate) mod rules;

use proc_macro2::Span;
use syn::Error;

fn error(at: Span, what: String, help: impl AsRef<str>) -> Error {
    Error::new(at, format!("{what}\nhelp: {}", help.as_ref()))
}
