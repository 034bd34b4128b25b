//! When a future that waits was woken: whoever has its grant and is not polled holds up everybody behind it.

use std::{
    sync::{Arc, OnceLock},
    task::{Wake, Waker},
};

use super::clock::{Instant, now};

/// When the waker of a future was woken, since the future was polled last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Woken(Arc<OnceLock<Instant>>);

impl Woken {
    pub(super) fn at(&self) -> Option<Instant> {
        self.0.get().copied()
    }

    /// A waker that notes it, and wakes `waker`.
    pub(super) fn noting(&self, waker: &Waker) -> Waker {
        Waker::from(Arc::new(Noting { woken: self.clone(), waker: waker.clone() }))
    }
}

/// It keeps the waker apart from what the registry has of it, so that no waker is dropped under the registry's lock.
struct Noting {
    woken: Woken,
    waker: Waker,
}

impl Wake for Noting {
    fn wake(self: Arc<Self>) {
        self.woken.0.get_or_init(now);
        match Arc::try_unwrap(self) {
            Ok(Noting { waker, .. }) => waker.wake(),
            Err(shared) => shared.waker.wake_by_ref(),
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.0.get_or_init(now);
        self.waker.wake_by_ref();
    }
}
