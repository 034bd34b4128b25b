//! Mutual exclusion for data.

mod all;
mod binding;
mod raw;
#[cfg(test)]
mod tests;
mod when;

use std::{
    cell::UnsafeCell,
    fmt,
    marker::PhantomData,
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    pin::Pin,
    ptr,
    sync::Arc,
    task::{Context, Poll, Waker},
};

pub use self::{
    all::{LockAll, lock_all},
    when::When,
};
pub(crate) use self::{
    binding::Binding,
    raw::{Acquired, RawLock},
};
use crate::{
    WouldBlock, blocking,
    fmt::Bracket,
    sync::const_unless_loom,
    wait::{Acquiring, Key, Source},
};

/// A lock that owns the data it guards and is held across awaits.
///
/// asyncio's `Lock`, with the data inside. [`#[guarded]`](crate::guarded) holds one for a function or a block.
///
/// Fair: the lock goes to its waiters in the order in which they were first polled. A release hands it over to the first of
/// them, so neither a newcomer nor [`try_lock`](Lock::try_lock) can overtake. It is not re-entrant: a task that acquires it
/// twice waits for itself for ever. A panic while it is held releases it; there is no poisoning. What happened before a
/// release is seen by whoever acquires it next.
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
        Locking(Acquiring::new(Exclusively(self)))
    }

    /// [`lock`](Self::lock) with a guard that keeps the lock alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`lock`](Self::lock).
    pub fn lock_owned(self: Arc<Self>) -> Locking<Arc<Self>> {
        Locking(Acquiring::new(Exclusively(self)))
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

    /// Acquires the lock now, if that does not overtake anybody.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`] if the lock is held, or handed to a waiter that has not run yet.
    #[inline]
    pub fn try_lock(&self) -> Result<LockGuard<'_, T>, WouldBlock> {
        self.raw.try_acquire().map(|acquired| LockGuard::new(self, acquired)).ok_or(WouldBlock)
    }

    /// Acquires the lock and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// In an async context of tokio; `spawn_blocking` is none.
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

/// `Lock [unlocked]`, `Lock [locked]` or `Lock [locked, waiters:2]`; never the data, which may be somebody else's now.
impl<T: ?Sized> fmt::Debug for Lock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_locked() { "locked" } else { "unlocked" };
        Bracket::new("Lock", state).waiters(self.waiters()).fmt(f)
    }
}

/// How a guard or a future reaches its lock: `&Lock<T>` or `Arc<Lock<T>>`.
pub trait LockRef: sealed::LockRef {}

/// The future of [`Lock::lock`] and [`Lock::lock_owned`].
#[must_use = "futures do nothing unless awaited"]
pub struct Locking<R: LockRef>(Acquiring<Exclusively<R>>);

impl<R: LockRef> Unpin for Locking<R> {}

impl<R: LockRef> Future for Locking<R> {
    type Output = R::Guard;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Guard> {
        self.0.poll(cx).map(|acquired| self.0.source().0.guard(acquired))
    }
}

struct Exclusively<R>(R);

impl<R: LockRef> Source for Exclusively<R> {
    type Ticket = Key;
    type Grant = Acquired;

    #[inline]
    fn try_take(&self) -> Option<Acquired> {
        self.0.raw().try_acquire()
    }

    fn enqueue(&self, waker: Waker) -> Result<Acquired, Key> {
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
}

/// Holds a [`Lock`] and gives access to its data; dropping it releases the lock.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct LockGuard<'a, T: ?Sized> {
    pub(crate) lock: &'a Lock<T>,
    /// The guard is as good as `&mut T`, and is `Send` and `Sync` where that is.
    data: PhantomData<&'a mut T>,
}

/// Holds a [`Lock`] that it also keeps alive, so that it can be stored or sent to another task.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedLockGuard<T: ?Sized> {
    lock: Arc<Lock<T>>,
    data: PhantomData<T>,
}

impl<'a, T: ?Sized> LockGuard<'a, T> {
    #[inline]
    fn new(lock: &'a Lock<T>, _: Acquired) -> Self {
        LockGuard { lock, data: PhantomData }
    }

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
    fn new(lock: Arc<Lock<T>>, _: Acquired) -> Self {
        OwnedLockGuard { lock, data: PhantomData }
    }

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

macro_rules! guard {
    ($guard:ty, [$($lifetime:lifetime)?], $lock:ty) => {
        impl<$($lifetime,)? T: ?Sized> Drop for $guard {
            #[inline]
            fn drop(&mut self) {
                self.lock.raw.release();
            }
        }

        impl<$($lifetime,)? T: ?Sized> Deref for $guard {
            type Target = T;

            #[inline]
            fn deref(&self) -> &T {
                // SAFETY: a guard is made from an `Acquired` only, so this one holds the lock, and the shared borrow of
                // the guard keeps `deref_mut` away.
                unsafe { &*self.lock.data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized> DerefMut for $guard {
            #[inline]
            fn deref_mut(&mut self) -> &mut T {
                self.lock.raw.note_change();
                // SAFETY: as in `deref`, and the exclusive borrow of the guard makes this the only reference.
                unsafe { &mut *self.lock.data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized + fmt::Debug> fmt::Debug for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<$($lifetime,)? T: ?Sized + fmt::Display> fmt::Display for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<$($lifetime,)? T: ?Sized> sealed::Holds<T> for $guard {
            fn raw(&self) -> &RawLock {
                &self.lock.raw
            }
        }

        impl<$($lifetime,)? T: ?Sized> Holds<T> for $guard {}

        impl<$($lifetime,)? T: ?Sized> sealed::LockRef for $lock {
            type Data = T;
            type Guard = $guard;

            #[inline]
            fn raw(&self) -> &RawLock {
                &self.raw
            }

            #[inline]
            fn guard(&self, acquired: Acquired) -> Self::Guard {
                <$guard>::new(self.clone(), acquired)
            }

            #[inline]
            fn disarm(guard: Self::Guard) -> Self {
                let guard = ManuallyDrop::new(guard);
                // SAFETY: the guard is neither used nor dropped after this, so its `lock` is moved out once.
                unsafe { ptr::read(&guard.lock) }
            }

            fn peek<'p>(&'p self, _: &'p Acquired) -> &'p T {
                // SAFETY: an `Acquired` stands for the lock being this task's, and is borrowed for as long as the data are
                // seen; a guard cannot be made from it meanwhile.
                unsafe { &*self.data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized> LockRef for $lock {}
    };
}

guard!(LockGuard<'a, T>, ['a], &'a Lock<T>);
guard!(OwnedLockGuard<T>, [], Arc<Lock<T>>);

/// Proof that the lock of some `T` is held: its [`LockGuard`] or [`OwnedLockGuard`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not proof that the lock of this condition is held",
    label = "not the guard of a `Lock<{T}>`",
    note = "notifying takes the guard: lock the `Lock<{T}>` that the condition speaks of and pass `&guard`"
)]
pub trait Holds<T: ?Sized>: sealed::Holds<T> {}

pub(crate) mod sealed {
    use super::{Acquired, RawLock};

    pub trait LockRef: Clone {
        type Data: ?Sized;
        type Guard: std::ops::Deref<Target = Self::Data>;

        fn raw(&self) -> &RawLock;
        fn guard(&self, acquired: Acquired) -> Self::Guard;
        /// Takes a guard apart without releasing the lock.
        fn disarm(guard: Self::Guard) -> Self;
        /// Looks at the data of a lock that is this task's, before there is a guard.
        fn peek<'p>(&'p self, acquired: &'p Acquired) -> &'p Self::Data;
    }

    pub trait Holds<T: ?Sized> {
        fn raw(&self) -> &RawLock;
    }
}
