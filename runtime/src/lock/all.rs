//! Any number of locks of one kind, as one acquisition.

#![forbid(unsafe_code)]

use std::{
    borrow::Borrow,
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{Lock, LockGuard, Locking};

/// Acquires all of `locks` as one, in the order of their addresses; the guards come in the order given.
///
/// However two tasks name the same locks, they cannot deadlock. `locks` yields references to locks, or to an `Arc`, `Rc` or `Box` of
/// a lock. For a fixed number of locks, of different types too, write `#[guarded(a, b)]`.
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
/// use std::sync::Arc;
/// use interlocking::{Lock, lock_all};
///
/// let accounts = [Lock::new(1), Lock::new(2), Lock::new(3)];
/// let guards = lock_all(&accounts).await;
/// assert_eq!(guards.iter().map(|guard| **guard).sum::<i32>(), 6);
///
/// let shared = [Arc::new(Lock::new(4)), Arc::new(Lock::new(5))];
/// assert_eq!(*lock_all(&shared).await[1], 5);
/// # });
/// ```
#[track_caller]
pub fn lock_all<'a, T: ?Sized + 'a>(
    locks: impl IntoIterator<Item = &'a (impl Borrow<Lock<T>> + ?Sized + 'a)>,
) -> LockAll<'a, T> {
    let mut waiting: Vec<_> = locks.into_iter().map(Borrow::borrow).enumerate().collect();
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
    let held = Some(waiting.iter().map(|_| None).collect());
    LockAll { waiting, locking: None, held }
}

/// The future of [`lock_all`].
#[must_use = "futures do nothing unless awaited"]
pub struct LockAll<'a, T: ?Sized> {
    /// The next to acquire is the last.
    waiting: Vec<(usize, &'a Lock<T>)>,
    locking: Option<(usize, Locking<&'a Lock<T>>)>,
    /// A place for each guard; none once they have been given out.
    held: Option<Vec<Option<LockGuard<'a, T>>>>,
}

impl<'a, T: ?Sized> Future for LockAll<'a, T> {
    type Output = Vec<LockGuard<'a, T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let LockAll { waiting, locking, held } = &mut *self;
        let places = held.as_mut().expect("polled after it was ready");
        loop {
            if let Some((place, locking)) = locking {
                places[*place] = Some(ready!(Pin::new(locking).poll(cx)));
            }
            *locking = waiting.pop().map(|(place, lock)| (place, lock.lock()));
            if locking.is_none() {
                return Poll::Ready(held.take().into_iter().flatten().flatten().collect());
            }
        }
    }
}
