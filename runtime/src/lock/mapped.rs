//! Guards of a part of a lock's data.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use super::{Lock, LockGuard, OwnedLockGuard, data::ExclusiveData, held::Held, raw::RawLock};
use crate::fmt::as_its_data;

/// Holds a [`Lock`] and gives access to a part of its data, of type `T`; dropping it releases the lock.
///
/// [`LockGuard::map`] makes it. It cannot wait on a [`Condition`](crate::Condition): while it waited, another task could change or
/// remove the part.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct MappedLockGuard<'a, T: ?Sized> {
    held: Held<&'a RawLock>,
    data: ExclusiveData<T>,
}

/// A [`MappedLockGuard`] that also keeps the [`Lock<T>`](Lock) alive; the part is a `U`.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct OwnedMappedLockGuard<T: ?Sized, U: ?Sized> {
    held: Held<Arc<Lock<T>>>,
    data: ExclusiveData<U>,
}

/// `map` and `try_map` of a guard, with `$guard { held, data }` for the guard of a part.
///
/// The `&mut` that the part is borrowed from has told the lock that its data may change.
macro_rules! maps {
    ($([$($generics:tt)*] $guard:ty, $data:ident $(, $mut:ident)? => $mapped:ident<$($argument:tt),+>: $pointer:ident, |$self:ident| $held:expr;)*) => {$(
        impl<$($generics)*> $guard {
            /// Narrows the guard to a part of the data; the lock stays held.
            ///
            /// Where the data have a `map` of their own, `(*guard).map(..)` calls that one.
            ///
            /// # Panics
            ///
            /// If `part` panics; the lock is released.
            pub fn map<P, F>($($mut)? self, part: F) -> $mapped<$($argument),+>
            where
                P: ?Sized,
                F: FnOnce(& $($mut)? $data) -> & $($mut)? P,
            {
                let part = std::ptr::NonNull::from(part(& $($mut)? *self));
                let $self = self;
                // SAFETY: the part belongs to the data of this guard, and the result replaces this guard.
                let data = unsafe { $pointer::new(part.as_ptr()) };
                $mapped { held: $held, data }
            }

            /// [`map`](Self::map) to a part that may be missing.
            ///
            /// # Errors
            ///
            /// This guard, if `part` returns `None`.
            ///
            /// # Panics
            ///
            /// As [`map`](Self::map).
            pub fn try_map<P, F>($($mut)? self, part: F) -> Result<$mapped<$($argument),+>, Self>
            where
                P: ?Sized,
                F: FnOnce(& $($mut)? $data) -> Option<& $($mut)? P>,
            {
                let Some(part) = part(& $($mut)? *self).map(std::ptr::NonNull::from) else {
                    return Err(self);
                };
                let $self = self;
                // SAFETY: as in `map`.
                let data = unsafe { $pointer::new(part.as_ptr()) };
                Ok($mapped { held: $held, data })
            }
        }
    )*};
}
pub(crate) use maps;

maps! {
    ['a, T: ?Sized] LockGuard<'a, T>, T, mut => MappedLockGuard<'a, P>: ExclusiveData,
        |guard| Held::new(&guard.held.disarm().raw);
    ['a, T: ?Sized] MappedLockGuard<'a, T>, T, mut => MappedLockGuard<'a, P>: ExclusiveData, |guard| guard.held;
    [T: ?Sized] OwnedLockGuard<T>, T, mut => OwnedMappedLockGuard<T, P>: ExclusiveData, |guard| guard.held;
    [T: ?Sized, U: ?Sized] OwnedMappedLockGuard<T, U>, U, mut => OwnedMappedLockGuard<T, P>: ExclusiveData,
        |guard| guard.held;
}

/// Access to the data of a guard that has a pointer to them.
macro_rules! points_to {
    ($([$($generics:tt)*] $guard:ty, $data:ident;)*) => {$(
        impl<$($generics)*> Deref for $guard {
            type Target = $data;

            #[inline]
            fn deref(&self) -> &$data {
                &self.data
            }
        }

        as_its_data! { [$($generics)*] $guard, $data; }
    )*};
}
pub(crate) use points_to;

/// [`points_to!`], for the data to be changed too.
macro_rules! points_to_mut {
    ($([$($generics:tt)*] $guard:ty, $data:ident;)*) => {$(
        points_to! { [$($generics)*] $guard, $data; }

        impl<$($generics)*> DerefMut for $guard {
            #[inline]
            fn deref_mut(&mut self) -> &mut $data {
                &mut self.data
            }
        }
    )*};
}
pub(crate) use points_to_mut;

points_to_mut! {
    ['a, T: ?Sized] MappedLockGuard<'a, T>, T;
    [T: ?Sized, U: ?Sized] OwnedMappedLockGuard<T, U>, U;
}
