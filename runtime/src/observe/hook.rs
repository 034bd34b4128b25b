//! What the holds and the primitives call: one line each, and one test of a flag while nobody looks.

use std::{panic::Location, task::Poll};

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
    if looks::is_unasked() {
        super::events::listen();
    }
    #[cfg(not(feature = "tracing"))]
    looks::is_unasked();
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
    if is_on() {
        remember(kind(), name, address(), Location::caller());
    }
}

#[cold]
fn remember(kind: Kind, name: &'static str, address: usize, place: &'static Location<'static>) {
    if looks() {
        registry::remember(Site::new(kind, name, address, place));
    }
}

/// Polls the future of a hold. `future` is where it is: as it is pinned, nobody else is there until it is dropped.
#[inline]
pub(crate) fn polled<T>(
    future: *const (),
    poll: impl FnOnce() -> Poll<T>,
    is_held: impl FnOnce(&T) -> bool,
) -> Poll<T> {
    if is_on() { observed(future, poll, is_held) } else { poll() }
}

#[cold]
fn observed<T>(
    future: *const (),
    poll: impl FnOnce() -> Poll<T>,
    is_held: impl FnOnce(&T) -> bool,
) -> Poll<T> {
    if !looks() {
        return poll();
    }
    registry::begin(future.addr());
    let polled = poll();
    let outcome = match &polled {
        Poll::Ready(output) => Poll::Ready(is_held(output)),
        Poll::Pending => Poll::Pending,
    };
    tell(registry::end(future.addr(), outcome));
    polled
}

/// The future of a hold is dropped.
#[inline]
pub(crate) fn dropped(future: *const ()) {
    if is_on() {
        tell(registry::cancel(future.addr()));
    }
}

/// A primitive was released by the task that runs.
#[inline]
pub(crate) fn released(address: usize) {
    if is_on() {
        tell(registry::release(address));
    }
}

/// A lock was given up to wait for a condition, and will be acquired again.
#[inline]
pub(crate) fn suspended(address: usize) {
    if is_on() {
        registry::suspend(address);
    }
}

/// The lock of a condition is held again.
#[inline]
pub(crate) fn resumed(address: usize) {
    if is_on() {
        registry::resume(address);
    }
}
