//! Any number of locks of one kind, as one acquisition.

#![forbid(unsafe_code)]

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{Lock, LockGuard, Locking};

/// Acquires all of `locks` as one, in the order of their addresses; the guards come in the order given.
///
/// However two tasks name the same locks, they cannot wait for each other. Guards of a fixed number of locks, of different
/// types too, are had by `#[guarded(a, b)]`.
///
/// # Cancel safety
///
/// Dropping the future releases what it holds so far and leaves the line of the rest.
///
/// # Panics
///
/// If two of them are the same lock, at the call.
///
/// # Examples
///
/// ```
/// # futures::executor::block_on(async {
/// use interlocking::{Lock, lock_all};
///
/// let accounts = [Lock::new(1), Lock::new(2), Lock::new(3)];
/// let guards = lock_all(&accounts).await;
/// assert_eq!(guards.iter().map(|guard| **guard).sum::<i32>(), 6);
/// # });
/// ```
#[track_caller]
pub fn lock_all<'a, T: ?Sized>(locks: impl IntoIterator<Item = &'a Lock<T>>) -> LockAll<'a, T> {
    let mut waiting: Vec<_> = locks.into_iter().enumerate().collect();
    let address = |lock: &Lock<T>| std::ptr::from_ref(lock).addr();
    waiting.sort_unstable_by_key(|(_, lock)| address(lock));
    for pair in waiting.windows(2) {
        let ((a, first), (b, second)) = (pair[0], pair[1]);
        assert!(
            address(first) != address(second),
            "locks {} and {} are the same lock, which cannot be held twice at once",
            a.min(b),
            a.max(b)
        );
    }
    waiting.reverse();
    let held = waiting.iter().map(|_| None).collect();
    LockAll { waiting, locking: None, held }
}

/// The future of [`lock_all`].
#[must_use = "futures do nothing unless awaited"]
pub struct LockAll<'a, T: ?Sized> {
    /// The next to acquire is the last.
    waiting: Vec<(usize, &'a Lock<T>)>,
    locking: Option<(usize, Locking<&'a Lock<T>>)>,
    held: Vec<Option<LockGuard<'a, T>>>,
}

impl<'a, T: ?Sized> Future for LockAll<'a, T> {
    type Output = Vec<LockGuard<'a, T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            if let Some((place, locking)) = &mut this.locking {
                this.held[*place] = Some(ready!(Pin::new(locking).poll(cx)));
                this.locking = None;
            }
            let Some((place, lock)) = this.waiting.pop() else {
                return Poll::Ready(this.held.drain(..).flatten().collect());
            };
            this.locking = Some((place, lock.lock()));
        }
    }
}
