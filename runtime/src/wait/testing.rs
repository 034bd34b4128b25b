//! What the tests of every primitive need: futures polled by hand, and wakers that do something.

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
