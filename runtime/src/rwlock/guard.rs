//! The guards of a reader-writer lock, and how a future makes them.

use std::{
    fmt,
    marker::PhantomData,
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    ptr,
    sync::Arc,
};

use super::{
    RwLock,
    raw::{Acquired, RawRwLock, Read, Write},
};

/// How a guard or a future reaches its lock: `&RwLock<T>` or `Arc<RwLock<T>>`.
pub trait RwLockRef: sealed::RwLockRef {}

/// Holds an [`RwLock`] to read its data; dropping it releases the lock.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    data: PhantomData<&'a T>,
}

/// Holds an [`RwLock`] to write its data; dropping it releases the lock.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    data: PhantomData<&'a mut T>,
}

/// An [`RwLockReadGuard`] that also keeps the lock alive.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedRwLockReadGuard<T: ?Sized> {
    lock: Arc<RwLock<T>>,
    data: PhantomData<T>,
}

/// An [`RwLockWriteGuard`] that also keeps the lock alive.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedRwLockWriteGuard<T: ?Sized> {
    lock: Arc<RwLock<T>>,
    data: PhantomData<T>,
}

macro_rules! guard {
    ($guard:ty, $access:ty, [$($lifetime:lifetime)?], $lock:ty) => {
        impl<$($lifetime,)? T: ?Sized> $guard {
            #[inline]
            pub(super) fn new(lock: $lock, _: Acquired<$access>) -> Self {
                Self { lock, data: PhantomData }
            }
        }

        impl<$($lifetime,)? T: ?Sized> Drop for $guard {
            #[inline]
            fn drop(&mut self) {
                self.lock.raw.release::<$access>();
            }
        }

        impl<$($lifetime,)? T: ?Sized> Deref for $guard {
            type Target = T;

            #[inline]
            fn deref(&self) -> &T {
                // SAFETY: a guard is made from an `Acquired` only, so this one holds the lock: nobody writes but through a write
                // guard, which is borrowed here or does not exist.
                unsafe { &*self.lock.data.get() }
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

        impl<$($lifetime,)? T: ?Sized> sealed::Guards<$access> for $lock {
            type Guard = $guard;

            #[inline]
            fn guard(&self, acquired: Acquired<$access>) -> $guard {
                <$guard>::new(self.clone(), acquired)
            }
        }
    };
}

macro_rules! write_guard {
    ($guard:ty, $read:ident, [$($lifetime:lifetime)?], $lock:ty) => {
        impl<$($lifetime,)? T: ?Sized> DerefMut for $guard {
            #[inline]
            fn deref_mut(&mut self) -> &mut T {
                // SAFETY: this guard holds the lock to write, and its exclusive borrow makes this the only reference.
                unsafe { &mut *self.lock.data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized> $guard {
            /// Goes on reading what it has written: no writer comes between, and readers in line up to the next writer are
            /// let in.
            pub fn downgrade(self) -> $read<$($lifetime,)? T> {
                let guard = ManuallyDrop::new(self);
                // SAFETY: the guard is neither used nor dropped after this, so its `lock` is moved out once.
                let lock = unsafe { ptr::read(&guard.lock) };
                let acquired = lock.raw.downgrade();
                $read::new(lock, acquired)
            }
        }

        impl<$($lifetime,)? T: ?Sized> sealed::RwLockRef for $lock {
            #[inline]
            fn raw(&self) -> &RawRwLock {
                &self.raw
            }
        }

        impl<$($lifetime,)? T: ?Sized> RwLockRef for $lock {}
    };
}

guard!(RwLockReadGuard<'a, T>, Read, ['a], &'a RwLock<T>);
guard!(RwLockWriteGuard<'a, T>, Write, ['a], &'a RwLock<T>);
guard!(OwnedRwLockReadGuard<T>, Read, [], Arc<RwLock<T>>);
guard!(OwnedRwLockWriteGuard<T>, Write, [], Arc<RwLock<T>>);
write_guard!(RwLockWriteGuard<'a, T>, RwLockReadGuard, ['a], &'a RwLock<T>);
write_guard!(OwnedRwLockWriteGuard<T>, OwnedRwLockReadGuard, [], Arc<RwLock<T>>);

pub(super) mod sealed {
    use super::super::raw::{Access, Acquired, RawRwLock};

    pub trait RwLockRef: Clone {
        fn raw(&self) -> &RawRwLock;
    }

    pub trait Guards<A: Access> {
        type Guard;

        fn guard(&self, acquired: Acquired<A>) -> Self::Guard;
    }
}
