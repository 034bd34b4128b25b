//! Permits, and the future that gets them, for both kinds of semaphore.

use std::{
    fmt, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use crate::{
    BoundedSemaphore, Semaphore,
    wait::{Acquiring, Key, Source},
};

/// How a permit or a future reaches its semaphore: by reference or by `Arc`, bounded or not.
pub trait SemaphoreRef: sealed::SemaphoreRef {}

pub(crate) mod sealed {
    use crate::Semaphore;

    pub trait SemaphoreRef: Clone {
        type Permit;

        fn semaphore(&self) -> &Semaphore;
        fn permit(&self, n: usize) -> Self::Permit;
        /// `n` permits of this semaphore will not come back by themselves.
        fn forgotten(&self, n: usize);
    }
}

/// The future of the semaphores' `acquire` methods.
#[must_use = "futures do nothing unless awaited"]
pub struct Acquire<R: SemaphoreRef>(Acquiring<Take<R>>);

impl<R: SemaphoreRef> Acquire<R> {
    #[inline]
    pub(crate) fn new(semaphore: R, n: usize) -> Self {
        Acquire(Acquiring::new(Take { semaphore, n }))
    }
}

impl<R: SemaphoreRef> Unpin for Acquire<R> {}

impl<R: SemaphoreRef> Future for Acquire<R> {
    type Output = R::Permit;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Permit> {
        self.0.poll(cx).map(|()| {
            let take = self.0.source();
            take.semaphore.permit(take.n)
        })
    }
}

struct Take<R> {
    semaphore: R,
    n: usize,
}

impl<R: SemaphoreRef> Source for Take<R> {
    type Ticket = Key;
    type Grant = ();

    #[inline]
    fn try_take(&self) -> Option<()> {
        self.semaphore.semaphore().try_take(self.n).then_some(())
    }

    fn enqueue(&self, waker: Waker) -> Result<(), Key> {
        self.semaphore.semaphore().enqueue(self.n, waker)
    }

    fn collect(&self, key: Key, waker: &Waker) -> Option<()> {
        self.semaphore.semaphore().collect(key, waker)
    }

    fn cancel(&self, key: Key) {
        self.semaphore.semaphore().cancel(key, self.n);
    }

    fn give_back(&self, (): ()) {
        self.semaphore.semaphore().release(self.n);
    }
}

macro_rules! permit {
    ($(#[$doc:meta])* $permit:ident [$($lifetime:lifetime)?] $semaphore:ty, $forgotten:expr) => {
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

            /// How many permits this holds.
            pub fn permits(&self) -> usize {
                self.n
            }

            /// Keeps the permits from being released: they are gone until somebody calls `release`.
            pub fn forget(mut self) {
                sealed::SemaphoreRef::forgotten(&self.semaphore, mem::take(&mut self.n));
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
            /// If they are of different semaphores; both are released then.
            #[track_caller]
            pub fn merge(&mut self, mut other: Self) {
                let (ours, theirs): (&$semaphore, &$semaphore) = (&self.semaphore, &other.semaphore);
                assert!(std::ptr::eq(&**ours, &**theirs), "merged permits of two semaphores");
                self.n += mem::take(&mut other.n);
            }
        }

        impl<$($lifetime)?> Drop for $permit<$($lifetime)?> {
            #[inline]
            fn drop(&mut self) {
                if self.n != 0 {
                    sealed::SemaphoreRef::semaphore(&self.semaphore).release(self.n);
                }
            }
        }

        impl<$($lifetime)?> fmt::Debug for $permit<$($lifetime)?> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($permit)).field("permits", &self.n).finish_non_exhaustive()
            }
        }

        impl<$($lifetime)?> SemaphoreRef for $semaphore {}

        impl<$($lifetime)?> sealed::SemaphoreRef for $semaphore {
            type Permit = $permit<$($lifetime)?>;

            #[inline]
            fn semaphore(&self) -> &Semaphore {
                (**self).as_ref()
            }

            #[inline]
            fn permit(&self, n: usize) -> Self::Permit {
                $permit::new(self.clone(), n)
            }

            fn forgotten(&self, n: usize) {
                let forgotten: fn(&Self, usize) = $forgotten;
                forgotten(self, n);
            }
        }
    };
}

permit! {
    /// Permits of a [`Semaphore`]; dropping them releases them.
    Permit ['a] &'a Semaphore, |_, _| {}
}

permit! {
    /// Permits of a [`Semaphore`] that they also keep alive.
    OwnedPermit [] Arc<Semaphore>, |_, _| {}
}

permit! {
    /// Permits of a [`BoundedSemaphore`]; dropping them releases them, which cannot fail.
    BoundedPermit ['a] &'a BoundedSemaphore, |semaphore, n| BoundedSemaphore::forgotten(semaphore, n)
}

permit! {
    /// Permits of a [`BoundedSemaphore`] that they also keep alive.
    OwnedBoundedPermit [] Arc<BoundedSemaphore>, |semaphore, n| BoundedSemaphore::forgotten(semaphore, n)
}

impl AsRef<Semaphore> for Semaphore {
    fn as_ref(&self) -> &Semaphore {
        self
    }
}
