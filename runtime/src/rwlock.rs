//! Many readers or one writer.

mod guard;
mod raw;
#[cfg(test)]
mod tests;

use std::{
    cell::UnsafeCell,
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

pub use self::guard::{
    MappedRwLockWriteGuard, OwnedMappedRwLockWriteGuard, OwnedRwLockReadGuard,
    OwnedRwLockWriteGuard, RwLockReadGuard, RwLockRef, RwLockWriteGuard,
};
use self::raw::{Acquired, RawRwLock, Read, Write};
pub(crate) use self::{guard::sealed, raw::Access};
use crate::{
    WouldBlock, blocking,
    fmt::Bracket,
    sync::const_unless_loom,
    wait::{Acquiring, Place, Request},
};

/// A lock that owns the data it guards, for many readers or one writer, held across awaits.
///
/// Fair: readers and writers get it in the order in which they were first polled. A writer that waits keeps later readers out,
/// so none starves; all readers at the head of the line are admitted together. So it is not re-entrant, not even for reading: a
/// task that reads twice waits for itself if a writer comes between. A release happens before the acquisition of whoever has it
/// next. There is no poisoning.
///
/// Reading costs the same atomic operations as a [`Lock`](crate::Lock), on a word that all readers share: it pays off where
/// readers hold it across awaits, not because reading is cheaper.
///
/// # Examples
///
/// ```
/// use interlocking::RwLock;
///
/// static SETTINGS: RwLock<Vec<u32>> = RwLock::new(Vec::new());
///
/// # futures::executor::block_on(async {
/// SETTINGS.write().await.push(1);
/// let (a, b) = (SETTINGS.read().await, SETTINGS.read().await);
/// assert_eq!(*a, *b);
/// # });
/// ```
pub struct RwLock<T: ?Sized> {
    raw: RawRwLock,
    data: UnsafeCell<T>,
}

// SAFETY: the lock gives out the data to one writer at a time, on whatever thread that is, which is a move of `T`, or to many
// readers, which share it.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}

impl<T> RwLock<T> {
    const_unless_loom! {
        /// Makes a lock around `value`.
        pub const fn new(value: T) -> Self {
            RwLock::with_max_readers(value, RawRwLock::MAX_READERS)
        }
    }

    const_unless_loom! {
        /// Makes a lock around `value` for at most `readers` at once, from 1 to `usize::MAX >> 3`.
        ///
        /// # Panics
        ///
        /// If `readers` is 0 or above that; in a constant or a static, this does not compile.
        #[track_caller]
        pub const fn with_max_readers(value: T, readers: usize) -> Self {
            RwLock { raw: RawRwLock::new(readers), data: UnsafeCell::new(value) }
        }
    }

    /// Gives the data back; no guard can exist any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Where the part of it is that sees its release.
    pub(crate) fn raw_address(&self) -> usize {
        std::ptr::from_ref(&self.raw).addr()
    }

    /// Acquires the lock to read, waiting in line for it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the line, or gives back what it had been given. The place in line is lost.
    #[inline]
    pub fn read(&self) -> Reading<&Self> {
        RwLocking(Acquiring::new(RwLockRequest(self, PhantomData)))
    }

    /// Acquires the lock to write, waiting in line for it.
    ///
    /// # Cancel safety
    ///
    /// As for [`read`](Self::read); readers that waited behind it are let in.
    #[inline]
    pub fn write(&self) -> Writing<&Self> {
        RwLocking(Acquiring::new(RwLockRequest(self, PhantomData)))
    }

    /// [`read`](Self::read) with a guard that keeps the lock alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`read`](Self::read).
    pub fn read_owned(self: Arc<Self>) -> Reading<Arc<Self>> {
        RwLocking(Acquiring::new(RwLockRequest(self, PhantomData)))
    }

    /// [`write`](Self::write) with a guard that keeps the lock alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`write`](Self::write).
    pub fn write_owned(self: Arc<Self>) -> Writing<Arc<Self>> {
        RwLocking(Acquiring::new(RwLockRequest(self, PhantomData)))
    }

    /// Acquires the lock to read now, if that does not overtake anybody.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if it is written, if somebody is in line, or if there are as many readers as may be.
    #[inline]
    pub fn try_read(&self) -> Result<RwLockReadGuard<'_, T>, WouldBlock> {
        self.raw
            .try_acquire()
            .map(|acquired| RwLockReadGuard::new(self, acquired))
            .ok_or(WouldBlock)
    }

    /// Acquires the lock to write now, if that does not overtake anybody.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if it is held, or somebody is in line.
    #[inline]
    pub fn try_write(&self) -> Result<RwLockWriteGuard<'_, T>, WouldBlock> {
        self.raw
            .try_acquire()
            .map(|acquired| RwLockWriteGuard::new(self, acquired))
            .ok_or(WouldBlock)
    }

    /// [`try_read`](Self::try_read) with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// As for [`try_read`](Self::try_read).
    pub fn try_read_owned(self: Arc<Self>) -> Result<OwnedRwLockReadGuard<T>, WouldBlock> {
        let acquired = self.raw.try_acquire().ok_or(WouldBlock)?;
        Ok(OwnedRwLockReadGuard::new(self, acquired))
    }

    /// [`try_write`](Self::try_write) with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// As for [`try_write`](Self::try_write).
    pub fn try_write_owned(self: Arc<Self>) -> Result<OwnedRwLockWriteGuard<T>, WouldBlock> {
        let acquired = self.raw.try_acquire().ok_or(WouldBlock)?;
        Ok(OwnedRwLockWriteGuard::new(self, acquired))
    }

    /// Acquires the lock to read and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    #[track_caller]
    pub fn blocking_read(&self) -> RwLockReadGuard<'_, T> {
        blocking::wait(self.read())
    }

    /// Acquires the lock to write and blocks the thread for as long as that takes.
    ///
    /// # Panics
    ///
    /// As [`blocking_read`](Self::blocking_read).
    #[track_caller]
    pub fn blocking_write(&self) -> RwLockWriteGuard<'_, T> {
        blocking::wait(self.write())
    }

    /// [`blocking_read`](Self::blocking_read) with a guard that keeps the lock alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_read`](Self::blocking_read).
    #[track_caller]
    pub fn blocking_read_owned(self: Arc<Self>) -> OwnedRwLockReadGuard<T> {
        blocking::wait(self.read_owned())
    }

    /// [`blocking_write`](Self::blocking_write) with a guard that keeps the lock alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_read`](Self::blocking_read).
    #[track_caller]
    pub fn blocking_write_owned(self: Arc<Self>) -> OwnedRwLockWriteGuard<T> {
        blocking::wait(self.write_owned())
    }

    /// How many read now, with those that have been let in and have not run yet.
    pub fn readers(&self) -> usize {
        self.raw.readers()
    }

    /// Whether somebody writes now, or has been let in to write and has not run yet.
    pub fn is_written(&self) -> bool {
        self.raw.is_written()
    }

    /// How many wait in line.
    pub fn waiters(&self) -> usize {
        self.raw.waiters()
    }

    /// The data, without locking: `&mut self` proves that nobody else has it.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

/// `RwLock [unlocked]`, `RwLock [read:3, waiters:1]` or `RwLock [write]`; never the data.
impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bracket = match self.readers() {
            0 if self.is_written() => Bracket::new(f, "RwLock", format_args!("write")),
            0 => Bracket::new(f, "RwLock", format_args!("unlocked")),
            readers => Bracket::new(f, "RwLock", format_args!("read:{readers}")),
        };
        bracket.waiters(self.waiters()).finish()
    }
}

/// The future of [`RwLock::read`] and [`RwLock::read_owned`].
pub type Reading<R> = RwLocking<R, Read>;

/// The future of [`RwLock::write`] and [`RwLock::write_owned`].
pub type Writing<R> = RwLocking<R, Write>;

/// A [`Reading`] or a [`Writing`].
#[must_use = "futures do nothing unless awaited"]
pub struct RwLocking<R: RwLockRef, A: Access>(Acquiring<RwLockRequest<R, A>>);

impl<R: RwLockRef, A: Access> Unpin for RwLocking<R, A> {}

impl<R: RwLockRef + sealed::Guards<A>, A: Access> Future for RwLocking<R, A> {
    type Output = R::Guard;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Guard> {
        self.0.poll(cx).map(|acquired| self.0.request().0.guard(acquired))
    }
}

struct RwLockRequest<R, A>(R, PhantomData<fn() -> A>);

impl<R: RwLockRef, A: Access> Request for RwLockRequest<R, A> {
    type Place = Place;
    type Grant = Acquired<A>;
    type Freed = ();

    #[inline]
    fn try_take(&self) -> Option<Acquired<A>> {
        self.0.raw().try_acquire()
    }

    #[inline]
    fn enqueue(&self, waker: &mut Option<Waker>, (): &mut ()) -> Result<Acquired<A>, Place> {
        self.0.raw().enqueue(waker)
    }

    fn collect(&self, place: Place, waker: &Waker) -> Option<Acquired<A>> {
        self.0.raw().collect(place, waker)
    }

    fn cancel(&self, place: Place) {
        self.0.raw().cancel::<A>(place);
    }

    fn give_back(&self, _: Acquired<A>) {
        self.0.raw().release::<A>();
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self.0.raw()).addr()
    }
}
