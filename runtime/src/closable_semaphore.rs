//! A semaphore for pools and for shutting down.

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use crate::{
    Closed, Semaphore, TryAcquireError, blocking,
    fmt::Bracket,
    semaphore::{Acquire, Refused, fmt_bracket, permit, sealed::Counted},
    sync::{AtomicBool, Ordering::*, const_unless_loom},
    wait::Place,
};

/// A [`Semaphore`] that can be closed: requests that wait and all later ones get [`Closed`].
///
/// Permits that are out stay valid, and come back when they are dropped. Closing is for good.
///
/// Fair as [`Semaphore`] is.
///
/// # Examples
///
/// ```
/// # futures::executor::block_on(async {
/// use interlocking::{Closed, ClosableSemaphore};
///
/// let pool = ClosableSemaphore::new(1);
/// let connection = pool.acquire().await?;
/// pool.close();
/// assert_eq!(pool.acquire().await.err(), Some(Closed));
/// drop(connection); // was valid until here
/// assert_eq!(pool.available(), 1);
/// # Ok::<(), Closed>(())
/// # }).unwrap();
/// ```
pub struct ClosableSemaphore {
    semaphore: Semaphore,
    closed: AtomicBool,
}

impl ClosableSemaphore {
    /// Where the part of it is that sees its release.
    pub(crate) fn core_address(&self) -> usize {
        std::ptr::from_ref(&self.semaphore).addr()
    }

    const_unless_loom! {
        /// Makes an open semaphore of `permits` permits, from 0 to [`Semaphore::MAX`].
        ///
        /// # Panics
        ///
        /// If `permits` is above [`Semaphore::MAX`]; in a constant or a static, this does not compile.
        #[track_caller]
        pub const fn new(permits: usize) -> Self {
            ClosableSemaphore { semaphore: Semaphore::new(permits), closed: AtomicBool::new(false) }
        }
    }

    /// Closes the semaphore: every request in line gets [`Closed`] when it is polled next, also one that was granted and has not
    /// been polled since, whose permits go back.
    pub fn close(&self) {
        self.closed.store(true, Release);
        self.semaphore.wake_waiters();
    }

    /// Whether the semaphore was closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Acquire)
    }

    /// Acquires one permit, waiting in line for it.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the semaphore is closed, before or while this waits.
    ///
    /// # Cancel safety
    ///
    /// As for [`Semaphore::acquire`].
    #[inline]
    pub fn acquire(&self) -> Acquire<&Self> {
        Acquire::new(self, 1)
    }

    /// Acquires `n` permits as one, from 0 to [`Semaphore::MAX`]; 0 are ready at once.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Cancel safety
    ///
    /// As for [`Semaphore::acquire_many`].
    ///
    /// # Panics
    ///
    /// If `n` is above [`Semaphore::MAX`]: that many can never be acquired.
    #[track_caller]
    pub fn acquire_many(&self, n: usize) -> Acquire<&Self> {
        Semaphore::assert_possible(n);
        Acquire::new(self, n)
    }

    /// [`acquire`](Self::acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Cancel safety
    ///
    /// As for [`acquire`](Self::acquire).
    pub fn acquire_owned(self: Arc<Self>) -> Acquire<Arc<Self>> {
        Acquire::new(self, 1)
    }

    /// [`acquire_many`](Self::acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Cancel safety
    ///
    /// As for [`acquire_many`](Self::acquire_many).
    ///
    /// # Panics
    ///
    /// As for [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn acquire_many_owned(self: Arc<Self>, n: usize) -> Acquire<Arc<Self>> {
        Semaphore::assert_possible(n);
        Acquire::new(self, n)
    }

    /// Acquires one permit now, if no waiter is in line.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError::WouldBlock`] if there is none, or somebody is in line; [`TryAcquireError::Closed`] if the semaphore is
    /// closed.
    pub fn try_acquire(&self) -> Result<ClosablePermit<'_>, TryAcquireError> {
        self.try_acquire_many(1)
    }

    /// Acquires `n` permits now, if that does not overtake anybody.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_many(&self, n: usize) -> Result<ClosablePermit<'_>, TryAcquireError> {
        self.try_take(n)?;
        Ok(ClosablePermit::new(self, n))
    }

    /// [`try_acquire`](Self::try_acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedClosablePermit, TryAcquireError> {
        self.try_acquire_many_owned(1)
    }

    /// [`try_acquire_many`](Self::try_acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_many_owned(
        self: Arc<Self>,
        n: usize,
    ) -> Result<OwnedClosablePermit, TryAcquireError> {
        self.try_take(n)?;
        Ok(OwnedClosablePermit::new(self, n))
    }

    fn try_take(&self, n: usize) -> Result<(), TryAcquireError> {
        if self.is_closed() {
            return Err(TryAcquireError::Closed);
        }
        self.semaphore.try_take(n).then_some(()).ok_or(TryAcquireError::WouldBlock)
    }

    /// [`acquire`](Self::acquire) that blocks the thread: for threads that run no async code.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    #[track_caller]
    pub fn blocking_acquire(&self) -> Result<ClosablePermit<'_>, Closed> {
        blocking::wait(self.acquire())
    }

    /// [`acquire_many`](Self::acquire_many) that blocks the thread: for threads that run no async code.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine. And as for [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn blocking_acquire_many(&self, n: usize) -> Result<ClosablePermit<'_>, Closed> {
        blocking::wait(self.acquire_many(n))
    }

    /// [`acquire_owned`](Self::acquire_owned) that blocks the thread: for threads that run no async code.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    #[track_caller]
    pub fn blocking_acquire_owned(self: Arc<Self>) -> Result<OwnedClosablePermit, Closed> {
        blocking::wait(self.acquire_owned())
    }

    /// [`acquire_many_owned`](Self::acquire_many_owned) that blocks the thread: for threads that run no async code.
    ///
    /// # Errors
    ///
    /// As for [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine. And as for [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn blocking_acquire_many_owned(
        self: Arc<Self>,
        n: usize,
    ) -> Result<OwnedClosablePermit, Closed> {
        blocking::wait(self.acquire_many_owned(n))
    }

    /// Adds `n` permits, which go to the waiters first.
    ///
    /// # Panics
    ///
    /// If there would be more than [`Semaphore::MAX`]; nothing is added then.
    #[track_caller]
    pub fn release(&self, n: usize) {
        self.semaphore.release(n);
    }

    /// Takes up to `n` permits away, as far as they are available; returns how many.
    pub fn forget(&self, n: usize) -> usize {
        self.semaphore.forget(n)
    }

    /// How many permits are free now, without those that a request at the head of the line has gathered.
    pub fn available(&self) -> usize {
        self.semaphore.available()
    }

    /// How many requests wait in line; after closing, how many have not been polled since.
    pub fn waiters(&self) -> usize {
        self.semaphore.waiters()
    }
}

impl Counted for ClosableSemaphore {
    type Refusal = Refused;
    type Output<P> = Result<P, Closed>;

    #[inline]
    fn core(&self) -> &Semaphore {
        &self.semaphore
    }

    #[inline]
    fn refusal(&self, place: Option<Place>) -> Option<Refused> {
        self.is_closed().then_some(Refused { place })
    }

    #[inline]
    fn output<P>(granted: Result<P, Refused>) -> Result<P, Closed> {
        granted.map_err(|_| Closed)
    }

    fn forgotten(&self, _: usize) {}
}

/// As [`Semaphore`]'s, with this name; `ClosableSemaphore [closed]` once it is.
impl fmt::Debug for ClosableSemaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_closed() {
            return Bracket::new(f, "ClosableSemaphore", "closed").finish();
        }
        fmt_bracket(f, "ClosableSemaphore", &self.semaphore)
    }
}

permit! {
    /// Permits of a [`ClosableSemaphore`]; dropping them releases them, also after it was closed.
    ClosablePermit ['a] &'a ClosableSemaphore, &'a ClosableSemaphore, Result<ClosablePermit<'a>, Closed>, Refused
}

permit! {
    /// Permits of a [`ClosableSemaphore`] that they also keep alive.
    OwnedClosablePermit [] Arc<ClosableSemaphore>, &Arc<ClosableSemaphore>, Result<OwnedClosablePermit, Closed>, Refused
}
