//! Attributes of well-known libraries.

/// Those that write the body of their function a second time, without the attributes that stand below them.
pub(crate) fn copies_body(name: &str) -> bool {
    name == "debug_handler"
}
