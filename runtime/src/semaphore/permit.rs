//! Permits, and the future that gets them, for both kinds of semaphore.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use self::sealed::{Counted, Refusal as _, SemaphoreRef as _};
use crate::{
    Semaphore,
    wait::{Acquiring, Place, Request},
};

/// How a permit or a future reaches its semaphore: by reference or by `Arc`, bounded or not.
#[expect(private_bounds, reason = "private methods cannot be called through a generic parameter")]
pub trait SemaphoreRef: sealed::Permitting + sealed::SemaphoreRef {}

pub(crate) mod sealed {
    use std::convert::Infallible;

    use crate::{Semaphore, wait::Place};

    /// Why a semaphore gives no permits to a request.
    pub(crate) trait Refusal {
        /// The place that the request keeps until it is told.
        fn place(&self) -> Option<Place>;
    }

    impl Refusal for Infallible {
        fn place(&self) -> Option<Place> {
            match *self {}
        }
    }

    pub trait Permitting: Clone {
        /// What acquiring gives.
        type Output;
    }

    pub(crate) trait SemaphoreRef: Permitting {
        type Refusal: Refusal;

        fn core(&self) -> &Semaphore;
        fn refusal(&self, place: Option<Place>) -> Option<Self::Refusal>;
        fn output(&self, n: usize, granted: Result<(), Self::Refusal>) -> Self::Output;
    }

    /// What each kind of semaphore is made of, and what it keeps besides.
    pub(crate) trait Counted {
        /// Why it gives no permits; [`Infallible`](std::convert::Infallible) if it always does.
        type Refusal: Refusal;
        /// What acquiring gives, for permits of type `P`.
        type Output<P>;

        fn core(&self) -> &Semaphore;
        /// `place` is that of the request, if it was queued.
        fn refusal(&self, place: Option<Place>) -> Option<Self::Refusal>;
        fn output<P>(granted: Result<P, Self::Refusal>) -> Self::Output<P>;
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
    type Output = R::Output;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Output> {
        self.0.poll(cx).map(|granted| self.0.request().deliver(granted))
    }
}

struct PermitRequest<R> {
    semaphore: R,
    n: usize,
}

/// The semaphore was closed. A request that was queued keeps its place until it is told, so that leaving it, which may wake others,
/// is the last step.
pub(crate) struct Refused {
    pub(crate) place: Option<Place>,
}

impl sealed::Refusal for Refused {
    fn place(&self) -> Option<Place> {
        self.place
    }
}

impl<R: SemaphoreRef> PermitRequest<R> {
    #[inline]
    fn deliver(&self, granted: Result<(), R::Refusal>) -> R::Output {
        if let Err(refusal) = &granted {
            self.leave(refusal);
        }
        self.semaphore.output(self.n, granted)
    }

    fn leave(&self, refusal: &R::Refusal) {
        if let Some(place) = refusal.place() {
            self.semaphore.core().cancel(place, self.n);
        }
    }
}

impl<R: SemaphoreRef> Request for PermitRequest<R> {
    type Place = Place;
    type Grant = Result<(), R::Refusal>;
    type Freed = ();

    #[inline]
    fn try_take(&self) -> Option<Self::Grant> {
        match self.semaphore.refusal(None) {
            Some(refusal) => Some(Err(refusal)),
            None => self.semaphore.core().try_take(self.n).then_some(Ok(())),
        }
    }

    #[inline]
    fn enqueue(&self, waker: &mut Option<Waker>, (): &mut ()) -> Result<Self::Grant, Place> {
        let Err(place) = self.semaphore.core().enqueue(self.n, waker) else { return Ok(Ok(())) };
        // Looks again: who is not in line yet when the waiters are told is told here.
        self.semaphore.refusal(Some(place)).map(Err).ok_or(place)
    }

    fn collect(&self, place: Place, waker: &Waker) -> Option<Self::Grant> {
        let granted = self.semaphore.core().collect(place, waker);
        self.semaphore.refusal(Some(place)).map(Err).or(granted.then_some(Ok(())))
    }

    fn cancel(&self, place: Place) {
        self.semaphore.core().cancel(place, self.n);
    }

    fn give_back(&self, granted: Self::Grant) {
        match granted {
            Ok(()) => self.semaphore.core().give_back(self.n),
            Err(refusal) => self.leave(&refusal),
        }
    }

    fn address(&self) -> usize {
        self.semaphore.core().core_address()
    }
}

/// A permit of a kind of semaphore, and how a future gets it.
macro_rules! permit {
    ($(#[$doc:meta])* $permit:ident [$($lifetime:lifetime)?] $semaphore:ty, $given:ty, $output:ty, $refusal:ty) => {
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
                self.semaphore.forgotten(::std::mem::take(&mut self.n));
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
                assert!(::std::ptr::eq(ours, theirs), "merged permits of two semaphores");
                assert!(
                    other.n <= $crate::Semaphore::MAX - self.n,
                    "merged to more than `Semaphore::MAX` permits"
                );
                self.n += ::std::mem::take(&mut other.n);
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

        impl<$($lifetime)?> ::std::fmt::Debug for $permit<$($lifetime)?> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($permit)).field("permits", &self.n).finish_non_exhaustive()
            }
        }

        impl<$($lifetime)?> $crate::semaphore::SemaphoreRef for $semaphore {}

        impl<$($lifetime)?> $crate::semaphore::sealed::Permitting for $semaphore {
            type Output = $output;
        }

        impl<$($lifetime)?> $crate::semaphore::sealed::SemaphoreRef for $semaphore {
            type Refusal = $refusal;

            #[inline]
            fn core(&self) -> &$crate::Semaphore {
                $crate::semaphore::sealed::Counted::core(&**self)
            }

            #[inline]
            fn refusal(&self, place: Option<$crate::wait::Place>) -> Option<$refusal> {
                $crate::semaphore::sealed::Counted::refusal(&**self, place)
            }

            #[inline]
            fn output(&self, n: usize, granted: Result<(), $refusal>) -> $output {
                fn of<S: $crate::semaphore::sealed::Counted, P>(_: &S, granted: Result<P, S::Refusal>) -> S::Output<P> {
                    S::output(granted)
                }
                of(&**self, granted.map(|()| $permit::new(self.clone(), n)))
            }
        }
    };
}
pub(crate) use permit;

permit! {
    /// Permits of a [`Semaphore`]; dropping them releases them.
    Permit ['a] &'a Semaphore, &'a Semaphore, Permit<'a>, Infallible
}

permit! {
    /// Permits of a [`Semaphore`] that they also keep alive.
    OwnedPermit [] Arc<Semaphore>, &Arc<Semaphore>, OwnedPermit, Infallible
}

impl Counted for Semaphore {
    type Refusal = Infallible;
    type Output<P> = P;

    #[inline]
    fn refusal(&self, _: Option<Place>) -> Option<Infallible> {
        None
    }

    #[inline]
    fn output<P>(granted: Result<P, Infallible>) -> P {
        let Ok(permit) = granted;
        permit
    }

    #[inline]
    fn core(&self) -> &Semaphore {
        self
    }

    fn forgotten(&self, _: usize) {}
}
