//! The futures of a single hold.

use std::{
    convert::Infallible,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::failure::CanFail;
use crate::{
    fmt::debug_is_name,
    observe::{self, hook},
};

/// Something that a hold waits for, as the program calls it.
pub trait Target {
    /// The place in the attribute, such as `self.metrics`.
    fn target(&self) -> &'static str;
}

pin_project! {
    /// A lock about to be held: await it, or hold several as one with [`all`].
    ///
    /// It is a future itself, not something that becomes one: for an `IntoFuture` the compiler reports a second error for each
    /// mistake in a place.
    #[must_use = "nothing is held unless this is awaited"]
    pub struct Hold<F> {
        #[pin]
        pub(super) future: F,
        pub(super) address: usize,
        pub(super) name: &'static str,
    }
}

impl<F> Hold<F> {
    /// The hold by itself, not as one of several: a smaller future, since it needs no place in an order.
    #[inline]
    pub fn alone(self) -> F {
        self.future
    }
}

impl<F> Target for Hold<F> {
    fn target(&self) -> &'static str {
        observe::parts_of(self.name).0
    }
}

impl<F: Future> Future for Hold<F> {
    type Output = F::Output;

    #[inline(always)]
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
    pub(super) fn named(future: F, _name: &'static str) -> Self {
        Self::new(future)
    }

    #[inline]
    pub(super) fn new(future: F) -> Self {
        Certain { future, output: PhantomData }
    }
}

/// Without a bound on `E`: the functions that make one have it, and a second one here would be a second error for one mistake.
impl<F, G, E> Future for Certain<F, G, E>
where
    F: Future<Output = Result<G, E>>,
{
    type Output = G;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<G> {
        ready!(crate::stress::poll_yield(cx));
        self.project().future.poll(cx).map(|outcome| match outcome {
            Ok(guard) => {
                hook::is_held(true);
                guard
            }
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
    pub(super) fn named(future: F, _name: &'static str) -> Self {
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

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        ready!(crate::stress::poll_yield(cx));
        self.project().future.poll(cx).map(|outcome| {
            hook::is_held(outcome.is_ok());
            outcome
        })
    }
}

pin_project! {
    /// A future that cannot fail, where one that can is asked for.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Succeeds<F> {
        #[pin]
        pub(super) future: F,
    }
}

impl<F: Future> Future for Succeeds<F> {
    type Output = Result<F::Output, Infallible>;

    #[inline(always)]
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
