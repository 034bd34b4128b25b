//! A lock for each key.

#![forbid(unsafe_code)]

mod keyed;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    mem,
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll, ready},
};

pub use self::keyed::{Keyed, KeyedGuard};
use crate::{
    Lock, OwnedLockGuard, WouldBlock,
    fmt::{Bracket, as_its_data, debug_is_name},
    lock::Locking,
    sync::Mutex,
};

/// A [`Lock`] for each key, made when it is first asked for and removed when it is not needed any more.
///
/// The map has an entry for a key while its lock is held or waited for, and while its value is not `V::default()`. So `LockMap<K, ()>`
/// is a lock by name, whose size is the number of names in use; and a `LockMap<K, V>` is a table of values, each under a lock of its own,
/// whose entries are removed by setting them to the default.
///
/// Fair: the tasks that wait for a key get its lock in the order in which they were first polled. Tasks that lock different keys never
/// wait for each other. Two keys can be locked in two orders, which deadlocks as with any two locks.
///
/// The release of a key happens before its next acquisition, also if its entry was removed in between.
///
/// # Examples
///
/// ```
/// # futures::executor::block_on(async {
/// let balances = interlocking::LockMap::<_, i64>::new();
/// *balances.lock("alice").await += 3;
/// *balances.lock("bob").await += 0;
/// assert_eq!(balances.len(), 1); // bob's value is the default
/// *balances.lock("alice").await -= 3;
/// assert!(balances.is_empty());
/// # });
/// ```
pub struct LockMap<K, V> {
    entries: Arc<Entries<K, V>>,
}

/// The mutex is held to look a key up, never while a task waits, nor while code of `V` runs. Sixteen maps with a mutex each were not
/// faster on two processors, and hash each key once more.
struct Entries<K, V>(Mutex<HashMap<K, Entry<V>>>);

struct Entry<V> {
    lock: Arc<Lock<V>>,
    /// How many hold the lock or wait for it.
    users: usize,
    /// Whether the value was the default when the lock was released last.
    is_default: bool,
}

impl<K: Eq + Hash + Clone, V: Default + PartialEq> LockMap<K, V> {
    /// Makes a map without entries.
    pub fn new() -> Self {
        LockMap { entries: Arc::new(Entries(Mutex::new(HashMap::new()))) }
    }

    /// Acquires the lock of `key`, waiting in line for it; the guard keeps the map alive.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the line of the key; if the lock had already been handed to it, the next in line gets it. If nobody
    /// else uses the key, its entry is removed. The place in line is lost.
    pub fn lock(&self, key: K) -> LockKey<K, V> {
        LockKey(Stage::Fresh(self.entries.clone(), key))
    }

    /// The lock of `key`, for an attribute to hold.
    ///
    /// Several keys in one attribute are acquired as one, in an order that is the same for all tasks.
    ///
    /// # Examples
    ///
    /// ```
    /// use interlocking::{LockMap, guarded};
    ///
    /// #[guarded(from = balances.at(payer), to = balances.at(payee))]
    /// async fn transfer(balances: &LockMap<u32, i64>, payer: u32, payee: u32, amount: i64) {
    ///     *from -= amount;
    ///     *to += amount;
    /// }
    ///
    /// # futures::executor::block_on(async {
    /// let balances = LockMap::new();
    /// transfer(&balances, 1, 2, 5).await;
    /// assert_eq!(*balances.lock(2).await, 5);
    /// # });
    /// ```
    pub fn at(&self, key: K) -> Keyed<K, V> {
        let (user, lock) = User::enter(self.entries.clone(), key);
        Keyed::new(user, lock)
    }

    /// Acquires the lock of `key` now, if that does not overtake anybody.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if the lock is held, or handed to a waiter that has not run yet.
    pub fn try_lock(&self, key: K) -> Result<LockMapGuard<K, V>, WouldBlock> {
        let (user, lock) = User::enter(self.entries.clone(), key);
        Ok(LockMapGuard { user, guard: lock.try_lock_owned()? })
    }
}

impl<K, V> LockMap<K, V> {
    /// How many keys are locked, waited for, or have a value that is not the default.
    pub fn len(&self) -> usize {
        self.entries.with(|map| map.len())
    }

    /// Whether the map has no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Eq + Hash + Clone, V: Default + PartialEq> Default for LockMap<K, V> {
    fn default() -> Self {
        LockMap::new()
    }
}

/// `LockMap [keys:2]`.
impl<K, V> fmt::Debug for LockMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Bracket::new(f, "LockMap", format_args!("keys:{}", self.len())).finish()
    }
}

impl<K, V> Entries<K, V> {
    fn with<R>(&self, change: impl FnOnce(&mut HashMap<K, Entry<V>>) -> R) -> R {
        // Only a `Hash` or `Eq` of `K` can panic in here, and a `HashMap` is whole after that.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One that holds the lock of a key or waits for it, counted in the entry.
struct User<K: Eq + Hash, V> {
    entries: Arc<Entries<K, V>>,
    key: K,
    /// Whether it leaves the default behind, if it held the lock.
    is_default: Option<bool>,
}

impl<K: Eq + Hash + Clone, V: Default> User<K, V> {
    fn enter(entries: Arc<Entries<K, V>>, key: K) -> (Self, Arc<Lock<V>>) {
        let enter = |entry: &mut Entry<V>| {
            entry.users += 1;
            entry.lock.clone()
        };
        let found = entries.with(|map| map.get_mut(&key).map(enter));
        let lock = found.unwrap_or_else(|| {
            // Made outside of the mutex, and dropped there if another task was first.
            let (mut new, owned) = (Some(Entry::default()), key.clone());
            entries.with(|map| {
                enter(map.entry(owned).or_insert_with(|| new.take().expect("not used before")))
            })
        });
        (User { entries, key, is_default: None }, lock)
    }
}

impl<K: Eq + Hash, V> User<K, V> {
    /// Says, under the lock, whether its value is the default.
    fn leaves_default(&self, is_default: bool) {
        self.entries.with(|map| {
            if let Some(entry) = map.get_mut(&self.key) {
                entry.is_default = is_default;
            }
        });
    }
}

impl<V: Default> Default for Entry<V> {
    fn default() -> Self {
        Entry { lock: Arc::new(Lock::default()), users: 0, is_default: true }
    }
}

impl<K: Eq + Hash, V> Drop for User<K, V> {
    fn drop(&mut self) {
        let unused = self.entries.with(|map| {
            let entry = map.get_mut(&self.key)?;
            entry.users -= 1;
            entry.is_default = self.is_default.unwrap_or(entry.is_default);
            let unused = entry.users == 0 && entry.is_default;
            unused.then(|| (map.remove_entry(&self.key), memory_of_a_burst(map)))
        });
        drop(unused);
    }
}

/// The memory of a map that has become empty and is too large to keep.
fn memory_of_a_burst<K, V>(map: &mut HashMap<K, V>) -> Option<HashMap<K, V>> {
    (map.is_empty() && map.capacity() > 64).then(|| mem::take(map))
}

/// The future of [`LockMap::lock`].
#[must_use = "futures do nothing unless awaited"]
pub struct LockKey<K: Eq + Hash, V>(Stage<K, V>);

enum Stage<K: Eq + Hash, V> {
    Fresh(Arc<Entries<K, V>>, K),
    /// The future of the lock leaves the line before the user leaves the entry.
    Locking(Locking<Arc<Lock<V>>>, User<K, V>),
    Done,
}

impl<K: Eq + Hash, V> Unpin for LockKey<K, V> {}

impl<K: Eq + Hash + Clone, V: Default + PartialEq> Future for LockKey<K, V> {
    type Output = LockMapGuard<K, V>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Stage::Fresh(..) = self.0
            && let Stage::Fresh(entries, key) = mem::replace(&mut self.0, Stage::Done)
        {
            let (user, lock) = User::enter(entries, key);
            self.0 = Stage::Locking(lock.lock_owned(), user);
        }
        let Stage::Locking(locking, _) = &mut self.0 else { panic!("polled after it was ready") };
        let guard = ready!(Pin::new(locking).poll(cx));
        match mem::replace(&mut self.0, Stage::Done) {
            Stage::Locking(_, user) => Poll::Ready(LockMapGuard { user, guard }),
            _ => unreachable!("every other stage was left above"),
        }
    }
}

debug_is_name! { [K: Eq + Hash, V] LockKey<K, V>; }

/// Holds the lock of a key and gives access to its value; dropping it releases the lock, and removes the entry if nobody waits for it and
/// the value is the default.
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct LockMapGuard<K: Eq + Hash, V: Default + PartialEq> {
    /// Leaves before the lock is released: what it says of the value is said under the lock.
    user: User<K, V>,
    guard: OwnedLockGuard<V>,
}

impl<K: Eq + Hash, V: Default + PartialEq> LockMapGuard<K, V> {
    /// The key whose lock this holds.
    pub fn key(&self) -> &K {
        &self.user.key
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> Drop for LockMapGuard<K, V> {
    fn drop(&mut self) {
        // Should this panic, the value stays.
        self.user.is_default = Some(false);
        self.user.is_default = Some(*self.guard == V::default());
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> Deref for LockMapGuard<K, V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.guard
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> DerefMut for LockMapGuard<K, V> {
    fn deref_mut(&mut self) -> &mut V {
        &mut self.guard
    }
}

as_its_data! { [K: Eq + Hash, V: Default + PartialEq] LockMapGuard<K, V>, V; }
