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
/// While the condition is in use, its list is changed under the mutex of the lock that it goes with, which orders the changes. Users count themselves in under that mutex, and out without it, so that the condition may go over to another lock at
/// any moment in which nobody waits: `address` is written before `queue` and the list, and read after them, so that what a
/// thread finds in them is its own lock's if the address is (`a_condition_meets_two_locks_and_goes_with_one_at_a_time`, under
/// loom).
pub(crate) struct Binding {
    /// How many wait, or have been notified and not yet returned; `CLAIMED` while the first of them binds the condition.
    users: AtomicU32,
    list: [AtomicU32; 3],
    /// See [`LockId`].
    address: AtomicUsize,
    queue: AtomicU64,
}

const CLAIMED: u32 = u32::MAX;

impl Binding {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            let [head, tail, len] = List::EMPTY.to_words();
            Binding {
                users: AtomicU32::new(0),
                list: [AtomicU32::new(head), AtomicU32::new(tail), AtomicU32::new(len)],
                address: AtomicUsize::new(0),
                queue: AtomicU64::new(0),
            }
        }
    }

    /// How many wait and have not been notified.
    pub(crate) fn waiters(&self) -> usize {
        self.list().len()
    }

    /// Whether the condition is in use with another lock than the one at `address`. A race that this misses is detected under
    /// the mutex.
    pub(super) fn is_elsewhere(&self, address: usize) -> bool {
        self.users.load(Acquire) != 0 && self.address.load(Relaxed) != address
    }

    /// Under the mutex of `lock`: whether somebody waits with it.
    pub(super) fn has_waiters_of(&self, lock: LockId) -> bool {
        !self.list().is_empty() && self.is_of(lock)
    }

    /// Whether the words that were read before this are those of `lock`.
    fn is_of(&self, lock: LockId) -> bool {
        self.queue.load(Acquire) == lock.queue && self.address.load(Relaxed) == lock.address
    }

    /// Under the mutex of `lock`: counts one more user, unless the condition goes with another lock.
    pub(super) fn bind_one(&self, lock: LockId) -> bool {
        let mut users = self.users.load(Acquire);
        loop {
            let next = match users {
                0 => CLAIMED,
                CLAIMED => return false,
                _ if self.is_of(lock) => users + 1,
                _ if self.address.load(Relaxed) != lock.address => return false,
                _ => {
                    // The lock that was at this address is gone, and its users with it: a wait borrows its lock, so they were
                    // forgotten (`mem::forget`) and will not come back.
                    self.start(lock);
                    return true;
                }
            };
            match self.users.compare_exchange_weak(users, next, Acquire, Acquire) {
                Ok(0) => {
                    self.start(lock);
                    return true;
                }
                Ok(_) => return self.is_still_of(lock),
                Err(now) => users = now,
            }
        }
    }

    /// Whether the user that was just counted is one of `lock`: the condition may have gone over to another lock, with as many
    /// users.
    fn is_still_of(&self, lock: LockId) -> bool {
        let still = self.is_of(lock);
        if !still {
            self.unbind_one();
        }
        still
    }

    /// The first user, of `lock`, has claimed the condition.
    fn start(&self, lock: LockId) {
        self.address.store(lock.address, Relaxed);
        self.queue.store(lock.queue, Release);
        self.set_list(List::EMPTY);
        self.users.store(1, Release);
    }

    /// A user returns or is cancelled. After the last one, any lock may bind the condition.
    #[inline]
    pub(crate) fn unbind_one(&self) {
        self.users.fetch_sub(1, Release);
    }

    #[inline]
    pub(super) fn list(&self) -> List {
        List::from_words(self.list.each_ref().map(|word| word.load(Acquire)))
    }

    fn set_list(&self, list: List) {
        for (word, value) in self.list.iter().zip(list.to_words()) {
            word.store(value, Release);
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
