//! What the holds and the primitives call, in one line each. While nobody looks, each call tests a flag.

use std::{panic::Location, task::Waker};

use super::{
    Wanted, looks,
    registry::{self, Site},
    sink::tell,
    woken::Woken,
};

/// Asks `tracing` once, and says whether anybody looks.
fn is_observed() -> bool {
    #[cfg(feature = "tracing")]
    looks::ask(super::events::listen);
    #[cfg(not(feature = "tracing"))]
    looks::ask(|| {});
    looks::any()
}

/// Runs `then` if anybody looks. It is out of line, so that a hold has no room on its stack for what is seldom done.
#[inline]
fn if_observed(then: impl FnOnce()) {
    #[cold]
    #[inline(never)]
    fn seldom(then: impl FnOnce()) {
        then();
    }

    if looks::any() {
        seldom(then);
    }
}

/// An attribute is about to wait for a primitive: the future that is polled next is this.
#[inline]
#[track_caller]
pub(crate) fn named(name: &'static str, wanted: impl FnOnce() -> Wanted) {
    if looks::any_or_unasked() {
        remember(name, wanted, Location::caller());
    }
}

#[cold]
#[inline(never)]
fn remember(
    name: &'static str,
    wanted: impl FnOnce() -> Wanted,
    place: &'static Location<'static>,
) {
    if is_observed() {
        registry::remember(Site::new(name, wanted(), place));
    }
}

/// A hold is acquired, or is not, and its future is ready.
#[inline]
pub(crate) fn is_held(held: bool) {
    if_observed(|| tell(registry::end(held)));
}

/// The waker of a future that joins a line, or stays there. It notes when it is woken, if anybody looks.
pub(crate) struct Noting<'a> {
    waker: &'a Waker,
    noted: Option<(Waker, Woken)>,
}

#[inline]
pub(crate) fn noting(waker: &Waker) -> Noting<'_> {
    let noted = looks::any().then(|| {
        let woken = Woken::default();
        (woken.noting(waker), woken)
    });
    Noting { waker, noted }
}

impl Noting<'_> {
    #[inline]
    pub(crate) fn waker(&self) -> &Waker {
        self.noted.as_ref().map_or(self.waker, |(waker, _)| waker)
    }

    fn woken(&self) -> Woken {
        self.noted.as_ref().map(|(_, woken)| woken.clone()).unwrap_or_default()
    }
}

/// A future joins the line of a primitive. `future` is where it is: as it is pinned, nobody else is there until it is dropped.
#[inline]
pub(crate) fn waits(future: usize, address: usize, noting: &Noting<'_>) {
    if_observed(|| tell(registry::wait(future, Some(address), noting.woken())));
}

/// A future that was polled again stays in line.
#[inline]
pub(crate) fn still_waits(future: usize, noting: &Noting<'_>) {
    if_observed(|| registry::note(future, noting.woken()));
}

/// A future of another crate's primitive waits, perhaps not for the first time.
#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures", feature = "tokio-util"))]
#[inline]
pub(crate) fn waits_elsewhere(future: usize, noting: &Noting<'_>) {
    if_observed(|| tell(registry::wait(future, None, noting.woken())));
}

/// A future that was in line has what it waited for.
#[inline]
pub(crate) fn has_waited(future: usize) {
    if_observed(|| tell(registry::acquire(future)));
}

/// A future in line is dropped.
#[inline]
pub(crate) fn cancelled(future: usize) {
    if_observed(|| tell(registry::cancel(future)));
}

/// Releases a primitive, by the task that runs. It is seen to be released afterwards.
#[inline]
pub(crate) fn release(address: usize, release: impl FnOnce()) {
    if looks::any() { release_seen(address, release) } else { release() }
}

#[cold]
#[inline(never)]
fn release_seen(address: usize, release: impl FnOnce()) {
    release();
    tell(registry::release(address));
}

/// A lock was given up to wait for a condition; the future that acquires it again is there.
#[inline]
pub(crate) fn suspended(address: usize, future: usize, noting: &Noting<'_>) {
    if_observed(|| tell(registry::suspend(address, future, noting.woken())));
}
