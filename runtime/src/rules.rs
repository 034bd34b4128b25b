//! The rules that the attributes check, one section for each.
// The text is long, and only documentation needs it. A test of its own compiles its programs, some of which must not compile.
#![cfg_attr(all(doc, not(doctest)), doc = include_str!("../rules.md"))]
