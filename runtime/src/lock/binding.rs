//! What a condition keeps: which lock it goes with, and the list of its waiters in that lock's arena.

#![forbid(unsafe_code)]

use crate::{
    sync::{AtomicU32, AtomicU64, AtomicUsize, Ordering::*, const_unless_loom},
    wait::List,
};

/// A lock, as its conditions know it.
#[derive(Clone, Copy)]
pub(super) struct LockId {
    pub(super) address: usize,
    /// The number of the lock's queue. No two queues of a process have the same, so that a later lock at the same address is
    /// told apart.
    pub(super) queue: u64,
}

/// A condition's side of a lock.
///
/// Whoever changes it holds the mutex of the lock that the condition goes with, which orders the changes: the words are atomics
/// to be shared, and relaxed; only users that are not the last leave without the mutex. The first bind and the last unbind meet
/// other locks, on `address`.
pub(crate) struct Binding {
    /// See [`LockId`]; 0 while nobody waits, or has been notified and not yet returned.
    address: AtomicUsize,
    queue: AtomicU64,
    /// How many wait, or have been notified and not yet returned.
    users: AtomicU32,
    list: [AtomicU32; 3],
}

impl Binding {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            let [head, tail, len] = List::EMPTY.to_words();
            Binding {
                address: AtomicUsize::new(0),
                queue: AtomicU64::new(0),
                users: AtomicU32::new(0),
                list: [AtomicU32::new(head), AtomicU32::new(tail), AtomicU32::new(len)],
            }
        }
    }

    /// How many wait and have not been notified.
    pub(crate) fn waiters(&self) -> usize {
        self.list().len()
    }

    /// Whether the lock at `address` is surely not the one that the condition goes with.
    pub(super) fn is_elsewhere(&self, address: usize) -> bool {
        let bound = self.address.load(Acquire);
        bound != 0 && bound != address
    }

    /// Under the mutex of `lock`: whether anyone uses the condition with it.
    pub(super) fn is_bound_to(&self, lock: LockId) -> bool {
        self.address.load(Acquire) == lock.address && self.queue.load(Relaxed) == lock.queue
    }

    /// Under the mutex of `lock`: counts one more user, unless the condition goes with another lock.
    pub(super) fn bind_one(&self, lock: LockId) -> bool {
        match self.address.compare_exchange(0, lock.address, Acquire, Acquire) {
            Ok(_) => self.start(lock),
            Err(bound) if bound != lock.address => return false,
            // The lock that was at this address is gone, and its users with it: a wait borrows its lock, so they were forgotten
            // (`mem::forget`) and will not come back.
            Err(_) if self.queue.load(Relaxed) != lock.queue => self.start(lock),
            Err(_) => {}
        }
        self.users.fetch_add(1, Relaxed);
        true
    }

    /// Under the mutex of `lock`, which the condition has just been bound to.
    fn start(&self, lock: LockId) {
        self.queue.store(lock.queue, Relaxed);
        self.users.store(0, Relaxed);
        self.set_list(List::EMPTY);
    }

    /// A user returns or goes away. Returns `false` if it is the last one, which must do so under the mutex.
    #[inline]
    pub(super) fn unbind_one_of_many(&self) -> bool {
        let mut users = self.users.load(Relaxed);
        while users > 1 {
            match self.users.compare_exchange_weak(users, users - 1, Release, Relaxed) {
                Ok(_) => return true,
                Err(now) => users = now,
            }
        }
        false
    }

    /// Under the mutex, where another user might be binding the condition at this moment: a user returns or goes away. The last
    /// one leaves the condition free for any lock.
    #[inline]
    pub(super) fn unbind_one(&self) {
        if self.users.fetch_sub(1, AcqRel) == 1 {
            self.address.store(0, Release);
        }
    }

    #[inline]
    pub(super) fn list(&self) -> List {
        List::from_words(self.list.each_ref().map(|word| word.load(Relaxed)))
    }

    fn set_list(&self, list: List) {
        for (word, value) in self.list.iter().zip(list.to_words()) {
            word.store(value, Relaxed);
        }
    }

    /// Under the mutex: changes the list.
    pub(super) fn with_list<R>(&self, change: impl FnOnce(&mut List) -> R) -> R {
        let mut list = self.list();
        let result = change(&mut list);
        self.set_list(list);
        result
    }
}
