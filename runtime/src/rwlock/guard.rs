//! The guards of a reader-writer lock, and how a future makes them.

use std::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use super::{
    RwLock,
    raw::{Access, Acquired, RawRwLock, Read, Write},
};
use crate::{
    fmt::as_its_data,
    lock::{ExclusiveData, Held, Release, SharedData, maps, points_to, points_to_mut},
};

/// Holds an [`RwLock`] to read its data, or a part of them; dropping it releases the lock.
///
/// It is covariant in `T`, as `&T` is.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    held: Held<&'a RawRwLock, Read>,
    data: SharedData<T>,
}

/// Holds an [`RwLock`] to write its data; dropping it releases the lock.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    held: Held<&'a RwLock<T>, Write>,
    data: PhantomData<&'a mut T>,
}

/// Holds an [`RwLock`] to write a part of its data, of type `T`; dropping it releases the lock.
///
/// [`RwLockWriteGuard::map`] makes it. It cannot be downgraded: the part may be one that readers of the whole can change, such as the
/// inside of a `Mutex`.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct MappedRwLockWriteGuard<'a, T: ?Sized> {
    held: Held<&'a RawRwLock, Write>,
    data: ExclusiveData<T>,
}

/// An [`RwLockReadGuard`] that also keeps the [`RwLock<T>`](RwLock) alive; it reads the data or a part of them, a `U`.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedRwLockReadGuard<T: ?Sized, U: ?Sized = T> {
    held: Held<Arc<RwLock<T>>, Read>,
    data: SharedData<U>,
}

/// An [`RwLockWriteGuard`] that also keeps the lock alive.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedRwLockWriteGuard<T: ?Sized> {
    held: Held<Arc<RwLock<T>>, Write>,
    data: PhantomData<T>,
}

/// A [`MappedRwLockWriteGuard`] that also keeps the [`RwLock<T>`](RwLock) alive; the part is a `U`.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedMappedRwLockWriteGuard<T: ?Sized, U: ?Sized> {
    held: Held<Arc<RwLock<T>>, Write>,
    data: ExclusiveData<U>,
}

maps! {
    ['a, T: ?Sized] RwLockReadGuard<'a, T>, T => RwLockReadGuard<'a, P>: SharedData, |guard| guard.held;
    [T: ?Sized, U: ?Sized] OwnedRwLockReadGuard<T, U>, U => OwnedRwLockReadGuard<T, P>: SharedData, |guard| guard.held;
    ['a, T: ?Sized] RwLockWriteGuard<'a, T>, T, mut => MappedRwLockWriteGuard<'a, P>: ExclusiveData,
        |guard| Held::new(&guard.held.disarm().raw);
    ['a, T: ?Sized] MappedRwLockWriteGuard<'a, T>, T, mut => MappedRwLockWriteGuard<'a, P>: ExclusiveData,
        |guard| guard.held;
    [T: ?Sized] OwnedRwLockWriteGuard<T>, T, mut => OwnedMappedRwLockWriteGuard<T, P>: ExclusiveData,
        |guard| guard.held;
    [T: ?Sized, U: ?Sized] OwnedMappedRwLockWriteGuard<T, U>, U, mut =>
        OwnedMappedRwLockWriteGuard<T, P>: ExclusiveData, |guard| guard.held;
}

points_to! {
    ['a, T: ?Sized] RwLockReadGuard<'a, T>, T;
    [T: ?Sized, U: ?Sized] OwnedRwLockReadGuard<T, U>, U;
}

points_to_mut! {
    ['a, T: ?Sized] MappedRwLockWriteGuard<'a, T>, T;
    [T: ?Sized, U: ?Sized] OwnedMappedRwLockWriteGuard<T, U>, U;
}

as_its_data! {
    ['a, T: ?Sized] RwLockWriteGuard<'a, T>, T;
    [T: ?Sized] OwnedRwLockWriteGuard<T>, T;
}

impl<A: Access> Release<A> for &RawRwLock {
    #[inline]
    fn release(&self) {
        RawRwLock::release::<A>(self);
    }
}

macro_rules! guards {
    ($read:ident, $write:ident, [$($lifetime:lifetime)?], $lock:ty, |$of:ident| $held:expr) => {
        impl<$($lifetime,)? T: ?Sized> $read<$($lifetime,)? T> {
            #[inline]
            pub(super) fn new($of: $lock, _: Acquired<Read>) -> Self {
                let data = $of.data.get();
                // SAFETY: an `Acquired` stands for the lock being held to read, and what it guards lives as long as it.
                let data = unsafe { SharedData::new(data) };
                Self { held: Held::new($held), data }
            }
        }

        impl<$($lifetime,)? T: ?Sized> $write<$($lifetime,)? T> {
            #[inline]
            pub(super) fn new(lock: $lock, _: Acquired<Write>) -> Self {
                Self { held: Held::new(lock), data: PhantomData }
            }

            /// Goes on reading what it has written: no writer comes between, and readers in line up to the next writer are
            /// let in.
            pub fn downgrade(self) -> $read<$($lifetime,)? T> {
                let lock = self.held.disarm();
                let acquired = lock.raw.downgrade();
                let guard = $read::new(lock.clone(), acquired);
                // The share is in its guard before anybody is woken: a panicking waker must not lose it.
                lock.raw.admit();
                guard
            }
        }

        impl<$($lifetime,)? T: ?Sized> Deref for $write<$($lifetime,)? T> {
            type Target = T;

            #[inline]
            fn deref(&self) -> &T {
                // SAFETY: a guard is made from an `Acquired` only, so this one holds the lock to write, and the shared borrow of
                // the guard keeps `deref_mut` away.
                unsafe { &*self.held.lock().data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized> DerefMut for $write<$($lifetime,)? T> {
            #[inline]
            fn deref_mut(&mut self) -> &mut T {
                // SAFETY: as in `deref`, and the exclusive borrow of the guard makes this the only reference.
                unsafe { &mut *self.held.lock().data.get() }
            }
        }

        impl<$($lifetime,)? T: ?Sized, A: Access> Release<A> for $lock {
            #[inline]
            fn release(&self) {
                self.raw.release::<A>();
            }
        }

        impl<$($lifetime,)? T: ?Sized> sealed::RwLockRef for $lock {
            #[inline]
            fn raw(&self) -> &RawRwLock {
                &self.raw
            }
        }

        impl<$($lifetime,)? T: ?Sized> RwLockRef for $lock {}

        guards!(@made Read => $read<$($lifetime,)? T>, [$($lifetime)?], $lock);
        guards!(@made Write => $write<$($lifetime,)? T>, [$($lifetime)?], $lock);
    };
    (@made $access:ty => $guard:ty, [$($lifetime:lifetime)?], $lock:ty) => {
        impl<$($lifetime,)? T: ?Sized> sealed::Guarded<$access> for $lock {
            type Guard = $guard;
        }

        impl<$($lifetime,)? T: ?Sized> sealed::Guards<$access> for $lock {
            #[inline]
            fn guard(&self, acquired: Acquired<$access>) -> $guard {
                <$guard>::new(self.clone(), acquired)
            }
        }
    };
}

guards!(RwLockReadGuard, RwLockWriteGuard, ['a], &'a RwLock<T>, |lock| &lock.raw);
guards!(OwnedRwLockReadGuard, OwnedRwLockWriteGuard, [], Arc<RwLock<T>>, |lock| lock);

/// How a guard or a future reaches its lock: `&RwLock<T>` or `Arc<RwLock<T>>`.
#[expect(private_bounds, reason = "private methods cannot be called through a generic parameter")]
pub trait RwLockRef: Clone + sealed::RwLockRef {}

pub(crate) mod sealed {
    use super::super::raw::{Access, Acquired, RawRwLock};

    pub(crate) trait RwLockRef {
        fn raw(&self) -> &RawRwLock;
    }

    pub trait Guarded<A: Access> {
        type Guard;
    }

    pub(crate) trait Guards<A: Access>: Guarded<A> {
        fn guard(&self, acquired: Acquired<A>) -> Self::Guard;
    }
}
