//! Holds that are given up when something else happens first.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{Or, Target};
use crate::{
    fmt::debug_is_name,
    observe::{self, hook},
};

pin_project! {
    /// The future of a hold whose error, if any, is handled next to `X`.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Attempt<F, G, E, X> {
        #[pin]
        future: F,
        name: &'static str,
        output: PhantomData<fn(X) -> (G, E)>,
    }
}

impl<F, G, E, X> Attempt<F, G, E, X> {
    #[inline]
    pub(super) fn named(future: F, name: &'static str) -> Self {
        Attempt { future, name, output: PhantomData }
    }
}

impl<F, G, E, X> Target for Attempt<F, G, E, X> {
    fn target(&self) -> &'static str {
        observe::parts_of(self.name).0
    }
}

impl<F, G, E, X> Future for Attempt<F, G, E, X>
where
    F: Future<Output = Result<G, E>>,
    E: Or<X>,
{
    type Output = Result<G, E::Error>;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        ready!(crate::stress::poll_yield(cx));
        self.project().future.poll(cx).map(|outcome| {
            hook::is_held(outcome.is_ok());
            outcome.map_err(Or::or)
        })
    }
}

debug_is_name! { [F, G, E, X] Attempt<F, G, E, X>; }
