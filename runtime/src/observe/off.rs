//! The same functions without the feature: nothing.

use std::task::Poll;

use super::Kind;

#[inline(always)]
pub(crate) fn named(_: impl FnOnce() -> Kind, _: &'static str, _: impl FnOnce() -> usize) {}

#[inline(always)]
pub(crate) fn polled<T>(
    _: *const (),
    poll: impl FnOnce() -> Poll<T>,
    _: impl FnOnce(&T) -> bool,
) -> Poll<T> {
    poll()
}

#[inline(always)]
pub(crate) fn dropped(_: *const ()) {}

#[inline(always)]
pub(crate) fn released(_: usize) {}

#[inline(always)]
pub(crate) fn suspended(_: usize) {}

#[inline(always)]
pub(crate) fn resumed(_: usize) {}
