//! What the attributes expand to: one function per way of holding, each generic over a small trait.
//!
//! The traits are for primitives that this crate does not have: implement [`Exclusive`] for a lock of your own, and
//! `#[guarded(MY_LOCK)]` holds it. References, `Box`, `Rc`, `Arc` and `LazyLock` of a primitive are primitives.
//!
//! The functions of this module hold what cannot fail; those of [`fallible`] give a `Result`, for `?` or `else`. Each is given
//! the place and how the program calls it, which is what a message about it says.
//!
//! The traits return `impl Future`, without `Send`, so that they fit `Rc` and data that is not `Send`. With a concrete primitive
//! the compiler sees whether the future is `Send`; code that is generic over `L: Exclusive` cannot be spawned.

#![expect(clippy::type_complexity, reason = "see `Certain`")]

mod all;
mod bounded;
mod clause;
#[cfg(feature = "tokio")]
mod foreign;
mod pointers;
mod primitives;

use std::{
    convert::Infallible,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

#[cfg(feature = "tokio")]
pub use self::bounded::{Attempt, Timeout, timeout};
pub use self::{
    all::{AllInto, Together, all},
    bounded::{Now, Or, Refused, Try, now},
    clause::{Notify, Sets, notify_all, notify_one, sets},
};
use crate::{Barrier, Turn, fmt::debug_is_name};

/// A lock that one task at a time holds: a target of `#[guarded(..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot guard a function",
    label = "not a lock",
    note = "`guarded` holds an `interlocking::Lock`, or whatever implements `interlocking::hold::Exclusive`"
)]
pub trait Exclusive {
    /// Holds the lock until it is dropped; for data, it dereferences to them.
    type Guard<'a>
    where
        Self: 'a;
    /// Why acquiring can fail; [`Infallible`] if it cannot.
    type Error;

    /// Acquires the lock, waiting for it.
    fn exclusive(&self) -> impl Future<Output = Result<Self::Guard<'_>, Self::Error>>;

    /// Acquires the lock if that needs no waiting for other holders. A lock on another machine may still have to ask.
    fn try_exclusive(&self) -> impl Future<Output = Result<Option<Self::Guard<'_>>, Self::Error>>;

    /// Where the primitive itself is, behind all pointers: several locks are acquired in this order.
    fn address(&self) -> usize;
}

/// A lock that many tasks at a time hold to read: a target of `#[guarded(read ..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be held for reading",
    label = "not a reader-writer lock",
    note = "`read` holds an `interlocking::RwLock`, or whatever implements `interlocking::hold::Shared`; for any other lock, \
            leave `read` out"
)]
pub trait Shared {
    /// Holds the lock until it is dropped; for data, it dereferences to them.
    type Guard<'a>
    where
        Self: 'a;
    /// Why acquiring can fail; [`Infallible`] if it cannot.
    type Error;

    /// Acquires the lock to read, waiting for it.
    fn shared(&self) -> impl Future<Output = Result<Self::Guard<'_>, Self::Error>>;

    /// Acquires the lock to read if that needs no waiting for other holders.
    fn try_shared(&self) -> impl Future<Output = Result<Option<Self::Guard<'_>>, Self::Error>>;

    /// Where the primitive itself is, behind all pointers: several locks are acquired in this order.
    fn address(&self) -> usize;
}

/// A lock that can be had when its data are right: a target of `#[guarded(.., when = |data| ..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot wait for what its data are",
    label = "not a lock with predicates",
    note = "`when` needs an `interlocking::Lock`, or whatever implements `interlocking::hold::Predicated`"
)]
pub trait Predicated: Exclusive {
    /// What the predicate is asked of.
    type Data: ?Sized;

    /// Acquires the lock when it is free and `predicate` is true of the data.
    fn exclusive_when<F>(
        &self,
        predicate: F,
    ) -> impl Future<Output = Result<Self::Guard<'_>, Self::Error>>
    where
        F: FnMut(&Self::Data) -> bool;
}

/// A number of permits to take: a target of `#[semaphore(..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no permits to hold for a function",
    label = "not a semaphore",
    note = "`semaphore` takes from an `interlocking::Semaphore` or `BoundedSemaphore`, or whatever implements \
            `interlocking::hold::Permits`"
)]
pub trait Permits {
    /// Holds the permits until it is dropped.
    type Permit<'a>
    where
        Self: 'a;
    /// Why acquiring can fail; [`Infallible`] if it cannot.
    type Error;

    /// Acquires `n` permits as one, waiting for them.
    fn permits(&self, n: usize) -> impl Future<Output = Result<Self::Permit<'_>, Self::Error>>;

    /// Acquires `n` permits if that needs no waiting for other holders.
    fn try_permits(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<Option<Self::Permit<'_>>, Self::Error>>;
}

/// A meeting point: a target of `#[barrier(..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a place to meet",
    label = "not a barrier",
    note = "`barrier` waits at an `interlocking::Barrier`, or whatever implements `interlocking::hold::Rendezvous`"
)]
pub trait Rendezvous {
    /// What a party learns of the meeting.
    type Turn;
    /// Why the meeting can fail; [`Infallible`] if it cannot.
    type Error;

    /// Arrives, and waits for the others.
    fn meet(&self) -> impl Future<Output = Result<Self::Turn, Self::Error>>;
}

/// A flag to wait for and to set: a target of `#[waits(..)]` and `#[sets(..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something to wait for or to set",
    label = "not an event",
    note = "`waits` and `sets` take an `interlocking::Event`, or whatever implements `interlocking::hold::Signal`"
)]
pub trait Signal {
    /// Why waiting can fail; [`Infallible`] if it cannot.
    type Error;

    /// Waits until it is set.
    fn wait(&self) -> impl Future<Output = Result<(), Self::Error>>;

    /// Sets it. Runs in a `Drop`: it must not panic.
    fn set(&self);
}

/// The error of a `P` that cannot fail.
#[diagnostic::on_unimplemented(
    message = "`{P}` can fail to be acquired, and this attribute does not say what then",
    label = "this can fail with `{Self}`",
    note = "write `?` after the place to return the error, or add `else {{ .. }}` as the last argument"
)]
pub trait CannotFail<P: ?Sized>: sealed::Never {}

impl<P: ?Sized> CannotFail<P> for Infallible {}

/// The error of a `P` that can fail. Implement it for the error of a primitive of your own, for every `P`:
///
/// ```
/// # struct Disconnected;
/// impl<P: ?Sized> interlocking::hold::CanFail<P> for Disconnected {
///     type Error = Self;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{P}` cannot fail to be acquired, so there is nothing for `?` or `else` to handle",
    label = "this cannot fail",
    note = "remove the `?` after the place, or the `else {{ .. }}`"
)]
pub trait CanFail<P: ?Sized> {
    /// Itself. Where an error cannot be, this is unknown, and a `?` that would return it is not a second mistake.
    type Error;
}

impl<P: ?Sized> CanFail<P> for crate::BrokenBarrier {
    type Error = Self;
}

mod sealed {
    pub trait Never {}

    impl Never for std::convert::Infallible {}
}

pin_project! {
    /// A lock about to be held: await it, or hold several as one with [`all`].
    ///
    /// It is a future itself, not something that becomes one: for an `IntoFuture` the compiler reports a second error for each
    /// mistake in a place.
    #[must_use = "nothing is held unless this is awaited"]
    pub struct Hold<F> {
        #[pin]
        future: F,
        address: usize,
        name: &'static str,
    }
}

impl<F: Future> Future for Hold<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}

pin_project! {
    /// The future of a hold that cannot fail.
    ///
    /// It names its outputs, in the signatures below too: behind an `impl Future<Output = P::Guard<'a>>` the compiler loses
    /// track of whether the future is `Send` where `P` is a reference.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Certain<F, G, E> {
        #[pin]
        future: F,
        output: PhantomData<fn() -> (G, E)>,
    }
}

impl<F, G, E> Certain<F, G, E> {
    #[inline]
    fn new(future: F) -> Self {
        Certain { future, output: PhantomData }
    }
}

/// Without a bound on `E`: the functions that make one have it, and a second one here would be a second error for one mistake.
impl<F, G, E> Future for Certain<F, G, E>
where
    F: Future<Output = Result<G, E>>,
{
    type Output = G;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<G> {
        self.project().future.poll(cx).map(|outcome| match outcome {
            Ok(guard) => guard,
            Err(_) => unreachable!("only `Infallible` is `CannotFail`"),
        })
    }
}

pin_project! {
    /// The future of a hold of a `P` that can fail.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Possible<F, G, E, P: ?Sized> {
        #[pin]
        future: F,
        output: PhantomData<fn(&P) -> (G, E)>,
    }
}

impl<F, G, E, P: ?Sized> Possible<F, G, E, P> {
    #[inline]
    fn new(future: F) -> Self {
        Possible { future, output: PhantomData }
    }
}

impl<F, G, E, P> Future for Possible<F, G, E, P>
where
    F: Future<Output = Result<G, E>>,
    E: CanFail<P, Error = E>,
    P: ?Sized,
{
    type Output = Result<G, <E as CanFail<P>>::Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().future.poll(cx)
    }
}

pin_project! {
    /// A future that cannot fail, where one that can is asked for.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Succeeds<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Succeeds<F> {
    type Output = Result<F::Output, Infallible>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().future.poll(cx).map(Ok)
    }
}

debug_is_name! {
    [F] Hold<F>;
    [F, G, E] Certain<F, G, E>;
    [F, G, E, P: ?Sized] Possible<F, G, E, P>;
    [F] Succeeds<F>;
}

/// The functions that attributes call, once for each way of failing: `$future` is what they give, and `$bound` what it asks of the
/// primitive's error.
macro_rules! holds {
    ($(#[$about:meta])* ; $future:ident<$($extra:ty),*>, $($bound:tt)*) => {
        /// Holds a lock, alone. `name` is how the program calls it.
        $(#[$about])*
        #[inline]
        pub fn exclusive<'a, P>(
            place: &'a P,
            name: &'static str,
        ) -> Hold<$future<impl Future<Output = Result<P::Guard<'a>, P::Error>>, P::Guard<'a>, P::Error $(, $extra)*>>
        where
            P: Exclusive + ?Sized,
            P::Error: $($bound)*,
        {
            Hold { future: $future::new(place.exclusive()), address: place.address(), name }
        }

        /// Holds a lock when `predicate` is true of its data.
        $(#[$about])*
        #[inline]
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
            Hold { future: $future::new(place.exclusive_when(predicate)), address: place.address(), name }
        }

        /// Holds a lock to read.
        $(#[$about])*
        #[inline]
        pub fn shared<'a, P>(
            place: &'a P,
            name: &'static str,
        ) -> Hold<$future<impl Future<Output = Result<P::Guard<'a>, P::Error>>, P::Guard<'a>, P::Error $(, $extra)*>>
        where
            P: Shared + ?Sized,
            P::Error: $($bound)*,
        {
            Hold { future: $future::new(place.shared()), address: place.address(), name }
        }

        /// Holds `n` permits.
        $(#[$about])*
        #[inline]
        pub fn permits<'a, P>(
            place: &'a P,
            n: usize,
            _name: &'static str,
        ) -> $future<impl Future<Output = Result<P::Permit<'a>, P::Error>>, P::Permit<'a>, P::Error $(, $extra)*>
        where
            P: Permits + ?Sized,
            P::Error: $($bound)*,
        {
            $future::new(place.permits(n))
        }

        /// Meets the others at a barrier.
        $(#[$about])*
        #[inline]
        pub fn meet<P>(
            place: &P,
            _name: &'static str,
        ) -> $future<impl Future<Output = Result<P::Turn, P::Error>>, P::Turn, P::Error $(, $extra)*>
        where
            P: Rendezvous + ?Sized,
            P::Error: $($bound)*,
        {
            $future::new(place.meet())
        }

        /// Waits for an event.
        $(#[$about])*
        #[inline]
        pub fn wait<P>(
            place: &P,
            _name: &'static str,
        ) -> $future<impl Future<Output = Result<(), P::Error>>, (), P::Error $(, $extra)*>
        where
            P: Signal + ?Sized,
            P::Error: $($bound)*,
        {
            $future::new(place.wait())
        }
    };
}

holds! { ; Certain<>, CannotFail<P> }

/// Meets the others at a barrier that a function owns: nobody else can reset or abort it, so this cannot fail.
#[inline]
pub fn meet_own(barrier: &Barrier, _name: &'static str) -> impl Future<Output = Turn> {
    primitives::MeetOwn::new(barrier)
}

/// The same for what can fail: awaiting gives a `Result`.
pub mod fallible {
    pub use super::all::try_all as all;
    use super::{
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

/// The same for [`timeout`]: whatever can fail or not gives a `Result`.
#[cfg(feature = "tokio")]
pub mod within {
    pub use super::all::try_all as all;
    use super::{Attempt, Exclusive, Hold, Or, Permits, Predicated, Rendezvous, Shared, Signal};
    use crate::{Barrier, TimedOut, Turn};

    holds! {
        ///
        /// # Errors
        ///
        /// As the primitive's.
        ; Attempt<TimedOut>, Or<TimedOut>
    }

    /// Meets the others at a barrier that a function owns.
    ///
    /// # Errors
    ///
    /// None: nobody else can reset or abort it.
    #[inline]
    pub fn meet_own(
        barrier: &Barrier,
        _name: &'static str,
    ) -> impl Future<Output = Result<Turn, TimedOut>> {
        super::primitives::MeetOwn::in_time(barrier)
    }
}

/// The same for [`now`]: what is had without waiting, or not at all.
pub mod nowait {
    pub use super::all::try_all as all;
    use super::{Exclusive, Hold, Or, Permits, Shared, Try};
    use crate::WouldBlock;

    /// Holds a lock, alone.
    ///
    /// # Errors
    ///
    /// As the lock's, or that it would have had to wait.
    #[inline]
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
        Hold { future: Try::new(place.try_exclusive()), address: place.address(), name }
    }

    /// Holds a lock to read.
    ///
    /// # Errors
    ///
    /// As the lock's, or that it would have had to wait.
    #[inline]
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
        Hold { future: Try::new(place.try_shared()), address: place.address(), name }
    }

    /// Holds `n` permits.
    ///
    /// # Errors
    ///
    /// As the semaphore's, or that it would have had to wait.
    #[inline]
    pub fn permits<'a, P>(
        place: &'a P,
        n: usize,
        _name: &'static str,
    ) -> Try<impl Future<Output = Result<Option<P::Permit<'a>>, P::Error>>, P::Permit<'a>, P::Error>
    where
        P: Permits + ?Sized,
        P::Error: Or<WouldBlock>,
    {
        Try::new(place.try_permits(n))
    }
}
