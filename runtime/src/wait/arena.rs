//! Slots for waiters, reused and stamped, and lists that link them by index: O(1) to join, to leave and to move between
//! lists, without pointers and without unsafe code.

use std::{iter, mem, num::NonZeroU32, task::Waker};

/// The index of a slot, or none.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Link(u32);

impl Link {
    const NONE: Link = Link(u32::MAX);

    fn index(self) -> Option<usize> {
        (self != Link::NONE).then_some(self.0 as usize)
    }
}

/// A waiter's slot, for as long as the waiter has it: the stamp changes when the slot is given to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    index: u32,
    stamp: NonZeroU32,
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

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
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

struct Slot<P> {
    stamp: NonZeroU32,
    prev: Link,
    next: Link,
    waker: Option<Waker>,
    payload: P,
}

/// Slots on their way out: gone when this is dropped, their memory kept.
struct Emptied<'a, P>(&'a mut Vec<Slot<P>>);

impl<P> Drop for Emptied<'_, P> {
    fn drop(&mut self) {
        self.0.clear();
    }
}

/// Waiters, each with its waker and what its primitive wants to know of it.
pub(crate) struct Arena<P> {
    slots: Vec<Slot<P>>,
    /// The slots in no use, linked by `next`.
    vacant: Link,
}

impl<P> Default for Arena<P> {
    fn default() -> Self {
        Arena { slots: Vec::new(), vacant: Link::NONE }
    }
}

impl<P> Arena<P> {
    /// Gives a waiter a slot, in no list yet.
    pub(crate) fn insert(&mut self, payload: P, waker: Waker) -> Key {
        let Some(index) = self.vacant.index() else { return self.grow(payload, waker) };
        let slot = &mut self.slots[index];
        self.vacant = slot.next;
        slot.next = Link::NONE;
        slot.waker = Some(waker);
        slot.payload = payload;
        Key { index: index as u32, stamp: slot.stamp }
    }

    fn grow(&mut self, payload: P, waker: Waker) -> Key {
        let index = u32::try_from(self.slots.len()).ok().filter(|&index| Link(index) != Link::NONE);
        let index = index.expect("a primitive has at most 4 294 967 295 waiters");
        let stamp = NonZeroU32::MIN;
        let (prev, next) = (Link::NONE, Link::NONE);
        self.slots.push(Slot { stamp, prev, next, waker: Some(waker), payload });
        Key { index, stamp }
    }

    /// Takes a slot back that is in no list. The waker is returned, for the caller to drop outside the mutex.
    #[must_use = "drop the waker after the mutex is released"]
    pub(crate) fn remove(&mut self, key: Key) -> Option<Waker> {
        let vacant = self.vacant;
        let slot = self.slot(key);
        slot.stamp = slot.stamp.checked_add(1).unwrap_or(NonZeroU32::MIN);
        slot.prev = Link::NONE;
        slot.next = vacant;
        let waker = slot.waker.take();
        self.vacant = Link(key.index);
        waker
    }

    pub(crate) fn get(&mut self, key: Key) -> &mut P {
        &mut self.slot(key).payload
    }

    /// Gives the slot another waker; the old one is left in `waker`, to be dropped outside the mutex.
    pub(crate) fn swap_waker(&mut self, key: Key, waker: &mut Option<Waker>) {
        mem::swap(&mut self.slot(key).waker, waker);
    }

    pub(crate) fn take_waker(&mut self, key: Key) -> Option<Waker> {
        self.slot(key).waker.take()
    }

    /// Makes `waker` the one that is woken. An equal one is left as it is; another needs a clone, which must not be made
    /// under the mutex: with an empty `spare` this answers `false`, and the caller comes back with a clone in it. The
    /// displaced waker is left in `spare`, to be dropped outside the mutex.
    pub(crate) fn renew(&mut self, key: Key, waker: &Waker, spare: &mut Option<Waker>) -> bool {
        let current = &mut self.slot(key).waker;
        if current.as_ref().is_some_and(|current| current.will_wake(waker)) {
            return true;
        }
        let renewed = spare.is_some();
        if renewed {
            mem::swap(current, spare);
        }
        renewed
    }

    pub(crate) fn first(&self, list: &List) -> Option<Key> {
        self.key(list.head)
    }

    /// The one behind `key` in its list.
    pub(crate) fn after(&mut self, key: Key) -> Option<Key> {
        let next = self.slot(key).next;
        self.key(next)
    }

    pub(crate) fn push_back(&mut self, list: &mut List, key: Key) {
        let (link, tail) = (Link(key.index), list.tail);
        self.slot(key).prev = tail;
        match tail.index() {
            Some(tail) => self.slots[tail].next = link,
            None => list.head = link,
        }
        list.tail = link;
        list.len += 1;
    }

    pub(crate) fn unlink(&mut self, list: &mut List, key: Key) {
        let slot = self.slot(key);
        let (prev, next) = (slot.prev, slot.next);
        (slot.prev, slot.next) = (Link::NONE, Link::NONE);
        match prev.index() {
            Some(prev) => self.slots[prev].next = next,
            None => list.head = next,
        }
        match next.index() {
            Some(next) => self.slots[next].prev = prev,
            None => list.tail = prev,
        }
        list.len -= 1;
    }

    /// Empties the arena: the wakers from `first` on, in order. No key of before may be used after.
    pub(crate) fn drain(&mut self, first: Option<Key>) -> impl Iterator<Item = Waker> {
        let mut next = first.map_or(Link::NONE, |key| Link(key.index));
        self.vacant = Link::NONE;
        let slots = Emptied(&mut self.slots);
        iter::from_fn(move || {
            let slot = &mut slots.0[next.index()?];
            next = slot.next;
            slot.waker.take()
        })
    }

    fn key(&self, link: Link) -> Option<Key> {
        link.index().map(|index| Key { index: link.0, stamp: self.slots[index].stamp })
    }

    fn slot(&mut self, key: Key) -> &mut Slot<P> {
        let slot = &mut self.slots[key.index as usize];
        assert_eq!(slot.stamp, key.stamp, "a waiter's slot was used after it was given back");
        slot
    }

    #[cfg(all(test, not(interlocking_loom)))]
    pub(crate) fn capacity(&self) -> usize {
        self.slots.len()
    }
}
