//! Waiters in one line, granted in order of arrival.

use std::task::Waker;

use super::arena::{Arena, Key, List, Slot};

/// A place in a queue. The waiter has been granted what it waits for as soon as the primitive's last granted number has reached
/// its own; from then on the slot may be another waiter's, and `key` means nothing.
///
/// Numbers are 64 bits, one for each waiter that queues: at one in a nanosecond they last 584 years.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) key: Key,
    pub(crate) number: u64,
}

/// A first-in, first-out queue whose waiters leave it when they are granted, and are numbered in order of arrival.
pub(crate) struct Queue<P> {
    arena: Arena<Numbered<P>>,
    line: List,
    /// The number of the newest waiter.
    newest: u64,
}

pub(crate) struct Numbered<P> {
    number: u64,
    payload: P,
}

/// A waiter that has just been granted.
pub(crate) struct Granted {
    pub(crate) number: u64,
    /// To be woken outside the mutex.
    pub(crate) waker: Option<Waker>,
}

impl<P> Default for Queue<P> {
    fn default() -> Self {
        Queue { arena: Arena::default(), line: List::default(), newest: 0 }
    }
}

impl<P> Queue<P> {
    /// Joins the end of the line.
    #[inline]
    pub(crate) fn push(&mut self, payload: P, waker: Option<Waker>) -> Place {
        self.newest += 1;
        let number = self.newest;
        let key = self.arena.insert(Numbered { number, payload }, waker);
        self.arena.push_back(&mut self.line, key);
        Place { key, number }
    }

    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// The first in line.
    #[inline]
    pub(crate) fn first(&mut self) -> Option<&mut P> {
        let first = self.line.first()?;
        Some(&mut self.arena.get(first).payload)
    }

    /// Takes the first waiter out of the line, granted. Its number is for the primitive to publish.
    #[inline]
    pub(crate) fn grant_first(&mut self) -> Option<Granted> {
        let first = self.line.first()?;
        self.arena.unlink(&mut self.line, first);
        let number = self.arena.get(first).number;
        Some(Granted { number, waker: self.arena.vacate(first) })
    }

    /// A waiter that was not granted leaves. Its waker is for the caller to drop, outside the mutex.
    #[inline]
    #[must_use = "drop the waker after the mutex is released"]
    pub(crate) fn leave(&mut self, place: Place) -> Option<Waker> {
        self.arena.unlink(&mut self.line, place.key);
        self.arena.vacate(place.key)
    }

    /// Takes the wakers of all who wait, in order. They stay in line.
    pub(crate) fn wakers(&mut self) -> impl Iterator<Item = Waker> {
        self.arena.wakers(self.line)
    }

    /// What is known about a waiter that was not granted.
    #[inline]
    pub(crate) fn get(&mut self, place: Place) -> &mut P {
        &mut self.arena.get(place.key).payload
    }

    /// [`Arena::renew`] for a waiter that was not granted.
    pub(crate) fn renew(&mut self, place: Place, waker: &Waker, spare: &mut Option<Waker>) -> bool {
        self.arena.renew(place.key, waker, spare)
    }
}

impl<P> super::GiveBack for Queue<P> {
    type Memory = Vec<Slot<Numbered<P>>>;

    #[inline]
    fn is_burst_over(&self) -> bool {
        self.arena.is_burst_over()
    }

    fn give_back(&mut self) -> Self::Memory {
        self.arena.give_back()
    }
}
