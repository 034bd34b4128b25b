//! What happens when a hold ends, by return, `?`, panic or cancellation: notifying and setting.

use std::{panic::Location, thread};

use super::Signal;
use crate::{Condition, Lock, LockGuard, condition::bound_elsewhere_at, fmt::debug_is_name};

/// Notifies one waiter of `condition` when it is dropped, before the guard `held` is.
#[track_caller]
pub fn notify_one<'a, T: ?Sized>(
    condition: &'a Condition<T>,
    held: &LockGuard<'a, T>,
) -> Notify<'a, T> {
    Notify { condition, lock: held.lock(), n: 1, place: Location::caller() }
}

/// Notifies all waiters of `condition` when it is dropped, before the guard `held` is.
#[track_caller]
pub fn notify_all<'a, T: ?Sized>(
    condition: &'a Condition<T>,
    held: &LockGuard<'a, T>,
) -> Notify<'a, T> {
    Notify { condition, lock: held.lock(), n: usize::MAX, place: Location::caller() }
}

/// Notifies on drop. It keeps the lock, not its guard, which the body may move; if the body has released the lock by then,
/// the waiters are notified all the same.
#[must_use = "notifies when it is dropped"]
pub struct Notify<'a, T: ?Sized> {
    condition: &'a Condition<T>,
    lock: &'a Lock<T>,
    n: usize,
    /// Of the attribute: a panic in `drop` knows no other.
    place: &'static Location<'static>,
}

impl<T: ?Sized> Drop for Notify<'_, T> {
    fn drop(&mut self) {
        let notified = self.lock.raw.notify(self.condition.binding(), self.n);
        if notified.is_err() && !thread::panicking() {
            bound_elsewhere_at(self.place);
        }
    }
}

/// Sets `event` when it is dropped.
pub fn sets<P: Signal + ?Sized>(event: &P) -> Sets<'_, P> {
    Sets(event)
}

/// Sets an event on drop.
#[must_use = "sets the event when it is dropped"]
pub struct Sets<'a, P: Signal + ?Sized>(&'a P);

impl<P: Signal + ?Sized> Drop for Sets<'_, P> {
    fn drop(&mut self) {
        self.0.set();
    }
}

debug_is_name! {
    ['a, T: ?Sized] Notify<'a, T>;
    ['a, P: Signal + ?Sized] Sets<'a, P>;
}
