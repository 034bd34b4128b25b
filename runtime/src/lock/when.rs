//! Acquiring a lock when a predicate is true of its data: each waiter tries its own, in its own task, holding the lock.

#![forbid(unsafe_code)]

use std::{
    mem,
    pin::Pin,
    ptr,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{Lock, LockGuard, LockRef, OwnedLockGuard};
use crate::{
    coop,
    observe::hook,
    wait::{self, Key},
};

/// The future of [`Lock::lock_when`](crate::Lock::lock_when) and [`LockGuard::until`](crate::LockGuard::until).
#[must_use = "futures do nothing unless awaited"]
pub struct When<R: LockRef, F> {
    stage: Stage<R>,
    predicate: F,
}

enum Stage<R: LockRef> {
    Fresh(R),
    /// Holds the lock, and has not tried the predicate.
    Trying(R::Guard),
    InLine(R, Key),
    /// The predicate is true; the budget was exhausted before the guard could be delivered.
    Granted(R::Guard),
    Done,
}

impl<R: LockRef, F> When<R, F> {
    pub(super) fn lock(lock: R, predicate: F) -> Self {
        When { stage: Stage::Fresh(lock), predicate }
    }

    fn holding(guard: R::Guard, predicate: F) -> Self {
        When { stage: Stage::Trying(guard), predicate }
    }
}

impl<'a, T: ?Sized> LockGuard<'a, T> {
    /// Releases the lock and acquires it again when `predicate` is true of the data; at once if it is true already.
    ///
    /// Waits as [`Lock::lock_when`] does, from the end of the line. Abseil's `Mutex::Await`.
    ///
    /// # Cancel safety
    ///
    /// The future owns the guard: dropping it leaves nothing held and nobody in line.
    ///
    /// # Panics
    ///
    /// A panic of the predicate unwinds in this task; the lock is released.
    pub fn until<F>(self, predicate: F) -> When<&'a Lock<T>, F>
    where
        F: FnMut(&T) -> bool,
    {
        When::holding(self, predicate)
    }
}

impl<T: ?Sized> OwnedLockGuard<T> {
    /// [`LockGuard::until`] for an owned guard.
    ///
    /// # Cancel safety
    ///
    /// As for [`LockGuard::until`].
    ///
    /// # Panics
    ///
    /// As for [`LockGuard::until`].
    pub fn until<F>(self, predicate: F) -> When<Arc<Lock<T>>, F>
    where
        F: FnMut(&T) -> bool,
    {
        When::holding(self, predicate)
    }
}

impl<R: LockRef, F> Unpin for When<R, F> {}

impl<R: LockRef, F: FnMut(&R::Data) -> bool> Future for When<R, F> {
    type Output = R::Guard;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Guard> {
        ready!(self.poll_true(cx));
        ready!(coop::poll_proceed(cx));
        match mem::replace(&mut self.stage, Stage::Done) {
            Stage::Granted(guard) => Poll::Ready(guard),
            _ => unreachable!("every other stage was left above"),
        }
    }
}

impl<R: LockRef, F: FnMut(&R::Data) -> bool> When<R, F> {
    /// Ready when the predicate is true, and the stage `Granted`.
    fn poll_true(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            match &mut self.stage {
                Stage::Fresh(_) => self.acquire_or_queue(cx),
                Stage::Trying(guard) if (self.predicate)(guard) => self.grant(),
                Stage::Trying(_) => {
                    self.queue_tried(cx);
                    return Poll::Pending;
                }
                Stage::InLine(lock, key) => {
                    let (key, noting) = (*key, hook::noting(cx.waker()));
                    let Some(acquired) = lock.raw().borrow_grant(key, noting.waker()) else {
                        hook::still_waits(ptr::from_ref(self).addr(), &noting);
                        return Poll::Pending;
                    };
                    // Should the predicate panic, the entry is still in line, granted, and dropping this future passes it on.
                    if !(self.predicate)(lock.peek(&acquired)) {
                        lock.raw().pass_on(key, acquired, noting.waker().clone());
                        hook::still_waits(ptr::from_ref(self).addr(), &noting);
                        return Poll::Pending;
                    }
                    let acquired = lock.raw().keep(key, acquired);
                    self.stage = Stage::Granted(lock.guard(acquired));
                    hook::has_waited(ptr::from_ref(self).addr());
                }
                Stage::Granted(_) => return Poll::Ready(()),
                Stage::Done => panic!("polled after it was ready"),
            }
        }
    }

    fn acquire_or_queue(&mut self, cx: &mut Context<'_>) {
        let Stage::Fresh(lock) = &self.stage else { unreachable!("called when fresh") };
        if let Some(acquired) = lock.raw().try_acquire() {
            self.stage = Stage::Trying(lock.guard(acquired));
            return;
        }
        let noting = hook::noting(cx.waker());
        let mut waker = Some(noting.waker().clone());
        // What was acquired is noted before a waker that is not needed is dropped: that may panic.
        self.stage = match lock.raw().enqueue_predicate(&mut waker) {
            Ok(acquired) => Stage::Trying(lock.guard(acquired)),
            Err(key) => Stage::InLine(lock.clone(), key),
        };
        self.note_waiting(&noting);
    }

    fn grant(&mut self) {
        if let Stage::Trying(guard) = mem::replace(&mut self.stage, Stage::Done) {
            self.stage = Stage::Granted(guard);
        }
    }

    /// The predicate is false and the lock is held: gives it up from the end of the line, marked as tried.
    fn queue_tried(&mut self, cx: &mut Context<'_>) {
        // Cloned first: should that panic, the guard is still in its stage.
        let noting = hook::noting(cx.waker());
        let waker = noting.waker().clone();
        if let Stage::Trying(guard) = mem::replace(&mut self.stage, Stage::Done) {
            let lock = R::disarm(guard);
            let (key, next) = lock.raw().enqueue_tried(waker);
            // The place is noted before anybody is woken: a panicking waker must not lose it.
            self.stage = Stage::InLine(lock, key);
            wait::wake_one(next);
            self.note_waiting(&noting);
        }
    }

    fn note_waiting(&self, noting: &hook::Noting<'_>) {
        if let Stage::InLine(lock, _) = &self.stage {
            hook::waits(ptr::from_ref(self).addr(), lock.raw().address(), noting);
        }
    }
}

impl<R: LockRef, F> Drop for When<R, F> {
    fn drop(&mut self) {
        if let Stage::InLine(lock, key) = &self.stage {
            hook::cancelled(ptr::from_ref(self).addr());
            lock.raw().cancel(*key, None);
        }
    }
}
