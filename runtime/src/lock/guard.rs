//! The guards of a lock, and how a future makes them.

use std::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use super::{
    Lock,
    held::{Held, Release},
    raw::{Acquired, RawLock},
};
use crate::fmt::as_its_data;

/// Holds a [`Lock`] and gives access to its data; dropping it releases the lock.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct LockGuard<'a, T: ?Sized> {
    pub(super) held: Held<&'a Lock<T>>,
    /// The guard is as good as `&mut T`, and is `Send` and `Sync` where that is.
    data: PhantomData<&'a mut T>,
}

/// Holds a [`Lock`] that it also keeps alive, so that it can be stored or sent to another task.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedLockGuard<T: ?Sized> {
    pub(super) held: Held<Arc<Lock<T>>>,
    data: PhantomData<T>,
}

impl<'a, T: ?Sized> LockGuard<'a, T> {
    /// The lock that this guard holds.
    #[inline]
    pub fn lock(&self) -> &'a Lock<T> {
        self.held.lock()
    }
}

impl<T: ?Sized> OwnedLockGuard<T> {
    /// The lock that this guard holds.
    pub fn lock(&self) -> &Arc<Lock<T>> {
        self.held.lock()
    }
}

impl Release for &RawLock {
    #[inline]
    fn release(&self) {
        RawLock::release(self);
    }
}

macro_rules! guard {
    ($guard:ty, [$($lifetime:lifetime)?], $lock:ty) => {
        impl<$($lifetime,)? T: ?Sized> $guard {
            #[inline]
            pub(super) fn new(lock: $lock, _: Acquired) -> Self {
                Self { held: Held::new(lock), data: PhantomData }
            }
        }

        impl<$($lifetime,)? T: ?Sized> Deref for $guard {
            type Target = T;

            #[inline]
            fn deref(&self) -> &T {
                // SAFETY: a guard is made from an `Acquired` only, so this one holds the lock, and the shared borrow of
                // the guard keeps `deref_mut` away.
                unsafe { &*self.held.lock().data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized> DerefMut for $guard {
            #[inline]
            fn deref_mut(&mut self) -> &mut T {
                let lock = self.held.lock();
                lock.raw.note_change();
                // SAFETY: as in `deref`, and the exclusive borrow of the guard makes this the only reference.
                unsafe { &mut *lock.data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized> Release for $lock {
            #[inline]
            fn release(&self) {
                self.raw.release();
            }
        }

        impl<$($lifetime,)? T: ?Sized> sealed::Guarded for $lock {
            type Data = T;
            type Guard = $guard;
        }

        impl<$($lifetime,)? T: ?Sized> sealed::LockRef for $lock {
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
                guard.held.disarm()
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

as_its_data! {
    ['a, T: ?Sized] LockGuard<'a, T>, T;
    [T: ?Sized] OwnedLockGuard<T>, T;
}

/// How a guard or a future reaches its lock: `&Lock<T>` or `Arc<Lock<T>>`.
#[expect(private_bounds, reason = "private methods cannot be called through a generic parameter")]
pub trait LockRef: sealed::Guarded + sealed::LockRef {}

/// Proof that the lock of some `T` is held: its [`LockGuard`] or [`OwnedLockGuard`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not prove that the lock of this condition is held",
    label = "not the guard of a `Lock<{T}>`",
    note = "notifying needs the guard: acquire the `Lock<{T}>` of the condition and pass `&guard`"
)]
#[expect(private_bounds, reason = "private methods cannot be called through a generic parameter")]
pub trait Holds<T: ?Sized>: sealed::Holds<T> {}

impl<T: ?Sized> Holds<T> for LockGuard<'_, T> {}

impl<T: ?Sized> Holds<T> for OwnedLockGuard<T> {}

impl<T: ?Sized> sealed::Holds<T> for LockGuard<'_, T> {
    fn raw(&self) -> &RawLock {
        &self.held.lock().raw
    }
}

impl<T: ?Sized> sealed::Holds<T> for OwnedLockGuard<T> {
    fn raw(&self) -> &RawLock {
        &self.held.lock().raw
    }
}

pub(crate) mod sealed {
    use super::{Acquired, RawLock};

    pub trait Guarded: Clone {
        type Data: ?Sized;
        type Guard: std::ops::Deref<Target = Self::Data>;
    }

    pub(crate) trait LockRef: Guarded {
        fn raw(&self) -> &RawLock;
        fn guard(&self, acquired: Acquired) -> Self::Guard;
        /// Takes a guard apart without releasing the lock.
        fn disarm(guard: Self::Guard) -> Self;
        /// Looks at the data of a lock that is this task's, before there is a guard.
        fn peek<'p>(&'p self, acquired: &'p Acquired) -> &'p Self::Data;
    }

    pub(crate) trait Holds<T: ?Sized> {
        fn raw(&self) -> &RawLock;
    }
}
