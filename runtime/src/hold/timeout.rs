//! Holds with a limit to how long they wait, on tokio's clock.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use super::Target;
use crate::{TimedOut, fmt::debug_is_name};

/// Holds what the functions of [`within`](crate::hold::within) give, unless it takes longer than `duration`, on tokio's
/// clock; the outer error is [`TimedOut`](struct@crate::TimedOut).
///
/// # Panics
///
/// Outside of a tokio runtime, or in one without its time driver, when it is polled.
#[inline]
pub fn timeout<F: Future>(duration: Duration, hold: F) -> Timeout<F> {
    Timeout { hold, duration, deadline: Deadline::Unset }
}

pin_project! {
    /// The future of [`timeout`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Timeout<F> {
        #[pin]
        hold: F,
        duration: Duration,
        #[pin]
        deadline: Deadline,
    }
}

pin_project! {
    #[project = DeadlineProjection]
    enum Deadline {
        Unset,
        At { #[pin] sleep: Sleep },
    }
}

impl<F: Future + Target> Future for Timeout<F> {
    type Output = Result<F::Output, TimedOut>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(held) = this.hold.as_mut().poll(cx) {
            return Poll::Ready(Ok(held));
        }
        loop {
            match this.deadline.as_mut().project() {
                DeadlineProjection::At { sleep } => {
                    let timed_out = || Err(TimedOut::on(this.hold.target(), *this.duration));
                    return sleep.poll(cx).map(|()| timed_out());
                }
                // Only a hold that has to wait needs a timer.
                DeadlineProjection::Unset => {
                    let sleep = tokio::time::sleep(*this.duration);
                    this.deadline.set(Deadline::At { sleep });
                }
            }
        }
    }
}

debug_is_name! { [F] Timeout<F>; }
