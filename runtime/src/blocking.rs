//! Waiting with a thread instead of a task.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake},
    thread::{self, Thread},
};

/// Blocks the thread until `future` is ready.
///
/// tokio knows whether the thread runs its tasks, and panics at the caller's line if so; it also lets a thread of its blocking
/// pool wait. Without tokio's feature nobody knows: a thread that runs tasks would block them.
#[track_caller]
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    #[cfg(feature = "tokio")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        return runtime.block_on(future);
    }
    park_until_ready(future)
}

fn park_until_ready<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Arc::new(Unpark(thread::current())).into();
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        thread::park();
    }
}
