//! Permits, and the future that gets them, for both kinds of semaphore.

use std::{
    fmt, mem,
    pin::Pin,
    ptr,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use self::sealed::{Counted, SemaphoreRef as _};
use crate::{
    BoundedSemaphore, Semaphore,
    wait::{Acquiring, Place, Request},
};

/// How a permit or a future reaches its semaphore: by reference or by `Arc`, bounded or not.
#[expect(private_bounds, reason = "private methods cannot be called through a generic parameter")]
pub trait SemaphoreRef: sealed::Permitting + sealed::SemaphoreRef {}

pub(crate) mod sealed {
    use crate::Semaphore;

    pub trait Permitting: Clone {
        type Permit;
    }

    pub(crate) trait SemaphoreRef: Permitting {
        fn core(&self) -> &Semaphore;
        fn permit(&self, n: usize) -> Self::Permit;
    }

    /// What each kind of semaphore is made of, and what it keeps besides.
    pub(crate) trait Counted {
        fn core(&self) -> &Semaphore;
        /// `n` permits will not come back by themselves.
        fn forgotten(&self, n: usize);
    }
}

/// The future of the semaphores' `acquire` methods.
#[must_use = "futures do nothing unless awaited"]
pub struct Acquire<R: SemaphoreRef>(Acquiring<PermitRequest<R>>);

impl<R: SemaphoreRef> Acquire<R> {
    #[inline]
    pub(crate) fn new(semaphore: R, n: usize) -> Self {
        Acquire(Acquiring::new(PermitRequest { semaphore, n }))
    }
}

impl<R: SemaphoreRef> Unpin for Acquire<R> {}

impl<R: SemaphoreRef> Future for Acquire<R> {
    type Output = R::Permit;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Permit> {
        self.0.poll(cx).map(|()| {
            let PermitRequest { semaphore, n } = self.0.request();
            semaphore.permit(*n)
        })
    }
}

struct PermitRequest<R> {
    semaphore: R,
    n: usize,
}

impl<R: SemaphoreRef> Request for PermitRequest<R> {
    type Place = Place;
    type Grant = ();
    type Freed = ();

    #[inline]
    fn try_take(&self) -> Option<()> {
        self.semaphore.core().try_take(self.n).then_some(())
    }

    #[inline]
    fn enqueue(&self, waker: &mut Option<Waker>, (): &mut ()) -> Result<(), Place> {
        self.semaphore.core().enqueue(self.n, waker)
    }

    fn collect(&self, place: Place, waker: &Waker) -> Option<()> {
        self.semaphore.core().collect(place, waker).then_some(())
    }

    fn cancel(&self, place: Place) {
        self.semaphore.core().cancel(place, self.n);
    }

    fn give_back(&self, (): ()) {
        self.semaphore.core().give_back(self.n);
    }
}

macro_rules! permit {
    ($(#[$doc:meta])* $permit:ident [$($lifetime:lifetime)?] $semaphore:ty, $given:ty) => {
        $(#[$doc])*
        #[must_use = "the permits are released as soon as this is dropped"]
        pub struct $permit<$($lifetime)?> {
            semaphore: $semaphore,
            n: usize,
        }

        impl<$($lifetime)?> $permit<$($lifetime)?> {
            #[inline]
            pub(crate) fn new(semaphore: $semaphore, n: usize) -> Self {
                Self { semaphore, n }
            }

            /// The semaphore that the permits are of.
            pub fn semaphore(&self) -> $given {
                &self.semaphore
            }

            /// How many permits this holds.
            pub fn permits(&self) -> usize {
                self.n
            }

            /// Keeps the permits from being released: they are gone until somebody calls `release`.
            pub fn forget(mut self) {
                self.semaphore.forgotten(mem::take(&mut self.n));
            }

            /// Splits `n` permits off; `None` if this holds fewer.
            pub fn split(&mut self, n: usize) -> Option<Self> {
                self.n = self.n.checked_sub(n)?;
                Some(Self::new(self.semaphore.clone(), n))
            }

            /// Takes over the permits of `other`.
            ///
            /// # Panics
            ///
            /// If they are of different semaphores, or more than [`Semaphore::MAX`] together; `other` is released then, and this
            /// keeps what it held.
            #[track_caller]
            pub fn merge(&mut self, mut other: Self) {
                let (ours, theirs) = (self.semaphore.core(), other.semaphore.core());
                assert!(ptr::eq(ours, theirs), "merged permits of two semaphores");
                assert!(
                    other.n <= Semaphore::MAX - self.n,
                    "merged to more than `Semaphore::MAX` permits"
                );
                self.n += mem::take(&mut other.n);
            }
        }

        impl<$($lifetime)?> Drop for $permit<$($lifetime)?> {
            #[inline]
            fn drop(&mut self) {
                if self.n != 0 {
                    self.semaphore.core().give_back(self.n);
                }
            }
        }

        impl<$($lifetime)?> fmt::Debug for $permit<$($lifetime)?> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($permit)).field("permits", &self.n).finish_non_exhaustive()
            }
        }

        impl<$($lifetime)?> SemaphoreRef for $semaphore {}

        impl<$($lifetime)?> sealed::Permitting for $semaphore {
            type Permit = $permit<$($lifetime)?>;
        }

        impl<$($lifetime)?> sealed::SemaphoreRef for $semaphore {
            #[inline]
            fn core(&self) -> &Semaphore {
                Counted::core(&**self)
            }

            #[inline]
            fn permit(&self, n: usize) -> Self::Permit {
                $permit::new(self.clone(), n)
            }
        }
    };
}

permit! {
    /// Permits of a [`Semaphore`]; dropping them releases them.
    Permit ['a] &'a Semaphore, &'a Semaphore
}

permit! {
    /// Permits of a [`Semaphore`] that they also keep alive.
    OwnedPermit [] Arc<Semaphore>, &Arc<Semaphore>
}

permit! {
    /// Permits of a [`BoundedSemaphore`]; dropping them releases them, which cannot fail.
    BoundedPermit ['a] &'a BoundedSemaphore, &'a BoundedSemaphore
}

permit! {
    /// Permits of a [`BoundedSemaphore`] that they also keep alive.
    OwnedBoundedPermit [] Arc<BoundedSemaphore>, &Arc<BoundedSemaphore>
}

impl Counted for Semaphore {
    #[inline]
    fn core(&self) -> &Semaphore {
        self
    }

    fn forgotten(&self, _: usize) {}
}
