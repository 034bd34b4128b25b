//! The functions that attributes expand to.

#![expect(clippy::type_complexity, reason = "see `Certain`")]

use super::{
    CannotFail, Certain, Exclusive, Hold, Permits, Predicated, Rendezvous, Shared, Signal,
    primitives::MeetOwn,
};
use crate::Barrier;

/// The functions that attributes call, once for each way of failing: `$future` is what they give, and `$bound` what it asks of the
/// primitive's error.
macro_rules! holds {
    ($(#[$about:meta])* ; $future:ident<$($extra:ty),*>, $($bound:tt)*) => {
        /// Holds a lock, alone. `name` is how the program calls it.
        $(#[$about])*
        #[inline]
        #[track_caller]
        pub fn exclusive<'a, P>(
            place: &'a P,
            name: &'static str,
        ) -> Hold<$future<impl Future<Output = Result<P::Guard<'a>, P::Error>>, P::Guard<'a>, P::Error $(, $extra)*>>
        where
            P: Exclusive + ?Sized,
            P::Error: $($bound)*,
        {
            crate::observe::hook::named(name, || crate::observe::Wanted::one(place.kind(), place.address()));
            Hold { future: $future::named(place.exclusive(), name), address: place.address(), name }
        }

        /// Holds a lock when `predicate` is true of its data.
        $(#[$about])*
        #[inline]
        #[track_caller]
        pub fn exclusive_when<'a, P, F>(
            place: &'a P,
            name: &'static str,
            predicate: F,
        ) -> Hold<$future<impl Future<Output = Result<P::Guard<'a>, P::Error>>, P::Guard<'a>, P::Error $(, $extra)*>>
        where
            P: Predicated + ?Sized,
            F: FnMut(&P::Data) -> bool,
            P::Error: $($bound)*,
        {
            crate::observe::hook::named(name, || crate::observe::Wanted::one(place.kind(), place.address()));
            Hold { future: $future::named(place.exclusive_when(predicate), name), address: place.address(), name }
        }

        /// Holds a lock to read.
        $(#[$about])*
        #[inline]
        #[track_caller]
        pub fn shared<'a, P>(
            place: &'a P,
            name: &'static str,
        ) -> Hold<$future<impl Future<Output = Result<P::Guard<'a>, P::Error>>, P::Guard<'a>, P::Error $(, $extra)*>>
        where
            P: Shared + ?Sized,
            P::Error: $($bound)*,
        {
            crate::observe::hook::named(name, || crate::observe::Wanted::one(place.kind(), place.address()));
            Hold { future: $future::named(place.shared(), name), address: place.address(), name }
        }

        /// Holds `n` permits.
        $(#[$about])*
        #[inline]
        #[track_caller]
        pub fn permits<'a, P>(
            place: &'a P,
            n: usize,
            name: &'static str,
        ) -> $future<impl Future<Output = Result<P::Permit<'a>, P::Error>>, P::Permit<'a>, P::Error $(, $extra)*>
        where
            P: Permits + ?Sized,
            P::Error: $($bound)*,
        {
            crate::observe::hook::named(name, || crate::observe::Wanted::permits(place.kind(), place.address(), n, place.available()));
            $future::named(place.permits(n), name)
        }

        /// Meets the others at a barrier.
        $(#[$about])*
        #[inline]
        #[track_caller]
        pub fn meet<P>(
            place: &P,
            name: &'static str,
        ) -> $future<impl Future<Output = Result<P::Turn, P::Error>>, P::Turn, P::Error $(, $extra)*>
        where
            P: Rendezvous + ?Sized,
            P::Error: $($bound)*,
        {
            crate::observe::hook::named(name, || crate::observe::Wanted::meeting(place.address(), place.parties()));
            $future::named(place.meet(), name)
        }

        /// Waits for an event.
        $(#[$about])*
        #[inline]
        #[track_caller]
        pub fn wait<P>(
            place: &P,
            name: &'static str,
        ) -> $future<impl Future<Output = Result<(), P::Error>>, (), P::Error $(, $extra)*>
        where
            P: Signal + ?Sized,
            P::Error: $($bound)*,
        {
            crate::observe::hook::named(name, || crate::observe::Wanted::one(crate::observe::Kind::Signalling, place.address()));
            $future::named(place.wait(), name)
        }
    };
}

holds! { ; Certain<>, CannotFail<P> }

/// Meets the others at a barrier that a function owns: nobody else can reset or abort it, so this cannot fail.
#[inline]
pub fn meet_own<'a>(barrier: &'a Barrier, name: &'static str) -> MeetOwn<'a> {
    crate::observe::hook::named(name, || {
        crate::observe::Wanted::meeting(std::ptr::from_ref(barrier).addr(), Some(barrier.parties()))
    });
    MeetOwn::new(barrier)
}

/// The same for what can fail: awaiting gives a `Result`.
pub mod fallible {
    pub use crate::hold::all::try_all as all;
    use crate::hold::{
        CanFail, Exclusive, Hold, Permits, Possible, Predicated, Rendezvous, Shared, Signal,
    };

    holds! {
        ///
        /// # Errors
        ///
        /// As the primitive's.
        ; Possible<P>, CanFail<P>
    }
}

/// A module of functions for holds that end with the error `$error` if something else comes first.
macro_rules! attempts {
    ($(#[$about:meta])* $module:ident, $error:ident) => {
        $(#[$about])*
        pub mod $module {
            pub use crate::hold::all::named_all as all;
            use std::convert::Infallible;

            use crate::{
                Barrier, $error, Turn,
                hold::{
                    Attempt, Exclusive, Hold, Or, Permits, Predicated, Rendezvous, Shared, Signal,
                    Succeeds, primitives::MeetOwn,
                },
            };

            holds! {
                ///
                /// # Errors
                ///
                /// As the primitive's.
                ; Attempt<$error>, Or<$error>
            }

            /// Meets the others at a barrier that a function owns.
            ///
            /// # Errors
            ///
            /// None: nobody else can reset or abort it.
            #[inline]
            pub fn meet_own<'a>(
                barrier: &'a Barrier,
                name: &'static str,
            ) -> Attempt<Succeeds<MeetOwn<'a>>, Turn, Infallible, $error> {
                crate::observe::hook::named(name, || {
        crate::observe::Wanted::meeting(std::ptr::from_ref(barrier).addr(), Some(barrier.parties()))
    });
                Attempt::named(Succeeds { future: MeetOwn::new(barrier) }, name)
            }
        }
    };
}

#[cfg(feature = "tokio")]
attempts! {
    /// The same for [`timeout`](crate::hold::timeout()): whatever can fail or not gives a `Result`.
    within, TimedOut
}

attempts! {
    /// The same for [`unless`](crate::hold::unless()): whatever can fail or not gives a `Result`.
    cancellable, Cancelled
}

/// The functions of [`now`](crate::hold::now()), which do not wait: they acquire at once or fail.
pub mod nowait {
    pub use crate::hold::all::named_all as all;
    use crate::{
        WouldBlock,
        hold::{Exclusive, Hold, Or, Permits, Shared, Try},
    };

    /// Holds a lock, alone.
    ///
    /// # Errors
    ///
    /// The lock's own error, or that the hold would have to wait.
    #[inline]
    #[track_caller]
    pub fn exclusive<'a, P>(
        place: &'a P,
        name: &'static str,
    ) -> Hold<
        Try<impl Future<Output = Result<Option<P::Guard<'a>>, P::Error>>, P::Guard<'a>, P::Error>,
    >
    where
        P: Exclusive + ?Sized,
        P::Error: Or<WouldBlock>,
    {
        crate::observe::hook::named(name, || {
            crate::observe::Wanted::one(place.kind(), place.address())
        });
        Hold { future: Try::named(place.try_exclusive(), name), address: place.address(), name }
    }

    /// Holds a lock to read.
    ///
    /// # Errors
    ///
    /// The lock's own error, or that the hold would have to wait.
    #[inline]
    #[track_caller]
    pub fn shared<'a, P>(
        place: &'a P,
        name: &'static str,
    ) -> Hold<
        Try<impl Future<Output = Result<Option<P::Guard<'a>>, P::Error>>, P::Guard<'a>, P::Error>,
    >
    where
        P: Shared + ?Sized,
        P::Error: Or<WouldBlock>,
    {
        crate::observe::hook::named(name, || {
            crate::observe::Wanted::one(place.kind(), place.address())
        });
        Hold { future: Try::named(place.try_shared(), name), address: place.address(), name }
    }

    /// Holds `n` permits.
    ///
    /// # Errors
    ///
    /// The semaphore's own error, or that the hold would have to wait.
    #[inline]
    #[track_caller]
    pub fn permits<'a, P>(
        place: &'a P,
        n: usize,
        name: &'static str,
    ) -> Try<impl Future<Output = Result<Option<P::Permit<'a>>, P::Error>>, P::Permit<'a>, P::Error>
    where
        P: Permits + ?Sized,
        P::Error: Or<WouldBlock>,
    {
        crate::observe::hook::named(name, || {
            crate::observe::Wanted::permits(place.kind(), place.address(), n, place.available())
        });
        Try::named(place.try_permits(n), name)
    }
}
