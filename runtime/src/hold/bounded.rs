//! Holds that end in another way than by being had: in time, or now.

use std::{
    convert::Infallible,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::CanFail;
use crate::WouldBlock;

/// The error of a primitive, next to another that any may have, `X`: where a primitive cannot fail, it is that one too, so that
/// one way of handling both fits all.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known as the error of a primitive",
    label = "implement `interlocking::hold::CanFail` for `{Self}`"
)]
pub trait Or<X> {
    /// The error itself, or `X` if it cannot be.
    type Error;

    #[doc(hidden)]
    fn or(self) -> Self::Error;
}

impl<X> Or<X> for Infallible {
    type Error = X;

    fn or(self) -> X {
        match self {}
    }
}

impl<X, E: CanFail<(), Error = E>> Or<X> for E {
    type Error = E;

    fn or(self) -> E {
        self
    }
}

/// What a hold that does not wait ends with.
pub enum Refused<E> {
    /// It would have had to wait.
    WouldBlock,
    /// The primitive failed.
    Failed(E),
}

pin_project! {
    /// The future of a hold that does not wait.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Try<F, G, E> {
        #[pin]
        future: F,
        output: PhantomData<fn() -> (G, E)>,
    }
}

impl<F, G, E> Try<F, G, E> {
    #[inline]
    pub(super) fn new(future: F) -> Self {
        Try { future, output: PhantomData }
    }
}

impl<F, G, E> Future for Try<F, G, E>
where
    F: Future<Output = Result<Option<G>, E>>,
    E: Or<WouldBlock>,
{
    type Output = Result<G, Refused<E::Error>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().future.poll(cx).map(|outcome| match outcome {
            Ok(guard) => guard.ok_or(Refused::WouldBlock),
            Err(error) => Err(Refused::Failed(error.or())),
        })
    }
}

/// Holds without waiting what the functions of [`nowait`](super::nowait) give; the outer error is [`WouldBlock`].
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
    F: Future<Output = Result<G, Refused<E>>>,
{
    type Output = Result<Result<G, E>, WouldBlock>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().hold.poll(cx).map(|outcome| match outcome {
            Ok(guard) => Ok(Ok(guard)),
            Err(Refused::WouldBlock) => Err(WouldBlock),
            Err(Refused::Failed(error)) => Ok(Err(error)),
        })
    }
}

#[cfg(feature = "tokio")]
pub use self::timed::{Attempt, Timeout, timeout};

#[cfg(feature = "tokio")]
mod timed {
    use std::time::Duration;

    use super::*;
    use crate::TimedOut;

    pin_project! {
        /// The future of a hold whose error, if any, is handled next to `X`.
        #[must_use = "futures do nothing unless awaited"]
        pub struct Attempt<F, G, E, X> {
            #[pin]
            future: F,
            output: PhantomData<fn(X) -> (G, E)>,
        }
    }

    impl<F, G, E, X> Attempt<F, G, E, X> {
        #[inline]
        pub(in crate::hold) fn new(future: F) -> Self {
            Attempt { future, output: PhantomData }
        }
    }

    impl<F, G, E, X> Future for Attempt<F, G, E, X>
    where
        F: Future<Output = Result<G, E>>,
        E: Or<X>,
    {
        type Output = Result<G, E::Error>;

        #[inline]
        fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            self.project().future.poll(cx).map_err(Or::or)
        }
    }

    /// Holds what the functions of [`within`](crate::hold::within) give, unless it takes longer than `duration`, on tokio's
    /// clock; the outer error is [`TimedOut`].
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without its time driver, when it is polled.
    #[inline]
    pub fn timeout<F: Future>(duration: Duration, hold: F) -> Timeout<F> {
        Timeout { hold, deadline: Deadline::In { duration } }
    }

    pin_project! {
        /// The future of [`timeout`].
        #[must_use = "futures do nothing unless awaited"]
        pub struct Timeout<F> {
            #[pin]
            hold: F,
            #[pin]
            deadline: Deadline,
        }
    }

    pin_project! {
        #[project = DeadlineProjection]
        enum Deadline {
            In { duration: Duration },
            At { #[pin] sleep: tokio::time::Sleep },
        }
    }

    impl<F: Future> Future for Timeout<F> {
        type Output = Result<F::Output, TimedOut>;

        fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            let mut this = self.project();
            if let Poll::Ready(held) = this.hold.poll(cx) {
                return Poll::Ready(Ok(held));
            }
            loop {
                match this.deadline.as_mut().project() {
                    DeadlineProjection::At { sleep } => {
                        return sleep.poll(cx).map(|()| Err(TimedOut));
                    }
                    // Only who has to wait needs a timer.
                    DeadlineProjection::In { duration } => {
                        let sleep = tokio::time::sleep(*duration);
                        this.deadline.set(Deadline::At { sleep });
                    }
                }
            }
        }
    }
}
