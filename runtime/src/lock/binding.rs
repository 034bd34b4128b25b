//! What a condition keeps: which lock it goes with, and the list of its waiters in that lock's arena.

#![forbid(unsafe_code)]

use std::ptr;

use super::raw::RawLock;
use crate::{
    sync::{AtomicU32, AtomicUsize, Ordering::*, const_unless_loom},
    wait::List,
};

/// A condition's side of a lock.
///
/// Whoever changes it holds the mutex of the lock it is bound to, which orders the changes: the words are atomics to be
/// shared, and relaxed; only users that are not the last leave without the mutex. The first bind and the last unbind meet other
/// locks, on `lock`.
pub(crate) struct Binding {
    /// The lock's address, while anyone waits or has been notified and not yet returned; 0 otherwise.
    lock: AtomicUsize,
    /// How many those are.
    users: AtomicUsize,
    list: [AtomicU32; 3],
}

impl Binding {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            let [head, tail, len] = List::EMPTY.to_words();
            Binding {
                lock: AtomicUsize::new(0),
                users: AtomicUsize::new(0),
                list: [AtomicU32::new(head), AtomicU32::new(tail), AtomicU32::new(len)],
            }
        }
    }

    /// How many wait and have not been notified.
    pub(crate) fn waiters(&self) -> usize {
        self.list().len()
    }

    pub(crate) fn is_bound_to(&self, lock: &RawLock) -> bool {
        self.lock.load(Acquire) == address(lock)
    }

    pub(crate) fn is_bound_elsewhere(&self, lock: &RawLock) -> bool {
        let bound = self.lock.load(Acquire);
        bound != 0 && bound != address(lock)
    }

    /// Under the mutex of `lock`: counts one more user, unless the condition goes with another lock.
    pub(super) fn bind_one(&self, lock: &RawLock) -> bool {
        let bound = self.lock.compare_exchange(0, address(lock), Acquire, Acquire);
        let ours = bound.is_ok() || bound == Err(address(lock));
        if ours {
            self.users.fetch_add(1, Relaxed);
        }
        ours
    }

    /// A user returns or goes away. The last one leaves the condition free for any lock, under the mutex of `lock`, where
    /// another might be binding it at this moment.
    pub(crate) fn unbind_one(&self, lock: &RawLock) {
        let mut users = self.users.load(Relaxed);
        while users > 1 {
            match self.users.compare_exchange_weak(users, users - 1, Release, Relaxed) {
                Ok(_) => return,
                Err(now) => users = now,
            }
        }
        lock.under_mutex(|| {
            if self.users.fetch_sub(1, AcqRel) == 1 {
                self.lock.store(0, Release);
            }
        });
    }

    pub(super) fn list(&self) -> List {
        List::from_words(self.list.each_ref().map(|word| word.load(Relaxed)))
    }

    /// Under the mutex: changes the list.
    pub(super) fn with_list(&self, change: impl FnOnce(&mut List)) {
        let mut list = self.list();
        change(&mut list);
        for (word, value) in self.list.iter().zip(list.to_words()) {
            word.store(value, Relaxed);
        }
    }
}

fn address(lock: &RawLock) -> usize {
    ptr::from_ref(lock).addr()
}
