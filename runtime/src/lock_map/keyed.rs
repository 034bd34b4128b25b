//! The lock of one key as a target: what `#[guarded(account = self.accounts.at(id))]` holds.

use std::{
    fmt,
    hash::Hash,
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::User;
use crate::{
    Lock, LockGuard, WouldBlock,
    fmt::{as_its_data, debug_is_name},
    lock::Locking,
};

/// The lock of one key of a [`LockMap`](crate::LockMap), from [`LockMap::at`](crate::LockMap::at). The key has an entry for as long
/// as this lives.
pub struct Keyed<K: Eq + Hash, V> {
    /// Leaves after the lock was released: every guard borrows this.
    user: User<K, V>,
    lock: Arc<Lock<V>>,
}

impl<K: Eq + Hash, V> Keyed<K, V> {
    pub(super) fn new(user: User<K, V>, lock: Arc<Lock<V>>) -> Self {
        Keyed { user, lock }
    }

    /// The key.
    pub fn key(&self) -> &K {
        &self.user.key
    }
}

impl<K: Eq + Hash + fmt::Debug, V> fmt::Debug for Keyed<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyed").field(self.key()).finish()
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> Keyed<K, V> {
    pub(crate) fn lock(&self) -> LockingKeyed<'_, Locking<&Lock<V>>, K, V> {
        LockingKeyed { locking: self.lock.lock(), keyed: self }
    }

    pub(crate) fn lock_when<F: FnMut(&V) -> bool>(
        &self,
        predicate: F,
    ) -> LockingKeyed<'_, impl Future<Output = LockGuard<'_, V>>, K, V> {
        LockingKeyed { locking: self.lock.lock_when(predicate), keyed: self }
    }

    pub(crate) fn try_lock(&self) -> Result<KeyedGuard<'_, K, V>, WouldBlock> {
        Ok(KeyedGuard { guard: self.lock.try_lock()?, keyed: self })
    }

    /// Where the lock of the key is: two keys of one map are two locks.
    pub(crate) fn address(&self) -> usize {
        self.lock.raw_address()
    }
}

pin_project! {
    /// The future of a key that is locked.
    pub struct LockingKeyed<'a, F, K, V>
    where
        K: Eq,
        K: Hash,
    {
        #[pin]
        locking: F,
        keyed: &'a Keyed<K, V>,
    }
}

impl<'a, F, K, V> Future for LockingKeyed<'a, F, K, V>
where
    F: Future<Output = LockGuard<'a, V>>,
    K: Eq + Hash,
    V: Default + PartialEq,
{
    type Output = KeyedGuard<'a, K, V>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let keyed = *this.keyed;
        this.locking.poll(cx).map(|guard| KeyedGuard { keyed, guard })
    }
}

/// Holds the lock of a key and gives access to its value. The guard of an attribute; [`LockMapGuard`](crate::LockMapGuard) is that of
/// [`LockMap::lock`](crate::LockMap::lock).
#[must_use = "the lock is released as soon as its guard is dropped"]
pub struct KeyedGuard<'a, K: Eq + Hash, V: Default + PartialEq> {
    keyed: &'a Keyed<K, V>,
    guard: LockGuard<'a, V>,
}

impl<K: Eq + Hash, V: Default + PartialEq> KeyedGuard<'_, K, V> {
    /// The key whose lock this holds.
    pub fn key(&self) -> &K {
        self.keyed.key()
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> Drop for KeyedGuard<'_, K, V> {
    /// What it says of the value is said under the lock.
    fn drop(&mut self) {
        // Should this panic, the value stays.
        self.keyed.user.leaves_default(false);
        self.keyed.user.leaves_default(*self.guard == V::default());
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> Deref for KeyedGuard<'_, K, V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.guard
    }
}

impl<K: Eq + Hash, V: Default + PartialEq> DerefMut for KeyedGuard<'_, K, V> {
    fn deref_mut(&mut self) -> &mut V {
        &mut self.guard
    }
}

debug_is_name! { ['a, F, K: Eq + Hash, V] LockingKeyed<'a, F, K, V>; }
as_its_data! { ['a, K: Eq + Hash, V: Default + PartialEq] KeyedGuard<'a, K, V>, V; }
