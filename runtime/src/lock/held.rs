//! A lock that is held, without what it guards.

use std::{marker::PhantomData, mem::ManuallyDrop, ptr};

/// How a held lock is released; `A` is the access, where a lock has several.
pub(crate) trait Release<A = ()> {
    /// The caller holds the lock, and gives it up.
    fn release(&self);
}

/// Keeps a lock held: every guard contains one. Dropping it releases the lock.
pub(crate) struct Held<L: Release<A>, A = ()>(L, PhantomData<fn() -> A>);

impl<L: Release<A>, A> Held<L, A> {
    /// The caller holds the lock, and leaves releasing it to the result.
    #[inline]
    pub(crate) fn new(lock: L) -> Self {
        Held(lock, PhantomData)
    }

    #[inline]
    pub(crate) fn lock(&self) -> &L {
        &self.0
    }

    /// Leaves releasing the lock to the caller.
    #[inline]
    pub(crate) fn disarm(self) -> L {
        let held = ManuallyDrop::new(self);
        // SAFETY: `held` is neither used nor dropped after this, so its lock is moved out once.
        unsafe { ptr::read(&held.0) }
    }
}

impl<L: Release<A>, A> Drop for Held<L, A> {
    #[inline]
    fn drop(&mut self) {
        self.0.release();
    }
}
