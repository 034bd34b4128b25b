//! The same functions without the feature: nothing.

use super::Wanted;

#[inline(always)]
pub(crate) fn named(_: &'static str, _: impl FnOnce() -> Wanted) {}

#[inline(always)]
pub(crate) fn is_held(_: bool) {}

#[inline(always)]
pub(crate) fn waits(_: usize, _: usize) {}

#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures", feature = "tokio-util"))]
#[inline(always)]
pub(crate) fn waits_elsewhere(_: usize) {}

#[inline(always)]
pub(crate) fn has_waited(_: usize) {}

#[inline(always)]
pub(crate) fn cancelled(_: usize) {}

#[inline(always)]
pub(crate) fn release(_: usize, release: impl FnOnce()) {
    release();
}

#[inline(always)]
pub(crate) fn suspended(_: usize, _: usize) {}
