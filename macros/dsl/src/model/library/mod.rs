//! What is known of libraries: declarations in Rust's own form, indexed as if they were crates in sight.
//!
//! A method that is marked `#[same]` returns the object that it is called on, a pointer to it, its guard, or all of what is in
//! it; with `#[each]` a closure is given the items one by one; with `#[element]` the result is one of the items. Lifetimes,
//! bounds that say nothing of types, and methods that return nothing of interest are left out.

/// The declarations; each module at the root is a crate.
pub(super) const TEXTS: [(&str, &str); 3] = [
    ("library/std.txt", include_str!("std.txt")),
    ("library/tokio.txt", include_str!("tokio.txt")),
    ("library/others.txt", include_str!("others.txt")),
];
