//! Polling by hand, and the work that both benches do with it.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

/// Inlined into the measured code, like the poll of a task.
#[inline(always)]
pub(crate) fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[inline(always)]
#[track_caller]
pub(crate) fn ready<F: Future>(future: Pin<&mut F>) -> F::Output {
    match poll(future) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("expected to be ready"),
    }
}

/// Each acquisition queues behind the one before, which hands the lock over.
macro_rules! hand_over {
    ($mutex:expr) => {{
        let mutex = $mutex;
        move |n| {
            let mut held = ready(pin!(mutex.lock()));
            for _ in 0..n {
                let mut waiting = pin!(mutex.lock());
                assert!(poll(waiting.as_mut()).is_pending());
                drop(held);
                held = ready(waiting);
            }
        }
    }};
}
pub(crate) use hand_over;
