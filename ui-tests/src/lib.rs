//! Tests live in `tests/`; this crate is empty on purpose.
