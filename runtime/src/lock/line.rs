//! Every waiter of a lock, under its mutex: the line, and the lists of its conditions.

#![forbid(unsafe_code)]

use std::{mem, task::Waker};

use super::binding::Binding;
use crate::{
    sync::next_queue_number,
    wait::{Arena, GiveBack, Key, Link, List, Slot},
};

pub(super) struct Line {
    arena: Arena<Waiter>,
    /// In order of arrival, with the one that tries its predicate.
    line: List,
    /// The first in line that may not have been tried yet; all before it have been, or are being.
    next: Link,
    /// How many times the data may have changed: a predicate is tried once for each.
    version: u64,
    /// The waiter in line that owns the lock, to try its predicate.
    trying: Link,
    /// The waiter that the lock was handed to last. It is out of line and keeps its slot until the lock is handed to another
    /// one: by then it has collected the lock and released it, and has forgotten its key. So the key of a grant that is not
    /// collected is nobody else's (`a_key_names_one_waiter`).
    granted: Link,
    /// How many waits on conditions there have been: each waiter is told apart from those that come after it.
    arrivals: u64,
    number: u64,
}

/// How a waiter waits. Arrivals on conditions are numbered: a notification is for the waiters that arrived before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiter {
    /// On a condition, with the number of its arrival: in the condition's list; or in the line for the lock, if it was notified
    /// together with all others.
    OnCondition(u64),
    /// In the line for the lock, notified. If it is dropped, its notification is for arrivals up to this one.
    Notified(u64),
    /// In the line for the lock.
    Plain,
    /// In the line for the lock, with a predicate that is worth a try.
    Untried,
    /// In the line for the lock, with a predicate that was false at this version.
    Tried(u64),
}

impl Default for Line {
    fn default() -> Self {
        Line {
            arena: Arena::default(),
            line: List::EMPTY,
            next: Link::NONE,
            version: 0,
            trying: Link::NONE,
            granted: Link::NONE,
            arrivals: 0,
            number: next_queue_number(),
        }
    }
}

impl Line {
    /// No two queues of a process have the same number.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn waiters(&self) -> usize {
        self.line.len() - usize::from(self.is_lent())
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    #[inline]
    pub(super) fn is_burst(&self) -> bool {
        self.arena.is_burst()
    }

    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// A waiter joins the end of the line.
    #[inline]
    pub(super) fn join(&mut self, waiter: Waiter, waker: Option<Waker>) -> Key {
        let key = self.arena.insert(waiter, waker);
        self.append(key);
        key
    }

    #[inline]
    fn append(&mut self, key: Key) {
        self.arena.push_back(&mut self.line, key);
        if self.next == Link::NONE {
            self.next = key.link();
        }
    }

    /// Takes a waiter out of the line and its slot back. Its waker is for the caller to drop, outside the mutex.
    #[inline]
    pub(super) fn leave(&mut self, key: Key) -> Option<Waker> {
        self.take_out(key);
        if self.trying == key.link() {
            self.trying = Link::NONE;
        }
        self.arena.vacate(key)
    }

    #[inline]
    fn take_out(&mut self, key: Key) {
        let behind = self.arena.unlink(&mut self.line, key);
        if self.next == key.link() {
            self.next = behind;
        }
    }

    /// [`Arena::renew`].
    pub(super) fn renew(&mut self, key: Key, waker: &Waker, spare: &mut Option<Waker>) -> bool {
        self.arena.renew(key, waker, spare)
    }

    /// By the holder: the data may have changed, so every predicate is worth another try.
    pub(super) fn note_change(&mut self) {
        self.version += 1;
        self.next = self.line.head();
    }

    /// The first in line that is worth handing the lock to.
    #[inline]
    pub(super) fn next_untried(&mut self) -> Option<Key> {
        while let Some(key) = self.next.key() {
            if *self.arena.get(key) != Waiter::Tried(self.version) {
                return Some(key);
            }
            self.next = self.arena.next(key);
        }
        None
    }

    #[inline]
    pub(super) fn has_predicate(&mut self, key: Key) -> bool {
        matches!(self.arena.get(key), Waiter::Untried | Waiter::Tried(_))
    }

    /// The lock is handed to this waiter, which leaves the line.
    #[inline]
    pub(super) fn grant(&mut self, key: Key) -> Option<Waker> {
        self.reclaim_granted();
        self.take_out(key);
        self.granted = key.link();
        self.arena.take_waker(key)
    }

    /// The waiter that the lock was handed to last has forgotten its key.
    #[inline]
    pub(super) fn reclaim_granted(&mut self) {
        if let Some(before) = mem::take(&mut self.granted).key() {
            // Its waker was taken when the lock was handed over.
            drop(self.arena.vacate(before));
        }
    }

    /// The lock is lent to this waiter, which stays in line, since its predicate may be false.
    pub(super) fn begin_try(&mut self, key: Key) -> Option<Waker> {
        self.next = self.arena.next(key);
        self.trying = key.link();
        self.arena.take_waker(key)
    }

    /// Whether the lock is lent to a waiter that has not said yet what became of its predicate.
    pub(super) fn is_lent(&self) -> bool {
        self.trying != Link::NONE
    }

    pub(super) fn is_trying(&self, key: Key) -> bool {
        self.trying == key.link()
    }

    /// The predicate is false: the waiter is back in its old place. The displaced waker is left in `waker`.
    pub(super) fn end_try(&mut self, key: Key, waker: &mut Option<Waker>) {
        self.trying = Link::NONE;
        *self.arena.get(key) = Waiter::Tried(self.version);
        self.arena.swap_waker(key, waker);
    }

    /// A waiter joins the end of a condition's list.
    pub(super) fn wait(&mut self, on: &Binding, waker: Option<Waker>) -> Key {
        self.arrivals += 1;
        let key = self.arena.insert(Waiter::OnCondition(self.arrivals), waker);
        on.with_list(|list| self.arena.push_back(list, key));
        key
    }

    /// Whether this waiter has neither been notified nor timed out.
    pub(super) fn is_on_condition(&mut self, key: Key, on: &Binding) -> bool {
        // The list is in order of arrival. A waiter that was notified together with all others arrived before every waiter in the list.
        let Some(first) = on.list().first() else { return false };
        match (self.get(key), self.get(first)) {
            (Waiter::OnCondition(number), Waiter::OnCondition(oldest)) => number >= oldest,
            _ => false,
        }
    }

    /// Takes a waiter out of its condition's list and its slot back.
    pub(super) fn leave_condition(&mut self, key: Key, on: &Binding) -> Option<Waker> {
        on.with_list(|list| self.arena.unlink(list, key));
        self.arena.vacate(key)
    }

    /// Moves the `n` oldest waiters of a condition to the end of the line. All of them move as one, whatever their number.
    pub(super) fn notify(&mut self, on: &Binding, n: usize) {
        if n >= on.list().len() {
            return self.notify_all(on);
        }
        for _ in 0..n {
            let Some(oldest) = on.list().first() else { return };
            self.move_to_line(oldest, on, Waiter::Notified(self.arrivals));
        }
    }

    fn notify_all(&mut self, on: &Binding) {
        let first = on.list().head();
        on.with_list(|list| self.arena.append(&mut self.line, list));
        if self.next == Link::NONE {
            self.next = first;
        }
    }

    /// A waiter waits no longer for a notification, only for the lock.
    #[cfg(feature = "tokio")]
    pub(super) fn time_out(&mut self, key: Key, on: &Binding) {
        self.move_to_line(key, on, Waiter::Plain);
    }

    fn move_to_line(&mut self, key: Key, on: &Binding, waiter: Waiter) {
        on.with_list(|list| self.arena.unlink(list, key));
        *self.arena.get(key) = waiter;
        self.append(key);
    }

    pub(super) fn get(&mut self, key: Key) -> Waiter {
        *self.arena.get(key)
    }

    /// The waiter that the lock was handed to last.
    pub(super) fn granted(&mut self) -> Option<Waiter> {
        self.granted.key().map(|key| self.get(key))
    }

    /// A waiter goes away from the line or with the lock: if it was notified, the oldest of those that were there at the call is
    /// notified in its place. Of those that were notified with all others nobody was left.
    pub(super) fn forward(&mut self, waiter: Waiter, on: &Binding) {
        let Waiter::Notified(newest) = waiter else { return };
        let Some(oldest) = on.list().first() else { return };
        if let Waiter::OnCondition(number) = self.get(oldest)
            && number <= newest
        {
            self.move_to_line(oldest, on, Waiter::Notified(newest));
        }
    }
}

impl GiveBack for Line {
    type Memory = Vec<Slot<Waiter>>;

    #[inline]
    fn is_burst_over(&self) -> bool {
        self.arena.is_burst_over()
    }

    fn give_back(&mut self) -> Self::Memory {
        self.arena.give_back()
    }
}
