//! The wait core: everything that parks a task.
//!
//! A primitive is an atomic state word for its fast path, a policy of a few dozen lines, and one [`Waiters`]: a queue of
//! wakers under one short mutex, made on the first wait. Its futures are [`Acquiring`] over a [`Source`].
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
//! - `steady_state_allocates_nothing`: slots are reused (`runtime/tests/allocations.rs`).
//! - `budget_costs_no_place`: tokio's budget is asked after the place was taken.

#![forbid(unsafe_code)]

mod acquiring;
mod arena;
mod batch;
mod crowd;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(all(test, not(interlocking_loom)))]
mod tests;

use std::{sync::PoisonError, task::Waker};

pub(crate) use self::{
    acquiring::{Acquiring, Source},
    arena::{Arena, Detached, Key, Link, List},
    batch::{Batch, wake, wake_one},
    crowd::Crowd,
};
use crate::sync::{Mutex, const_unless_loom};

/// A primitive's queue, boxed and made on the first wait, under the mutex that only the slow paths take.
pub(crate) struct Waiters<Q>(Mutex<Option<Box<Q>>>);

impl<Q: Default> Waiters<Q> {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            Waiters(Mutex::new(None))
        }
    }

    /// Runs `critical` under the mutex. It must not touch a waker otherwise than by moving it.
    pub(crate) fn with<R>(&self, critical: impl FnOnce(&mut Q) -> R) -> R {
        // No code of ours panics in here, and if it did the queue would still be a queue: poison says nothing.
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        critical(match &mut *queue {
            Some(queue) => queue,
            queue => make(queue),
        })
    }
}

/// The first wait.
#[cold]
fn make<Q: Default>(queue: &mut Option<Box<Q>>) -> &mut Q {
    queue.get_or_insert_default()
}

/// A queue in which a waiter is either waiting, in line, or has been granted what it asked for, out of line.
pub(crate) struct Queue<P> {
    pub(crate) arena: Arena<P>,
    pub(crate) line: List,
}

impl<P> Default for Queue<P> {
    fn default() -> Self {
        Queue { arena: Arena::default(), line: List::default() }
    }
}

impl<P> Queue<P> {
    pub(crate) fn push(&mut self, payload: P, waker: Waker) -> Key {
        let key = self.arena.insert(payload, waker);
        self.arena.push_back(&mut self.line, key);
        key
    }

    pub(crate) fn first(&self) -> Option<Key> {
        self.arena.first(&self.line)
    }

    /// Takes a waiter out of line; it keeps its slot until it collects what it was granted. Its waker is returned.
    pub(crate) fn grant(&mut self, key: Key) -> Option<Waker> {
        self.arena.unlink(&mut self.line, key);
        self.arena.take_waker(key)
    }

    /// The wakers of a queue that was taken out of its primitive, in order; the memory is left to be used again. No key of
    /// before may be used after.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Waker> {
        let first = self.first();
        self.line = List::EMPTY;
        self.arena.drain(first)
    }

    /// What is known of each waiter, in order.
    pub(crate) fn payloads(&mut self) -> Vec<P>
    where
        P: Copy,
    {
        let mut payloads = Vec::with_capacity(self.line.len());
        let mut next = self.line.head();
        while !next.is_none() {
            payloads.push(*self.arena.at(next));
            next = self.arena.next(next);
        }
        payloads
    }

    /// Takes a waiter out of line and its slot back.
    #[must_use = "drop the waker after the mutex is released"]
    pub(crate) fn leave(&mut self, key: Key) -> Option<Waker> {
        self.arena.unlink(&mut self.line, key);
        self.arena.remove(key)
    }
}

/// Looks once under the mutex whether the waiter has been granted; if not, makes `waker` the one to wake. The clone that a
/// new waker needs and the drop of the displaced one both happen outside: `look` gets a spare to swap with, answers
/// `Err(Again)` when the spare is missing, and is run again with one.
pub(crate) fn look_or_renew<R>(
    waker: &Waker,
    mut look: impl FnMut(&mut Option<Waker>) -> Result<Option<R>, Again>,
) -> Option<R> {
    let mut spare = None;
    loop {
        match look(&mut spare) {
            Ok(found) => return found,
            Err(Again) => spare = Some(waker.clone()),
        }
    }
}

/// See [`look_or_renew`].
pub(crate) struct Again;

impl<P> Arena<P> {
    /// [`renew`](Arena::renew) as the last step of a look that found no grant.
    pub(crate) fn still_waiting<R>(
        &mut self,
        key: Key,
        waker: &Waker,
        spare: &mut Option<Waker>,
    ) -> Result<Option<R>, Again> {
        if self.renew(key, waker, spare) { Ok(None) } else { Err(Again) }
    }
}
