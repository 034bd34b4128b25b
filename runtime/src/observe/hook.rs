//! What the holds and the primitives call: one line each, and one test of a flag while nobody looks.

use std::panic::Location;

use super::{
    Kind, looks,
    registry::{self, Site},
    sink::tell,
};

/// Whether anybody looks. Everything else here is behind it.
#[inline]
fn is_on() -> bool {
    looks::any()
}

/// The same, and asks `tracing` once.
fn looks() -> bool {
    #[cfg(feature = "tracing")]
    looks::ask(super::events::listen);
    #[cfg(not(feature = "tracing"))]
    looks::ask(|| {});
    looks::any()
}

/// An attribute is about to wait for a primitive: the future that is polled next is this.
#[inline]
#[track_caller]
pub(crate) fn named(
    kind: impl FnOnce() -> Kind,
    name: &'static str,
    address: impl FnOnce() -> usize,
) {
    if looks::any_or_unasked() {
        remember(kind(), name, address(), Location::caller());
    }
}

#[cold]
fn remember(kind: Kind, name: &'static str, address: usize, place: &'static Location<'static>) {
    if looks() {
        registry::remember(Site::new(kind, name, address, place));
    }
}

/// A hold is acquired, or is not, and its future is ready.
#[inline]
pub(crate) fn is_held(held: bool) {
    if is_on() {
        end(held);
    }
}

#[cold]
fn end(held: bool) {
    tell(registry::end(held));
}

/// A future joins the line of a primitive. `future` is where it is: as it is pinned, nobody else is there until it is dropped.
#[inline]
pub(crate) fn waits(future: usize, address: usize) {
    if is_on() {
        tell(registry::wait(future, Some(address)));
    }
}

/// A future of another crate's primitive waits, perhaps not for the first time.
#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures", feature = "tokio-util"))]
#[inline]
pub(crate) fn waits_elsewhere(future: usize) {
    if is_on() {
        tell(registry::wait(future, None));
    }
}

/// A future that was in line has what it waited for.
#[inline]
pub(crate) fn has_waited(future: usize) {
    if is_on() {
        tell(registry::acquire(future));
    }
}

/// A future in line is dropped.
#[inline]
pub(crate) fn cancelled(future: usize) {
    if is_on() {
        tell(registry::cancel(future));
    }
}

/// Releases a primitive, by the task that runs. It is seen to be released afterwards.
#[inline]
pub(crate) fn release(address: usize, release: impl FnOnce()) {
    if is_on() { release_seen(address, release) } else { release() }
}

#[cold]
fn release_seen(address: usize, release: impl FnOnce()) {
    release();
    tell(registry::release(address));
}

/// A lock was given up to wait for a condition; the future that acquires it again is there.
#[inline]
pub(crate) fn suspended(address: usize, future: usize) {
    if is_on() {
        tell(registry::suspend(address, future));
    }
}
