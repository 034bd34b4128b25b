//! Tests live in `tests/`; this crate is empty on purpose.

/// The code in the documents compiles, and runs.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../docs/choosing.md")]
    struct Choosing;

    #[doc = include_str!("../../docs/attributes.md")]
    struct Attributes;

    #[doc = include_str!("../../docs/observing.md")]
    struct Observing;
}
