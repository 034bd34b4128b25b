//! Pointers to the data of a held lock, for the guards that cannot reach them through the lock.
//!
//! A guard releases its lock while the guard itself is still a value, so that a reference in it would claim to be the only one, or
//! that nobody writes, for longer than that is true. A raw pointer claims nothing.

use std::ops::{Deref, DerefMut};

/// What `&T` is, without its claim; covariant in `T`.
pub(crate) struct SharedData<T: ?Sized>(*const T);

/// What `&mut T` is, without its claim; invariant in `T`.
pub(crate) struct ExclusiveData<T: ?Sized>(*mut T);

impl<T: ?Sized> SharedData<T> {
    /// # Safety
    ///
    /// As long as this is dereferenced, the data are alive and nobody writes them.
    #[inline]
    pub(crate) unsafe fn new(data: *const T) -> Self {
        SharedData(data)
    }
}

impl<T: ?Sized> ExclusiveData<T> {
    /// # Safety
    ///
    /// As long as this is dereferenced, the data are alive and nobody else reads or writes them.
    #[inline]
    pub(crate) unsafe fn new(data: *mut T) -> Self {
        ExclusiveData(data)
    }
}

// SAFETY: it gives out `&T`, which may be sent to another thread if `T` is `Sync`.
unsafe impl<T: ?Sized + Sync> Send for SharedData<T> {}
// SAFETY: as above; a `&SharedData<T>` gives out the same `&T`.
unsafe impl<T: ?Sized + Sync> Sync for SharedData<T> {}
// SAFETY: it gives out `&mut T`, which may be sent to another thread if `T` is `Send`.
unsafe impl<T: ?Sized + Send> Send for ExclusiveData<T> {}
// SAFETY: a `&ExclusiveData<T>` gives out `&T` only, which may be sent to another thread if `T` is `Sync`.
unsafe impl<T: ?Sized + Sync> Sync for ExclusiveData<T> {}

impl<T: ?Sized> Deref for SharedData<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the constructor's caller promised that the data are alive and not written.
        unsafe { &*self.0 }
    }
}

impl<T: ?Sized> Deref for ExclusiveData<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the constructor's caller promised that the data are alive and nobody else's; the shared borrow of this keeps
        // `deref_mut` away.
        unsafe { &*self.0 }
    }
}

impl<T: ?Sized> DerefMut for ExclusiveData<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and the exclusive borrow of this makes the reference the only one.
        unsafe { &mut *self.0 }
    }
}
