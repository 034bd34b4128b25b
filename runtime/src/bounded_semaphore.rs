//! A semaphore that refuses to be released too often.

#[cfg(test)]
mod tests;

use std::{convert::Infallible, fmt, sync::Arc};

use crate::{
    OverRelease, Semaphore, WouldBlock, blocking,
    semaphore::{Acquire, fmt_bracket, permit, sealed::Counted},
    sync::{AtomicUsize, Ordering::*, const_unless_loom},
    wait::Place,
};

/// A [`Semaphore`] that never has more permits than it began with.
///
/// asyncio's `BoundedSemaphore`, stricter: what is available and what is held together never exceed the bound, so a release
/// of too many permits fails at the call that makes the mistake, and dropping a permit cannot fail.
///
/// Fair as [`Semaphore`] is.
///
/// # Examples
///
/// ```
/// # futures::executor::block_on(async {
/// use interlocking::{BoundedSemaphore, OverRelease};
///
/// let gate = BoundedSemaphore::new(2);
/// let permit = gate.acquire().await;
/// assert_eq!(gate.release(1), Err(OverRelease)); // the permit is out, and will come back
/// permit.forget();
/// assert_eq!(gate.release(1), Ok(()));
/// # });
/// ```
pub struct BoundedSemaphore {
    semaphore: Semaphore,
    bound: usize,
    /// Available and held permits; what is missing to the bound was forgotten and may be released.
    circulating: AtomicUsize,
}

impl BoundedSemaphore {
    /// Where the part of it is that sees its release.
    pub(crate) fn core_address(&self) -> usize {
        std::ptr::from_ref(&self.semaphore).addr()
    }

    const_unless_loom! {
        /// Makes a semaphore of `bound` permits, from 0 to [`Semaphore::MAX`].
        ///
        /// # Panics
        ///
        /// If `bound` is above [`Semaphore::MAX`]; in a constant or a static, this does not compile.
        #[track_caller]
        pub const fn new(bound: usize) -> Self {
            BoundedSemaphore {
                semaphore: Semaphore::new(bound),
                bound,
                circulating: AtomicUsize::new(bound),
            }
        }
    }

    /// Acquires one permit, waiting in line for it.
    ///
    /// # Cancel safety
    ///
    /// As for [`Semaphore::acquire`].
    #[inline]
    pub fn acquire(&self) -> Acquire<&Self> {
        Acquire::new(self, 1)
    }

    /// Acquires `n` permits as one, from 0 to the bound; 0 are ready at once.
    ///
    /// # Cancel safety
    ///
    /// As for [`Semaphore::acquire_many`].
    ///
    /// # Panics
    ///
    /// If `n` is above the bound: that many permits cannot exist.
    #[inline]
    #[track_caller]
    pub fn acquire_many(&self, n: usize) -> Acquire<&Self> {
        self.assert_possible(n);
        Acquire::new(self, n)
    }

    /// [`acquire`](Self::acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`Semaphore::acquire`].
    pub fn acquire_owned(self: Arc<Self>) -> Acquire<Arc<Self>> {
        Acquire::new(self, 1)
    }

    /// [`acquire_many`](Self::acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`Semaphore::acquire_many`].
    ///
    /// # Panics
    ///
    /// As for [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn acquire_many_owned(self: Arc<Self>, n: usize) -> Acquire<Arc<Self>> {
        self.assert_possible(n);
        Acquire::new(self, n)
    }

    /// Acquires one permit now, if no waiter is in line.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if no permit is available, or a waiter is in line.
    pub fn try_acquire(&self) -> Result<BoundedPermit<'_>, WouldBlock> {
        self.try_acquire_many(1)
    }

    /// Acquires `n` permits now, if no waiter is in line; 0 are always available.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if fewer are available, or a waiter is in line.
    pub fn try_acquire_many(&self, n: usize) -> Result<BoundedPermit<'_>, WouldBlock> {
        if self.semaphore.try_take(n) { Ok(BoundedPermit::new(self, n)) } else { Err(WouldBlock) }
    }

    /// [`try_acquire`](Self::try_acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedBoundedPermit, WouldBlock> {
        self.try_acquire_many_owned(1)
    }

    /// [`try_acquire_many`](Self::try_acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire_many`](Self::try_acquire_many).
    pub fn try_acquire_many_owned(
        self: Arc<Self>,
        n: usize,
    ) -> Result<OwnedBoundedPermit, WouldBlock> {
        if self.semaphore.try_take(n) {
            Ok(OwnedBoundedPermit::new(self, n))
        } else {
            Err(WouldBlock)
        }
    }

    /// Acquires one permit and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    #[track_caller]
    pub fn blocking_acquire(&self) -> BoundedPermit<'_> {
        blocking::wait(self.acquire())
    }

    /// Acquires `n` permits as one and blocks the thread for as long as that takes.
    ///
    /// # Panics
    ///
    /// As [`blocking_acquire`](Self::blocking_acquire) and [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn blocking_acquire_many(&self, n: usize) -> BoundedPermit<'_> {
        blocking::wait(self.acquire_many(n))
    }

    /// [`blocking_acquire`](Self::blocking_acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_acquire`](Self::blocking_acquire).
    #[track_caller]
    pub fn blocking_acquire_owned(self: Arc<Self>) -> OwnedBoundedPermit {
        blocking::wait(self.acquire_owned())
    }

    /// [`blocking_acquire_many`](Self::blocking_acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_acquire_many`](Self::blocking_acquire_many).
    #[track_caller]
    pub fn blocking_acquire_many_owned(self: Arc<Self>, n: usize) -> OwnedBoundedPermit {
        blocking::wait(self.acquire_many_owned(n))
    }

    /// Adds `n` permits that were forgotten before, which go to the waiters first.
    ///
    /// # Errors
    ///
    /// [`OverRelease`] if available and held permits would exceed the bound; nothing is released then.
    pub fn release(&self, n: usize) -> Result<(), OverRelease> {
        let add = |circulating: usize| circulating.checked_add(n).filter(|&sum| sum <= self.bound);
        self.circulating.fetch_update(Relaxed, Relaxed, add).map_err(|_| OverRelease)?;
        self.semaphore.release(n);
        Ok(())
    }

    /// Takes up to `n` permits away, as far as they are available; answers how many. They may be released again.
    pub fn forget(&self, n: usize) -> usize {
        let taken = self.semaphore.forget(n);
        self.forgotten(taken);
        taken
    }

    /// The number of permits that are available now, without those that a request at the head of the line has gathered.
    pub fn available(&self) -> usize {
        self.semaphore.available()
    }

    /// How many requests wait in line.
    pub fn waiters(&self) -> usize {
        self.semaphore.waiters()
    }

    #[track_caller]
    fn assert_possible(&self, n: usize) {
        assert!(
            n <= self.bound,
            "{n} permits can never be acquired: this semaphore is bound to {}",
            self.bound
        );
    }
}

impl Counted for BoundedSemaphore {
    type Refusal = Infallible;
    type Output<P> = P;

    #[inline]
    fn refusal(&self, _: Option<Place>) -> Option<Infallible> {
        None
    }

    #[inline]
    fn output<P>(granted: Result<P, Infallible>) -> P {
        let Ok(permit) = granted;
        permit
    }

    #[inline]
    fn core(&self) -> &Semaphore {
        &self.semaphore
    }

    fn forgotten(&self, n: usize) {
        self.circulating.fetch_sub(n, Relaxed);
    }
}

/// As [`Semaphore`]'s, with this name.
impl fmt::Debug for BoundedSemaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_bracket(f, "BoundedSemaphore", &self.semaphore)
    }
}

permit! {
    /// Permits of a [`BoundedSemaphore`]; dropping them releases them, which cannot fail.
    BoundedPermit ['a] &'a BoundedSemaphore, &'a BoundedSemaphore, BoundedPermit<'a>, Infallible
}

permit! {
    /// Permits of a [`BoundedSemaphore`] that they also keep alive.
    OwnedBoundedPermit [] Arc<BoundedSemaphore>, &Arc<BoundedSemaphore>, OwnedBoundedPermit, Infallible
}
