//! Holds that do not wait.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::{Or, Refused, Target};
use crate::{
    WouldBlock,
    fmt::debug_is_name,
    observe::{self, hook},
};

pin_project! {
    /// The future of a hold that does not wait.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Try<F, G, E> {
        #[pin]
        future: F,
        name: &'static str,
        output: PhantomData<fn() -> (G, E)>,
    }
}

impl<F, G, E> Try<F, G, E> {
    #[inline]
    pub(super) fn named(future: F, name: &'static str) -> Self {
        Try { future, name, output: PhantomData }
    }
}

impl<F, G, E> Target for Try<F, G, E> {
    fn target(&self) -> &'static str {
        observe::parts_of(self.name).0
    }
}

impl<F, G, E> Future for Try<F, G, E>
where
    F: Future<Output = Result<Option<G>, E>>,
    E: Or<WouldBlock>,
{
    type Output = Result<G, Refused<E::Error>>;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().future.poll(cx).map(|outcome| {
            hook::is_held(matches!(outcome, Ok(Some(_))));
            match outcome {
                Ok(guard) => guard.ok_or(Refused::WouldBlock),
                Err(error) => Err(Refused::Failed(error.or())),
            }
        })
    }
}

/// Holds without waiting what the functions of [`nowait`](super::nowait) give; the outer error is [`WouldBlock`](struct@crate::WouldBlock).
#[inline]
pub fn now<F>(hold: F) -> Now<F> {
    Now { hold }
}

pin_project! {
    /// The future of [`now`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Now<F> {
        #[pin]
        hold: F,
    }
}

impl<F, G, E> Future for Now<F>
where
    F: Future<Output = Result<G, Refused<E>>> + Target,
{
    type Output = Result<Result<G, E>, WouldBlock>;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut hold = self.project().hold;
        hold.as_mut().poll(cx).map(|outcome| match outcome {
            Ok(guard) => Ok(Ok(guard)),
            Err(Refused::WouldBlock) => Err(WouldBlock::on(hold.target())),
            Err(Refused::Failed(error)) => Ok(Err(error)),
        })
    }
}

debug_is_name! {
    [F, G, E] Try<F, G, E>;
    [F] Now<F>;
}
