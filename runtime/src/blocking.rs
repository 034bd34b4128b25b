//! Waiting with a thread instead of a task.

use std::{
    pin::pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll, Wake},
};

use crate::sync::{Condvar, Mutex};

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
    block_until_ready(future)
}

/// Not with `thread::park`: its token may be meant for an executor that runs on this thread, around this call.
fn block_until_ready<F: Future>(future: F) -> F::Output {
    let signal = Arc::new(Signal { woken: Mutex::new(false), changed: Condvar::new() });
    let waker = signal.clone().into();
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        signal.wait();
    }
}

/// Wakes one thread.
struct Signal {
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    /// Waits to be woken; returns at once if that has happened since the last time.
    fn wait(&self) {
        let mut woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        while !*woken {
            woken = self.changed.wait(woken).unwrap_or_else(PoisonError::into_inner);
        }
        *woken = false;
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }
}
