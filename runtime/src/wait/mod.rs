//! The wait core: everything that parks a task.
//!
//! A primitive is an atomic state word for its fast path, a policy of a few dozen lines, and one [`Waiters`]: a queue of
//! wakers under one short mutex, made on the first wait. Its futures are [`Acquiring`] over a [`Request`].
//!
//! ```text
//!          first poll                 first poll
//!   Fresh ------------> Granted <-+   (nothing to take)
//!     |                    |      |
//!     | first poll         |      | re-poll finds the grant
//!     v                    |      |
//!   Queued ----------------|------+
//!     |                    | budget left
//!     | drop: the entry    v
//!     | is removed        Done        drop while Granted: given back
//! ```
//!
//! A waiter collects its grant with one atomic load, without the mutex. How it recognizes the grant depends on the primitive:
//!
//! - [`Queue`] (semaphores, `RwLock`): waiters are numbered and granted in order, so the last granted number tells all of them.
//! - [`Crowd`] (`Event`, `Barrier`): waiters are freed all at once, so the number of the generation tells all of them.
//! - `Lock` has at most one grant that is not collected. It publishes the slot of that waiter, and vacates the slot when it
//!   grants the lock to another waiter: its holder, the waiter before, has then forgotten its key. No number is involved, so
//!   that the exclusive access to the data does not rest on a counter, however wide.
//!
//! The invariants, each held by a test of its name, for every primitive, in `runtime/tests/invariants.rs`:
//!
//! - `place_is_first_poll`: a future does nothing until it is polled, and its place in the queue is its first poll.
//! - `release_hands_over`: a release hands ownership to the head waiter; newcomers and `try_*` never overtake.
//! - `drop_leaves_no_trace`: dropping a future removes its entry in O(1), or passes its undelivered grant on.
//! - `no_waker_under_the_mutex`: no waker is cloned, woken or dropped while the mutex is held.
//! - `panicking_waker_loses_nothing`: the others are woken, and every grant stays with its waiter.
//! - `newest_waker_only`: only the waker of the latest poll is woken; an equal one is not cloned again.
//! - `uncontended_is_one_rmw`: one read-modify-write to acquire and one to release, no mutex, no heap (`wait/tests` and
//!   `runtime/tests/allocations.rs` count).
//! - `steady_state_allocates_nothing`: slots are reused, and a queue that has become empty gives back what a burst of more
//!   than 64 waiters took (`runtime/tests/allocations.rs`).
//! - `budget_costs_no_place`: tokio's budget is asked after the place was taken.
//! - `a_key_names_one_waiter`: a slot is reused only after nothing can mention its last key any more (`wait/tests`).

#![forbid(unsafe_code)]

mod acquiring;
mod arena;
mod batch;
mod crowd;
mod queue;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(all(test, not(interlocking_loom)))]
mod tests;

use std::{sync::PoisonError, task::Waker};

pub(crate) use self::{
    acquiring::{Acquiring, Request},
    arena::{Arena, Key, Link, List, Slot},
    batch::{Batch, both, drop_waker, wake, wake_and_drop, wake_one},
    crowd::{Crowd, Freed},
    queue::{Place, Queue},
};
use crate::sync::{Mutex, MutexGuard, const_unless_loom};

/// A primitive's queue, boxed and made on the first wait, under the mutex that only the slow paths take.
pub(crate) struct Waiters<Q>(Mutex<Option<Box<Q>>>);

/// A queue that gives back what a burst of waiters took.
pub(crate) trait GiveBack {
    type Memory;

    /// Whether a burst is over whose memory has not been given back.
    fn is_burst_over(&self) -> bool;

    /// The memory of the burst, to be freed outside the mutex.
    fn give_back(&mut self) -> Self::Memory;
}

/// Waiters to be woken, outside the mutex.
pub(crate) trait Wake {
    /// Wakes all of them, also if a waker panics.
    fn wake(&mut self);
}

/// Nobody.
impl Wake for () {
    fn wake(&mut self) {}
}

impl<Q: Default + GiveBack> Waiters<Q> {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            Waiters(Mutex::new(None))
        }
    }

    /// Runs `critical` under the mutex. It must not touch a waker otherwise than by moving it.
    #[inline(always)]
    pub(crate) fn with<R>(&self, critical: impl FnOnce(&mut Q) -> R) -> R {
        // No code of ours panics in here, and if it did the queue would still be a queue: poison says nothing.
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = match &mut *guard {
            Some(queue) => queue,
            queue => make(queue),
        };
        let result = critical(queue);
        if queue.is_burst_over() {
            unlock_and_give_back(guard);
        }
        result
    }

    /// [`with`](Self::with), without making the queue: `None` if nothing has ever waited.
    #[inline(always)]
    pub(crate) fn inspect<R>(&self, critical: impl FnOnce(Option<&mut Q>) -> R) -> R {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        critical(guard.as_deref_mut())
    }
}

#[cold]
fn unlock_and_give_back<Q: GiveBack>(mut guard: MutexGuard<'_, Option<Box<Q>>>) {
    let memory = guard.as_deref_mut().map(Q::give_back);
    drop(guard);
    drop(memory);
}

/// The first wait.
#[cold]
fn make<Q: Default>(queue: &mut Option<Box<Q>>) -> &mut Q {
    queue.get_or_insert_default()
}

/// What a waiter finds under the mutex.
pub(crate) enum Look {
    Granted,
    /// Not granted, and the waker of this poll is the one to wake.
    Waiting,
    /// Not granted, and a clone of the waker is needed.
    NeedsClone,
}

impl Look {
    pub(crate) fn renewed(is_renewed: bool) -> Look {
        if is_renewed { Look::Waiting } else { Look::NeedsClone }
    }
}

/// Looks under the mutex whether the waiter has been granted; if not, makes `waker` the one to wake. The clone that a new waker
/// needs and the drop of the displaced one both happen outside the mutex: `look` gets a spare to swap with, and is run again
/// with one if it is missing.
pub(crate) fn is_granted_or_renew(
    waker: &Waker,
    mut look: impl FnMut(&mut Option<Waker>) -> Look,
) -> bool {
    let mut spare = None;
    loop {
        match look(&mut spare) {
            Look::Granted => return true,
            Look::Waiting => return false,
            Look::NeedsClone => spare = Some(waker.clone()),
        }
    }
}
