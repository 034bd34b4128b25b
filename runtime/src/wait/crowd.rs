//! Waiters that are freed all at once.

use std::{mem, task::Waker};

use arrayvec::ArrayVec;

use super::{
    arena::{Arena, KEPT, Key, List, Slot},
    batch,
};

/// The waiters of the current generation, in order of arrival.
///
/// The primitive numbers its generations. A waiter of an ended generation is free, and its key may be another waiter's.
pub(crate) struct Crowd<P> {
    arena: Arena<P>,
    line: List,
}

impl<P> Default for Crowd<P> {
    fn default() -> Self {
        Crowd { arena: Arena::default(), line: List::default() }
    }
}

impl<P> Crowd<P> {
    #[inline]
    pub(crate) fn push(&mut self, payload: P, waker: Option<Waker>) -> Key {
        let key = self.arena.insert(payload, waker);
        self.arena.push_back(&mut self.line, key);
        key
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    /// A waiter of the current generation leaves. Its waker is for the caller to drop, outside the mutex.
    #[must_use = "drop the waker after the mutex is released"]
    pub(crate) fn leave(&mut self, key: Key) -> Option<Waker> {
        self.arena.unlink(&mut self.line, key);
        self.arena.vacate(key)
    }

    /// [`Arena::renew`] for a waiter of the current generation.
    pub(crate) fn renew(&mut self, key: Key, waker: &Waker, spare: &mut Option<Waker>) -> bool {
        self.arena.renew(key, waker, spare)
    }

    /// Under the mutex: the generation ends. Its waiters are left in `freed`, to be woken after the mutex is released. A crowd
    /// that fits into one batch leaves its memory for the next one; a larger one takes it along.
    #[inline]
    pub(crate) fn free_all(&mut self, freed: &mut Freed<P>) {
        if self.line.len() <= KEPT {
            self.arena.drain(&mut self.line, |waker| freed.few.extend(waker));
        } else {
            freed.many = Some(mem::take(self));
        }
    }

    /// What is known about each waiter, in order of arrival.
    pub(crate) fn payloads(&mut self) -> Vec<P>
    where
        P: Copy,
    {
        let mut payloads = Vec::with_capacity(self.line.len());
        let mut next = self.line.first();
        while let Some(key) = next {
            payloads.push(*self.arena.get(key));
            next = self.arena.next(key).key();
        }
        payloads
    }
}

/// Waiters that were freed and are still to be woken.
pub(crate) struct Freed<P> {
    few: ArrayVec<Waker, KEPT>,
    many: Option<Crowd<P>>,
}

impl<P> Default for Freed<P> {
    #[inline]
    fn default() -> Self {
        Freed { few: ArrayVec::new(), many: None }
    }
}

impl<P> super::Wake for Freed<P> {
    #[inline]
    fn wake(&mut self) {
        if let Some(Crowd { mut arena, line }) = self.many.take() {
            batch::wake(arena.wakers(line));
        } else if self.few.len() > 1 {
            batch::wake(self.few.drain(..));
        } else {
            // No other waiter can lose its wake-up, so a panic need not be caught.
            batch::wake_one(self.few.pop());
        }
    }
}

impl<P> super::GiveBack for Crowd<P> {
    type Memory = Vec<Slot<P>>;

    #[inline]
    fn is_burst_over(&self) -> bool {
        self.arena.is_burst_over()
    }

    fn give_back(&mut self) -> Self::Memory {
        self.arena.give_back()
    }
}
