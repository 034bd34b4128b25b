//! The guards of a lock, and how a future makes them.

use std::{
    fmt,
    marker::PhantomData,
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    ptr,
    sync::Arc,
};

use super::{
    Lock,
    raw::{Acquired, RawLock},
    when::When,
};

/// How a guard or a future reaches its lock: `&Lock<T>` or `Arc<Lock<T>>`.
pub trait LockRef: sealed::LockRef {}

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
    pub(super) fn new(lock: &'a Lock<T>, _: Acquired) -> Self {
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
