//! Holds that are given up when an event is set first.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::{Signal, Target};
use crate::{Cancelled, fmt::debug_is_name, observe::hook};

/// Holds what the functions of [`cancellable`](crate::hold::cancellable) give, unless `signal` is set first; the outer error is
/// [`Cancelled`]. `name` is how the program calls the signal.
///
/// A signal that is set already refuses also a hold that would not have to wait. When both come at once, the signal wins: nothing
/// is held then.
///
/// # Cancel safety
///
/// Dropping the future, or its being cancelled by the signal, leaves both lines; what was granted and not taken goes to the next.
#[inline]
pub fn unless<S, F>(
    signal: &S,
    name: &'static str,
    hold: F,
) -> Unless<impl Future<Output = Result<(), Infallible>>, F>
where
    S: Signal<Error = Infallible> + ?Sized,
    F: Future,
{
    Unless { signal: signal.wait(), name, hold }
}

pin_project! {
    /// The future of [`unless`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Unless<S, F> {
        #[pin]
        signal: S,
        name: &'static str,
        #[pin]
        hold: F,
    }
}

impl<S, F: Target> Target for Unless<S, F> {
    fn target(&self) -> &'static str {
        self.hold.target()
    }
}

impl<S, F> Future for Unless<S, F>
where
    S: Future<Output = Result<(), Infallible>>,
    F: Future + Target,
{
    type Output = Result<F::Output, Cancelled>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if this.signal.poll(cx).is_ready() {
            hook::is_held(false);
            return Poll::Ready(Err(Cancelled::on(this.hold.target(), this.name)));
        }
        this.hold.poll(cx).map(Ok)
    }
}

debug_is_name! { [S, F] Unless<S, F>; }
