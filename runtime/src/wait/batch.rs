//! Waking, always outside the mutex, and so that a panicking waker costs nobody else a wake.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    task::Waker,
    thread,
};

use arrayvec::ArrayVec;

/// How many wakers are collected under the mutex before it is released to wake them; two under loom, to explore the seam.
pub(crate) const CAPACITY: usize = super::arena::KEPT;

/// Wakers collected under the mutex, to be woken after it is released.
#[derive(Default)]
pub(crate) struct Batch {
    wakers: ArrayVec<Waker, CAPACITY>,
    panic: Option<Box<dyn Any + Send>>,
}

impl Batch {
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.wakers.is_full()
    }

    #[inline]
    pub(crate) fn push(&mut self, waker: Option<Waker>) {
        if let Some(waker) = waker {
            self.wakers.push(waker);
        }
    }

    /// Wakes all that were collected. A panic is kept for [`finish`](Self::finish).
    pub(crate) fn wake(&mut self) {
        keep_first(&mut self.panic, wake_all(self.wakers.drain(..)));
    }

    /// Wakes what is left, then resumes the first panic of a waker.
    #[inline]
    pub(crate) fn finish(&mut self) {
        if self.wakers.len() <= 1 && self.panic.is_none() {
            // No other waiter can lose its wake-up, so a panic need not be caught.
            wake_one(self.wakers.pop());
        } else {
            self.wake();
            raise(self.panic.take());
        }
    }
}

/// Wakes all of them, in order, then resumes the first panic of a waker.
#[cold]
pub(crate) fn wake(wakers: impl IntoIterator<Item = Waker>) {
    raise(wake_all(wakers));
}

/// [`wake`] for one, whose panic needs no keeping.
#[inline]
pub(crate) fn wake_one(waker: Option<Waker>) {
    let Some(waker) = waker else { return };
    if thread::panicking() {
        // A second panic would abort the process.
        raise(wake_all([waker]));
    } else {
        waker.wake();
    }
}

/// Drops a waker that is not needed any more.
#[inline]
pub(crate) fn drop_waker(waker: Option<Waker>) {
    if waker.is_some() && thread::panicking() {
        // A second panic would abort the process.
        discard(catch_unwind(AssertUnwindSafe(|| drop(waker))).err());
    }
}

/// Wakes one and drops another one, also if the first panics.
#[inline]
pub(crate) fn wake_and_drop(woken: Option<Waker>, dropped: Option<Waker>) {
    if woken.is_some() && dropped.is_some() {
        both(|| wake_one(woken), || drop(dropped));
    } else {
        wake_one(woken);
        drop_waker(dropped);
    }
}

/// Runs both, also if the first panics; then resumes the first panic. For two calls to wakers in a row: the second would
/// otherwise run while the first unwinds, and its panic abort the process.
#[cold]
pub(crate) fn both(first: impl FnOnce(), second: impl FnOnce()) {
    let mut caught = catch_unwind(AssertUnwindSafe(first)).err();
    if let Err(panic) = catch_unwind(AssertUnwindSafe(second)) {
        keep_first(&mut caught, Some(panic));
    }
    raise(caught);
}

type Caught = Option<Box<dyn Any + Send>>;

/// Wakes all of them, in order, whichever panic; the first panic is returned.
fn wake_all(wakers: impl IntoIterator<Item = Waker>) -> Caught {
    let mut wakers = wakers.into_iter();
    let mut first = None;
    while let Err(panic) = catch_unwind(AssertUnwindSafe(|| wakers.by_ref().for_each(Waker::wake)))
    {
        keep_first(&mut first, Some(panic));
    }
    first
}

fn keep_first(first: &mut Caught, caught: Caught) {
    if first.is_none() {
        *first = caught;
    } else {
        discard(caught);
    }
}

/// A guard may release while its task unwinds, and a second panic would abort the process: the first one is enough.
fn raise(caught: Caught) {
    if thread::panicking() {
        discard(caught);
    } else if let Some(panic) = caught {
        resume_unwind(panic);
    }
}

/// Drops a panic that is not raised. Its payload may panic when it is dropped, and that panic's payload again: the second one
/// is leaked.
fn discard(caught: Caught) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(caught))) {
        mem::forget(panic);
    }
}
