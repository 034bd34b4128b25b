//! What the tests of every primitive need: futures polled by hand, wakers that do something, and data that show a race.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

#[cfg(not(interlocking_loom))]
pub(crate) use self::by_hand::{queued, waker_fn};
use crate::sync::{AtomicUsize, Ordering::Relaxed};

/// What only the cases need, which loom does not run.
#[cfg(not(interlocking_loom))]
mod by_hand {
    use std::{
        sync::Arc,
        task::{Wake, Waker},
    };

    use tokio_test::task::{Spawn, spawn};

    /// A future that was polled once and waits.
    #[track_caller]
    pub(crate) fn queued<F: Future>(future: F) -> Spawn<F> {
        let mut task = spawn(future);
        assert!(task.poll().is_pending(), "expected to wait");
        task
    }

    /// A waker that runs `wake`.
    pub(crate) fn waker_fn(wake: impl Fn() + Send + Sync + 'static) -> Waker {
        struct WakeFn<F>(F);

        impl<F: Fn() + Send + Sync> Wake for WakeFn<F> {
            fn wake(self: Arc<Self>) {
                (self.0)();
            }
        }

        Arc::new(WakeFn(wake)).into()
    }
}

/// Polls a future once, with a waker that does nothing.
pub(crate) fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// A number that is incremented in two relaxed steps: without a lock around them, or without its release being seen by its next
/// acquisition, loom finds an update that is lost.
pub(crate) struct Racy(AtomicUsize);

impl Racy {
    pub(crate) fn new() -> Self {
        Racy(AtomicUsize::new(0))
    }

    pub(crate) fn increment(&self) {
        self.0.store(self.0.load(Relaxed) + 1, Relaxed);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Relaxed)
    }
}
