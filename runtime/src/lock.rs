//! Mutual exclusion for data.

mod all;
mod binding;
mod data;
mod guard;
mod held;
mod line;
mod mapped;
mod raw;
#[cfg(test)]
mod tests;
mod when;

use std::{
    cell::UnsafeCell,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

pub use self::{
    all::{LockAll, lock_all},
    guard::{Holds, LockGuard, LockRef, OwnedLockGuard},
    mapped::{MappedLockGuard, OwnedMappedLockGuard},
    when::When,
};
pub(crate) use self::{
    binding::Binding,
    data::{ExclusiveData, SharedData},
    guard::sealed,
    held::{Held, Release},
    mapped::{maps, points_to, points_to_mut},
    raw::{Acquired, RawLock},
};
use crate::{
    WouldBlock, blocking,
    fmt::Bracket,
    sync::const_unless_loom,
    wait::{Acquiring, Key, Request},
};

/// A lock that owns the data it guards and is held across awaits.
///
/// asyncio's `Lock`, with the data inside. [`#[guarded]`](crate::guarded) holds one for a function or a block.
///
/// Fair: the lock goes to its waiters in the order in which they were first polled. A release hands it over to the first of
/// them, so neither a newcomer nor [`try_lock`](Lock::try_lock) can overtake. It is not re-entrant: a task that acquires it
/// twice deadlocks. A panic while it is held releases it; there is no poisoning. A release
/// happens before the next acquisition.
///
/// # Examples
///
/// ```
/// use interlocking::Lock;
///
/// static BALANCE: Lock<i64> = Lock::new(0);
///
/// async fn credit(amount: i64) {
///     let mut balance = BALANCE.lock().await;
///     *balance += amount;
/// } // released here
/// ```
pub struct Lock<T: ?Sized> {
    pub(crate) raw: RawLock,
    data: UnsafeCell<T>,
}

// SAFETY: the lock gives out the data to one holder at a time, on whatever thread that is, which is a move of `T`.
unsafe impl<T: ?Sized + Send> Sync for Lock<T> {}

impl<T> Lock<T> {
    const_unless_loom! {
        /// Makes an unlocked lock around `value`.
        pub const fn new(value: T) -> Self {
            Lock { raw: RawLock::new(), data: UnsafeCell::new(value) }
        }
    }

    /// Gives the data back; no guard can exist any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> Lock<T> {
    /// Where the part of it is that sees its release.
    pub(crate) fn raw_address(&self) -> usize {
        std::ptr::from_ref(&self.raw).addr()
    }

    /// Acquires the lock, waiting in line for it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the line; if the lock had already been handed to it, the next in line gets it. The place
    /// in line is lost: a new future starts at the end.
    ///
    /// # Examples
    ///
    /// ```
    /// # futures::executor::block_on(async {
    /// let lock = interlocking::Lock::new(1);
    /// *lock.lock().await += 1;
    /// assert_eq!(*lock.lock().await, 2);
    /// # });
    /// ```
    #[inline]
    pub fn lock(&self) -> Locking<&Self> {
        Locking(Acquiring::new(LockRequest(self)))
    }

    /// [`lock`](Self::lock) with a guard that keeps the lock alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`lock`](Self::lock).
    pub fn lock_owned(self: Arc<Self>) -> Locking<Arc<Self>> {
        Locking(Acquiring::new(LockRequest(self)))
    }

    /// Acquires the lock when it is free and `predicate` is true of the data.
    ///
    /// There is no notify to forget: every release after the data may have changed lets each waiting predicate be tried once
    /// more, in order of arrival, in its own task, under the lock. A false one keeps its place and lets those behind it go
    /// first. The predicate may borrow from the caller. Abseil's `Mutex::LockWhen`, Ada's entry barriers.
    ///
    /// The data may have changed when a guard was borrowed mutably; a change through a `Cell` or an atomic inside the data is
    /// not seen.
    ///
    /// Two costs come with it. After a change, every waiting predicate is tried before a task that came later gets the lock: each
    /// takes a wake-up and a poll of its task, so 10 000 false predicates delay the next acquisition by about 4 ms. And the lock is
    /// handed to a waiter to try its predicate: if the task of that waiter does not poll the future (a futurelock), the lock stays
    /// [handed over](Self::is_handed_over) and everybody else waits. Drop a future that is not polled any more.
    ///
    /// # Cancel safety
    ///
    /// As for [`lock`](Self::lock).
    ///
    /// # Panics
    ///
    /// A panic of the predicate unwinds in this task; the lock goes to the next in line.
    ///
    /// # Examples
    ///
    /// ```
    /// # futures::executor::block_on(async {
    /// let queue = interlocking::Lock::new(Vec::new());
    /// let take = async { queue.lock_when(|q: &Vec<u32>| !q.is_empty()).await.pop() };
    /// let put = async { queue.lock().await.push(7) };
    /// assert_eq!(futures::join!(take, put).0, Some(7));
    /// # });
    /// ```
    pub fn lock_when<F>(&self, predicate: F) -> When<&Self, F>
    where
        F: FnMut(&T) -> bool,
    {
        When::lock(self, predicate)
    }

    /// [`lock_when`](Self::lock_when) with a guard that keeps the lock alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`lock`](Self::lock).
    ///
    /// # Panics
    ///
    /// As for [`lock_when`](Self::lock_when).
    pub fn lock_when_owned<F>(self: Arc<Self>, predicate: F) -> When<Arc<Self>, F>
    where
        F: FnMut(&T) -> bool,
    {
        When::lock(self, predicate)
    }

    /// Acquires the lock now, if no waiter is in line.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if the lock is held, or handed to a waiter that has not run yet.
    #[inline]
    pub fn try_lock(&self) -> Result<LockGuard<'_, T>, WouldBlock> {
        self.raw.try_acquire().map(|acquired| LockGuard::new(self, acquired)).ok_or(WouldBlock)
    }

    /// [`try_lock`](Self::try_lock) with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// As for [`try_lock`](Self::try_lock).
    pub fn try_lock_owned(self: Arc<Self>) -> Result<OwnedLockGuard<T>, WouldBlock> {
        let acquired = self.raw.try_acquire().ok_or(WouldBlock)?;
        Ok(OwnedLockGuard::new(self, acquired))
    }

    /// Acquires the lock and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    ///
    /// # Examples
    ///
    /// ```
    /// let lock = interlocking::Lock::new(1);
    /// *lock.blocking_lock() += 1;
    /// assert_eq!(lock.into_inner(), 2);
    /// ```
    #[track_caller]
    pub fn blocking_lock(&self) -> LockGuard<'_, T> {
        blocking::wait(self.lock())
    }

    /// [`blocking_lock`](Self::blocking_lock) with a guard that keeps the lock alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_lock`](Self::blocking_lock).
    #[track_caller]
    pub fn blocking_lock_owned(self: Arc<Self>) -> OwnedLockGuard<T> {
        blocking::wait(self.lock_owned())
    }

    /// Whether somebody holds the lock, or it has been handed to a waiter that has not run yet.
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// Whether a release handed the lock to a waiter that has not been polled since.
    ///
    /// That waiter holds the lock without running. If this stays `true`, its task keeps the future of [`lock`](Self::lock)
    /// without polling it (a futurelock): everybody behind it waits until the future is polled or dropped.
    pub fn is_handed_over(&self) -> bool {
        self.raw.is_handed_over()
    }

    /// How many wait in line for the lock, notified waiters of its conditions included.
    pub fn waiters(&self) -> usize {
        self.raw.waiters()
    }

    /// The data, without locking: `&mut self` proves that nobody else has it.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }
}

impl<T: Default> Default for Lock<T> {
    fn default() -> Self {
        Lock::new(T::default())
    }
}

impl<T> From<T> for Lock<T> {
    fn from(value: T) -> Self {
        Lock::new(value)
    }
}

/// `Lock [unlocked]`, `Lock [locked]`, `Lock [locked, waiters:2]` or, if a waiter has not been polled since the lock was handed
/// to it, `Lock [handed over, waiters:1]`; never the data, which another task may be changing.
impl<T: ?Sized> fmt::Debug for Lock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match (self.is_locked(), self.is_handed_over()) {
            (false, _) => "unlocked",
            (true, false) => "locked",
            (true, true) => "handed over",
        };
        Bracket::new(f, "Lock", state).waiters(self.waiters()).finish()
    }
}

/// The future of [`Lock::lock`] and [`Lock::lock_owned`].
#[must_use = "futures do nothing unless awaited"]
pub struct Locking<R: LockRef>(Acquiring<LockRequest<R>>);

impl<R: LockRef> Unpin for Locking<R> {}

impl<R: LockRef> Future for Locking<R> {
    type Output = R::Guard;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Guard> {
        self.0.poll(cx).map(|acquired| self.0.request().0.guard(acquired))
    }
}

struct LockRequest<R>(R);

impl<R: LockRef> Request for LockRequest<R> {
    type Place = Key;
    type Grant = Acquired;
    type Freed = ();

    #[inline]
    fn try_take(&self) -> Option<Acquired> {
        self.0.raw().try_acquire()
    }

    #[inline]
    fn enqueue(&self, waker: &mut Option<Waker>, (): &mut ()) -> Result<Acquired, Key> {
        self.0.raw().enqueue(waker)
    }

    fn collect(&self, key: Key, waker: &Waker) -> Option<Acquired> {
        self.0.raw().collect(key, waker)
    }

    fn cancel(&self, key: Key) {
        self.0.raw().cancel(key, None);
    }

    fn give_back(&self, _: Acquired) {
        self.0.raw().release();
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self.0.raw()).addr()
    }
}
