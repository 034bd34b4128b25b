//! The same functions without the feature: nothing.

use std::task::Waker;

use super::Wanted;

pub(crate) struct Noting<'a>(&'a Waker);

#[inline(always)]
pub(crate) fn noting(waker: &Waker) -> Noting<'_> {
    Noting(waker)
}

impl Noting<'_> {
    #[inline(always)]
    pub(crate) fn waker(&self) -> &Waker {
        self.0
    }
}

#[inline(always)]
pub(crate) fn named(_: &'static str, _: impl FnOnce() -> Wanted) {}

#[inline(always)]
pub(crate) fn is_held(_: bool) {}

#[inline(always)]
pub(crate) fn waits(_: usize, _: usize, _: &Noting<'_>) {}

#[inline(always)]
pub(crate) fn still_waits(_: usize, _: &Noting<'_>) {}

#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures", feature = "tokio-util"))]
#[inline(always)]
pub(crate) fn waits_elsewhere(_: usize, _: &Noting<'_>) {}

#[inline(always)]
pub(crate) fn has_waited(_: usize) {}

#[inline(always)]
pub(crate) fn cancelled(_: usize) {}

#[inline(always)]
pub(crate) fn release(_: usize, release: impl FnOnce()) {
    release();
}

#[inline(always)]
pub(crate) fn suspended(_: usize, _: usize, _: &Noting<'_>) {}
