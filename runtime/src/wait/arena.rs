//! Slots for waiters, reused and stamped, and lists that link them by index: O(1) to join, to leave and to move between
//! lists, without pointers and without unsafe code.

use std::{iter, mem, num::NonZeroU32, task::Waker};

/// The index of a slot, or none. Inside of a critical section it is enough to name a slot; a [`Key`] outlives them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link(u32);

impl Default for Link {
    fn default() -> Self {
        Link::NONE
    }
}

impl Link {
    pub(crate) const NONE: Link = Link(u32::MAX);

    pub(crate) fn is_none(self) -> bool {
        self == Link::NONE
    }

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

/// What was in a slot when it was taken back.
pub(crate) struct Detached<P> {
    pub(crate) key: Key,
    /// What was behind it in its list.
    pub(crate) next: Link,
    pub(crate) payload: P,
    /// To be woken or dropped outside of the mutex.
    pub(crate) waker: Option<Waker>,
}

impl Key {
    pub(crate) fn link(self) -> Link {
        Link(self.index)
    }

    /// The key as one word, which is never 0.
    pub(crate) fn to_bits(self) -> u64 {
        u64::from(self.stamp.get()) << 32 | u64::from(self.index)
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

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn head(&self) -> Link {
        self.head
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

    /// The payload of a slot in a list.
    pub(crate) fn at(&mut self, link: Link) -> &mut P {
        &mut self.slots[link.0 as usize].payload
    }

    /// The slot behind `link` in its list.
    pub(crate) fn next(&self, link: Link) -> Link {
        self.slots[link.0 as usize].next
    }

    /// Takes the waker of a slot in a list.
    pub(crate) fn take_waker_at(&mut self, link: Link) -> Option<Waker> {
        self.slots[link.0 as usize].waker.take()
    }

    /// Takes a slot out of its list and back, all in one.
    pub(crate) fn detach(&mut self, list: &mut List, link: Link) -> Detached<P>
    where
        P: Copy,
    {
        let vacant = self.vacant;
        let slot = &mut self.slots[link.0 as usize];
        let (key, prev, next) = (Key { index: link.0, stamp: slot.stamp }, slot.prev, slot.next);
        let detached = Detached { key, next, payload: slot.payload, waker: slot.waker.take() };
        slot.stamp = slot.stamp.checked_add(1).unwrap_or(NonZeroU32::MIN);
        (slot.prev, slot.next) = (Link::NONE, vacant);
        self.vacant = link;
        self.join_ends(list, prev, next);
        detached
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

    #[cfg(all(test, not(interlocking_loom)))]
    pub(crate) fn after(&mut self, key: Key) -> Option<Key> {
        let next = self.slot(key).next;
        self.key(next)
    }

    /// Appends a slot that is in no list.
    pub(crate) fn push_back(&mut self, list: &mut List, key: Key) {
        let (link, tail) = (key.link(), list.tail);
        self.slots[key.index as usize].prev = tail;
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
        self.join_ends(list, prev, next);
    }

    /// What was between `prev` and `next` is gone.
    fn join_ends(&mut self, list: &mut List, prev: Link, next: Link) {
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
