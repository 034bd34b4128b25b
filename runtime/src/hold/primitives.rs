//! This crate's primitives as targets.

use std::{
    convert::Infallible,
    future::ready,
    hash::Hash,
    pin::Pin,
    task::{Context, Poll},
};

use super::{Exclusive, Permits, Predicated, Rendezvous, Shared, Signal, Succeeds};
use crate::{
    Barrier, BoundedPermit, BoundedSemaphore, BrokenBarrier, ClosablePermit, ClosableSemaphore,
    Closed, Event, Keyed, KeyedGuard, Lock, LockGuard, Permit, RwLock, RwLockReadGuard,
    RwLockWriteGuard, Semaphore, TryAcquireError, Turn,
    barrier::BarrierWait,
    fmt::debug_is_name,
    observe::{Kind, hook},
};

// The notes of the traits name what implements them: a list of all implementations is longer than the message.

/// A lock that cannot fail, as a target: by which of its methods it is held, and by which if that needs no waiting.
macro_rules! lock {
    ($trait:ident for $lock:ident: $guard:ident, $hold:ident = $method:ident, $try_hold:ident = $try_method:ident $(, $kind:ident at $address:ident)?) => {
        #[diagnostic::do_not_recommend]
        impl<T: ?Sized> $trait for $lock<T> {
            type Guard<'a>
                = $guard<'a, T>
            where
                Self: 'a;
            type Error = Infallible;

            #[inline]
            fn $hold(&self) -> impl Future<Output = Result<$guard<'_, T>, Infallible>> {
                Succeeds { future: lock! { future self.$method() $(, $kind)? } }
            }

            fn $try_hold(&self) -> impl Future<Output = Result<Option<$guard<'_, T>>, Infallible>> {
                ready(Ok(self.$try_method().into_iter().next()))
            }

            lock! { place $($kind at $address)? }
        }
    };
    (future $future:expr, $kind:ident) => {
        $future
    };
    (future $future:expr) => {
        crate::hold::foreign::Watched { future: $future }
    };
    (place) => {
        fn address(&self) -> usize {
            ptr::from_ref(self).cast::<()>().addr()
        }
    };
    // Where the part of it is that sees its release.
    (place $kind:ident at $address:ident) => {
        fn address(&self) -> usize {
            self.$address()
        }

        fn kind(&self) -> Kind {
            Kind::$kind
        }
    };
}
#[cfg(any(feature = "tokio", feature = "async-lock", feature = "futures"))]
pub(super) use lock;

lock!(Exclusive for Lock: LockGuard, exclusive = lock, try_exclusive = try_lock, Excluding at raw_address);
lock!(Exclusive for RwLock: RwLockWriteGuard, exclusive = write, try_exclusive = try_write, Writing at raw_address);
lock!(Shared for RwLock: RwLockReadGuard, shared = read, try_shared = try_read, Reading at raw_address);

#[diagnostic::do_not_recommend]
impl<T: ?Sized> Predicated for Lock<T> {
    type Data = T;

    fn exclusive_when<F: FnMut(&T) -> bool>(
        &self,
        predicate: F,
    ) -> impl Future<Output = Result<LockGuard<'_, T>, Infallible>> {
        Succeeds { future: self.lock_when(predicate) }
    }
}

/// One key twice is one lock, which cannot be held twice.
#[diagnostic::do_not_recommend]
impl<K: Eq + Hash, V: Default + PartialEq> Exclusive for Keyed<K, V> {
    type Guard<'a>
        = KeyedGuard<'a, K, V>
    where
        Self: 'a;
    type Error = Infallible;

    fn exclusive(&self) -> impl Future<Output = Result<KeyedGuard<'_, K, V>, Infallible>> {
        Succeeds { future: self.lock() }
    }

    fn try_exclusive(
        &self,
    ) -> impl Future<Output = Result<Option<KeyedGuard<'_, K, V>>, Infallible>> {
        ready(Ok(self.try_lock().ok()))
    }

    fn address(&self) -> usize {
        Keyed::address(self)
    }

    fn kind(&self) -> Kind {
        Kind::Excluding
    }
}

#[diagnostic::do_not_recommend]
impl<K: Eq + Hash, V: Default + PartialEq> Predicated for Keyed<K, V> {
    type Data = V;

    fn exclusive_when<F: FnMut(&V) -> bool>(
        &self,
        predicate: F,
    ) -> impl Future<Output = Result<KeyedGuard<'_, K, V>, Infallible>> {
        Succeeds { future: self.lock_when(predicate) }
    }
}

macro_rules! permits {
    ($semaphore:ty, $permit:ident) => {
        #[diagnostic::do_not_recommend]
        impl Permits for $semaphore {
            type Permit<'a> = $permit<'a>;
            type Error = Infallible;

            #[inline]
            #[track_caller]
            fn permits(&self, n: usize) -> impl Future<Output = Result<$permit<'_>, Infallible>> {
                Succeeds { future: self.acquire_many(n) }
            }

            #[track_caller]
            fn try_permits(
                &self,
                n: usize,
            ) -> impl Future<Output = Result<Option<$permit<'_>>, Infallible>> {
                ready(Ok(self.try_acquire_many(n).ok()))
            }

            fn address(&self) -> usize {
                self.core_address()
            }

            fn kind(&self) -> Kind {
                Kind::Counting
            }

            fn available(&self) -> Option<usize> {
                Some(<$semaphore>::available(self))
            }
        }
    };
}

permits!(Semaphore, Permit);
permits!(BoundedSemaphore, BoundedPermit);

#[diagnostic::do_not_recommend]
impl Permits for ClosableSemaphore {
    type Permit<'a> = ClosablePermit<'a>;
    type Error = Closed;

    #[inline]
    #[track_caller]
    fn permits(&self, n: usize) -> impl Future<Output = Result<ClosablePermit<'_>, Closed>> {
        self.acquire_many(n)
    }

    #[track_caller]
    fn try_permits(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<Option<ClosablePermit<'_>>, Closed>> {
        ready(match self.try_acquire_many(n) {
            Ok(permit) => Ok(Some(permit)),
            Err(TryAcquireError::WouldBlock) => Ok(None),
            Err(TryAcquireError::Closed) => Err(Closed),
        })
    }

    fn address(&self) -> usize {
        self.core_address()
    }

    fn kind(&self) -> Kind {
        Kind::Counting
    }

    fn available(&self) -> Option<usize> {
        Some(ClosableSemaphore::available(self))
    }
}

#[diagnostic::do_not_recommend]
impl Rendezvous for Barrier {
    type Turn = Turn;
    type Error = BrokenBarrier;

    fn meet(&self) -> impl Future<Output = Result<Turn, BrokenBarrier>> {
        self.wait()
    }

    fn parties(&self) -> Option<usize> {
        Some(Barrier::parties(self))
    }
}

#[diagnostic::do_not_recommend]
impl Signal for Event {
    type Error = Infallible;

    fn wait(&self) -> impl Future<Output = Result<(), Infallible>> {
        Succeeds { future: Event::wait(self) }
    }

    fn set(&self) {
        Event::set(self);
    }
}

/// The future of [`meet_own`](super::meet_own).
#[must_use = "futures do nothing unless awaited"]
pub struct MeetOwn<'a>(BarrierWait<'a>);

impl<'a> MeetOwn<'a> {
    pub(super) fn new(barrier: &'a Barrier) -> Self {
        MeetOwn(barrier.wait())
    }
}

impl Future for MeetOwn<'_> {
    type Output = Turn;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Turn> {
        let met = Pin::new(&mut self.0).poll(cx);
        met.map(|met| {
            hook::is_held(true);
            met.expect("a barrier that a function owns is never reset or aborted")
        })
    }
}

debug_is_name! { ['a] MeetOwn<'a>; }
