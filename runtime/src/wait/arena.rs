//! Slots for waiters, reused, and lists that link them by index: O(1) to join, to leave and to move between lists, without
//! pointers and without unsafe code.

use std::{iter, mem, task::Waker};

/// How many slots an arena keeps once all of them are vacant; a burst that needed more gives its memory back.
pub(crate) const KEPT: usize = if cfg!(interlocking_loom) { 2 } else { 64 };

/// The index of an occupied slot.
///
/// A slot is vacated by an explicit call only. Until then no other waiter gets the same key, so a key needs no
/// stamp, and nothing rests on a counter that could wrap (`a_key_names_one_waiter`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key(u32);

/// The index of a slot, or none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link(u32);

impl Default for Link {
    fn default() -> Self {
        Link::NONE
    }
}

impl Key {
    pub(crate) fn link(self) -> Link {
        Link(self.0)
    }
}

impl Link {
    pub(crate) const NONE: Link = Link(u32::MAX);

    #[inline]
    pub(crate) fn key(self) -> Option<Key> {
        (self != Link::NONE).then_some(Key(self.0))
    }

    /// The link as a word, for one that is kept in an atomic.
    pub(crate) const fn to_word(self) -> u32 {
        self.0
    }
}

/// A first-in, first-out list of slots of one arena.
#[derive(Clone, Copy)]
pub(crate) struct List {
    head: Link,
    tail: Link,
    len: u32,
}

impl Default for List {
    fn default() -> Self {
        List::EMPTY
    }
}

impl List {
    pub(crate) const EMPTY: List = List { head: Link::NONE, tail: Link::NONE, len: 0 };

    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub(crate) fn head(&self) -> Link {
        self.head
    }

    #[inline]
    pub(crate) fn first(&self) -> Option<Key> {
        self.head.key()
    }

    /// The list as three words, for a list that is kept in atomics.
    pub(crate) const fn to_words(self) -> [u32; 3] {
        [self.head.0, self.tail.0, self.len]
    }

    /// The list that [`to_words`](Self::to_words) took apart.
    pub(crate) fn from_words([head, tail, len]: [u32; 3]) -> Self {
        List { head: Link(head), tail: Link(tail), len }
    }
}

pub(crate) struct Slot<P> {
    waker: Option<Waker>,
    prev: Link,
    /// In a list: the slot behind this one. Vacant: the next vacant slot.
    next: Link,
    payload: P,
}

/// Waiters, each with its waker and what its primitive wants to know about it.
pub(crate) struct Arena<P> {
    slots: Vec<Slot<P>>,
    /// The vacant slots, linked by `next`.
    vacant: Link,
    occupied: u32,
    /// Whether a slot was used a second time, so that the order of the slots is not that of arrival.
    is_reused: bool,
}

impl<P> Default for Arena<P> {
    fn default() -> Self {
        Arena { slots: Vec::new(), vacant: Link::NONE, occupied: 0, is_reused: false }
    }
}

impl<P> Arena<P> {
    /// Gives a waiter a slot, in no list yet.
    #[inline(always)]
    pub(crate) fn insert(&mut self, payload: P, waker: Option<Waker>) -> Key {
        self.occupied += 1;
        let Some(key) = self.vacant.key() else {
            let key = self.next_key();
            self.slots.push(Slot { waker, prev: Link::NONE, next: Link::NONE, payload });
            return key;
        };
        let slot = &mut self.slots[key.0 as usize];
        self.vacant = slot.next;
        self.is_reused = true;
        slot.waker = waker;
        slot.payload = payload;
        key
    }

    /// The key of a slot that is about to be made.
    #[inline]
    fn next_key(&mut self) -> Key {
        if self.slots.len() == self.slots.capacity() {
            self.grow();
        }
        Key(self.slots.len() as u32)
    }

    /// Makes room, fourfold while it is little: a crowd that gives its memory back each time soon has it again.
    #[cold]
    fn grow(&mut self) {
        let slots = self.slots.len();
        assert!(slots < u32::MAX as usize / 2, "a primitive has at most 2 147 483 647 waiters");
        self.slots.reserve_exact(if slots < 4096 { (3 * slots).max(4) } else { slots });
    }

    /// Takes back a slot that is in no list, whose key nobody will mention again. The waker is for the caller to drop, outside
    /// the mutex.
    #[inline]
    #[must_use = "drop the waker after the mutex is released"]
    pub(crate) fn vacate(&mut self, key: Key) -> Option<Waker> {
        let vacant = mem::replace(&mut self.vacant, key.link());
        self.occupied -= 1;
        let slot = self.slot(key);
        slot.next = vacant;
        slot.waker.take()
    }

    #[inline]
    pub(crate) fn get(&mut self, key: Key) -> &mut P {
        &mut self.slot(key).payload
    }

    /// The slot behind `key` in its list.
    #[inline]
    pub(crate) fn next(&self, key: Key) -> Link {
        self.slots[key.0 as usize].next
    }

    #[inline]
    pub(crate) fn take_waker(&mut self, key: Key) -> Option<Waker> {
        self.slot(key).waker.take()
    }

    /// Gives the slot another waker; the old one is left in `waker`, to be dropped outside the mutex.
    pub(crate) fn swap_waker(&mut self, key: Key, waker: &mut Option<Waker>) {
        mem::swap(&mut self.slot(key).waker, waker);
    }

    /// Makes `waker` the one that is woken; returns whether it is. An equal waker stays. Another one needs a clone, which must
    /// not be made under the mutex: the caller comes back with it in `spare`, where the displaced waker is then left.
    pub(crate) fn renew(&mut self, key: Key, waker: &Waker, spare: &mut Option<Waker>) -> bool {
        let current = &mut self.slot(key).waker;
        if current.as_ref().is_some_and(|current| current.will_wake(waker)) {
            return true;
        }
        if spare.is_none() {
            return false;
        }
        mem::swap(current, spare);
        true
    }

    /// Appends a slot that is in no list.
    #[inline]
    pub(crate) fn push_back(&mut self, list: &mut List, key: Key) {
        let tail = mem::replace(&mut list.tail, key.link());
        list.len += 1;
        let slot = self.slot(key);
        slot.prev = tail;
        slot.next = Link::NONE;
        match tail.key() {
            Some(tail) => self.slot(tail).next = key.link(),
            None => list.head = key.link(),
        }
    }

    /// Takes a slot out of its list; returns the one that was behind it.
    #[inline]
    pub(crate) fn unlink(&mut self, list: &mut List, key: Key) -> Link {
        let slot = self.slot(key);
        let (prev, next) = (slot.prev, slot.next);
        match prev.key() {
            Some(prev) => self.slot(prev).next = next,
            None => list.head = next,
        }
        match next.key() {
            Some(next) => self.slot(next).prev = prev,
            None => list.tail = prev,
        }
        list.len -= 1;
        next
    }

    /// Appends all of `more`, which is empty afterwards.
    pub(crate) fn append(&mut self, list: &mut List, more: &mut List) {
        let more = mem::take(more);
        let Some(first) = more.first() else { return };
        match list.tail.key() {
            Some(tail) => {
                self.slot(tail).next = more.head;
                self.slot(first).prev = list.tail;
            }
            None => list.head = more.head,
        }
        list.tail = more.tail;
        list.len += more.len;
    }

    /// Takes the wakers of all waiters in order, with every slot vacated; for an arena whose occupied slots are all in `list`.
    pub(crate) fn drain(&mut self, list: &mut List, mut take: impl FnMut(Option<Waker>)) {
        let list = mem::take(list);
        if self.is_reused {
            self.wakers(list).for_each(|waker| take(Some(waker)));
            self.slots.clear();
        } else {
            self.slots.drain(..).for_each(|slot| take(slot.waker));
        }
        (self.vacant, self.occupied, self.is_reused) = (Link::NONE, 0, false);
    }

    /// The wakers of a list that was taken out of its primitive, in order.
    pub(crate) fn wakers(&mut self, list: List) -> impl Iterator<Item = Waker> {
        let mut next = list.head;
        iter::from_fn(move || {
            let slot = self.slot(next.key()?);
            next = slot.next;
            // A waiter has its waker for as long as it waits.
            slot.waker.take()
        })
    }

    /// Whether more slots than an arena keeps are all vacant.
    #[inline]
    pub(crate) fn is_burst_over(&self) -> bool {
        self.is_burst() && self.occupied == 0
    }

    /// The memory of a burst of waiters that is over, to be dropped outside the mutex.
    pub(crate) fn give_back(&mut self) -> Vec<Slot<P>> {
        mem::take(self).slots
    }

    /// Whether there will be memory to give back.
    #[inline]
    pub(crate) fn is_burst(&self) -> bool {
        self.slots.len() > KEPT
    }

    #[inline]
    fn slot(&mut self, key: Key) -> &mut Slot<P> {
        &mut self.slots[key.0 as usize]
    }

    #[cfg(all(test, not(interlocking_loom)))]
    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }
}
