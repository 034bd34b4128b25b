//! Waiting with a thread instead of a task.

use std::{
    pin::pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll, Wake},
};

use crate::sync::{Condvar, Mutex};

/// Blocks the thread until `future` is ready.
///
/// tokio knows whether the thread runs async code, and panics at the caller's line, in its own words, if so; a thread of its blocking
/// pool may wait. Without tokio's feature nobody knows: a thread that runs async code would block it.
#[track_caller]
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    // A free mutex never blocks: this only asks whether the thread may.
    #[cfg(feature = "tokio")]
    drop(tokio::sync::Mutex::const_new(()).blocking_lock());
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
