//! A limit on how many at once.

pub(crate) mod permit;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, task::Waker};

use self::permit::{Acquire, OwnedPermit, Permit};
use crate::{
    WouldBlock, blocking,
    fmt::Bracket,
    sync::{AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Batch, Key, Queue, Waiters},
};

/// A number of permits to take and give back.
///
/// asyncio's `Semaphore`. [`#[semaphore]`](crate::semaphore) holds a permit for a function or a block. Permits may be released
/// that were never acquired; [`BoundedSemaphore`](crate::BoundedSemaphore) refuses that. A semaphore is never closed.
///
/// Fair: permits go to the waiters in the order in which they were first polled. A large request at the head of the line
/// gathers permits as they come back, and nobody overtakes it. What happened before a release is seen by whoever gets the
/// permit.
///
/// # Examples
///
/// ```
/// use interlocking::Semaphore;
///
/// static GATE: Semaphore = Semaphore::new(2);
///
/// async fn at_most_two_at_once() {
///     let _permit = GATE.acquire().await;
///     // ...
/// }
/// ```
pub struct Semaphore {
    /// | bit 0, `QUEUED` | the rest, `PERMIT`s | meaning | changed by |
    /// |:-:|:-:|---|---|
    /// | 0 | n | n permits to be had, nobody in line | anyone |
    /// | 1 | 0 | somebody in line, who gets what comes back | only under the mutex |
    state: AtomicUsize,
    waiters: Waiters<Queue<Missing>>,
}

/// How many permits a waiter still misses; granted when none.
struct Missing(usize);

const QUEUED: usize = 1;
const PERMIT: usize = 2;

impl Semaphore {
    /// The most permits that a semaphore can have.
    pub const MAX: usize = usize::MAX >> 3;

    const_unless_loom! {
        /// Makes a semaphore of `permits` permits, from 0 to [`Semaphore::MAX`].
        ///
        /// # Panics
        ///
        /// If `permits` is above [`Semaphore::MAX`]; in a constant or a static, this does not compile.
        #[track_caller]
        pub const fn new(permits: usize) -> Self {
            assert!(permits <= Self::MAX, "a semaphore has at most `Semaphore::MAX` permits");
            Semaphore { state: AtomicUsize::new(permits * PERMIT), waiters: Waiters::new() }
        }
    }

    /// Acquires one permit, waiting in line for it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the line; permits that it had already been given go to the next in line. The place in line
    /// is lost.
    ///
    /// # Examples
    ///
    /// ```
    /// # futures::executor::block_on(async {
    /// let gate = interlocking::Semaphore::new(1);
    /// let permit = gate.acquire().await;
    /// assert_eq!(gate.available(), 0);
    /// drop(permit);
    /// assert_eq!(gate.available(), 1);
    /// # });
    /// ```
    #[inline]
    pub fn acquire(&self) -> Acquire<&Self> {
        Acquire::new(self, 1)
    }

    /// Acquires `n` permits as one, from 0 to [`Semaphore::MAX`]; 0 are ready at once.
    ///
    /// # Cancel safety
    ///
    /// As for [`acquire`](Self::acquire); permits gathered so far go to the next in line.
    ///
    /// # Panics
    ///
    /// If `n` is above [`Semaphore::MAX`]: that many can never be had.
    #[inline]
    #[track_caller]
    pub fn acquire_many(&self, n: usize) -> Acquire<&Self> {
        Self::assert_possible(n);
        Acquire::new(self, n)
    }

    /// [`acquire`](Self::acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`acquire`](Self::acquire).
    pub fn acquire_owned(self: Arc<Self>) -> Acquire<Arc<Self>> {
        Acquire::new(self, 1)
    }

    /// [`acquire_many`](Self::acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Cancel safety
    ///
    /// As for [`acquire_many`](Self::acquire_many).
    ///
    /// # Panics
    ///
    /// As for [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn acquire_many_owned(self: Arc<Self>, n: usize) -> Acquire<Arc<Self>> {
        Self::assert_possible(n);
        Acquire::new(self, n)
    }

    /// Acquires one permit now, if that does not overtake anybody.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`] if there is none, or somebody is in line.
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<'_>, WouldBlock> {
        self.try_acquire_many(1)
    }

    /// Acquires `n` permits now, if that does not overtake anybody; 0 can always be had.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`] if there are fewer, or somebody is in line.
    #[inline]
    pub fn try_acquire_many(&self, n: usize) -> Result<Permit<'_>, WouldBlock> {
        if self.try_take(n) { Ok(Permit::new(self, n)) } else { Err(WouldBlock) }
    }

    /// [`try_acquire`](Self::try_acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedPermit, WouldBlock> {
        self.try_acquire_many_owned(1)
    }

    /// [`try_acquire_many`](Self::try_acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// As for [`try_acquire_many`](Self::try_acquire_many).
    pub fn try_acquire_many_owned(self: Arc<Self>, n: usize) -> Result<OwnedPermit, WouldBlock> {
        if self.try_take(n) { Ok(OwnedPermit::new(self, n)) } else { Err(WouldBlock) }
    }

    /// Acquires one permit and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// In an async context of tokio; `spawn_blocking` is none.
    #[track_caller]
    pub fn blocking_acquire(&self) -> Permit<'_> {
        blocking::wait(self.acquire())
    }

    /// Acquires `n` permits as one and blocks the thread for as long as that takes.
    ///
    /// # Panics
    ///
    /// As [`blocking_acquire`](Self::blocking_acquire) and [`acquire_many`](Self::acquire_many).
    #[track_caller]
    pub fn blocking_acquire_many(&self, n: usize) -> Permit<'_> {
        blocking::wait(self.acquire_many(n))
    }

    /// [`blocking_acquire`](Self::blocking_acquire) with a permit that keeps the semaphore alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_acquire`](Self::blocking_acquire).
    #[track_caller]
    pub fn blocking_acquire_owned(self: Arc<Self>) -> OwnedPermit {
        blocking::wait(self.acquire_owned())
    }

    /// [`blocking_acquire_many`](Self::blocking_acquire_many) with a permit that keeps the semaphore alive.
    ///
    /// # Panics
    ///
    /// As [`blocking_acquire_many`](Self::blocking_acquire_many).
    #[track_caller]
    pub fn blocking_acquire_many_owned(self: Arc<Self>, n: usize) -> OwnedPermit {
        blocking::wait(self.acquire_many_owned(n))
    }

    /// Adds `n` permits, which go to the waiters first.
    ///
    /// # Panics
    ///
    /// If there would be more than [`Semaphore::MAX`]; nothing is added then.
    #[inline]
    #[track_caller]
    pub fn release(&self, n: usize) {
        let mut state = self.state.load(Relaxed);
        while state & QUEUED == 0 {
            let next = added(state, n);
            match self.state.compare_exchange_weak(state, next, Release, Relaxed) {
                Ok(_) => return,
                Err(now) => state = now,
            }
        }
        assert!(n <= Self::MAX, "released to more than `Semaphore::MAX` permits");
        self.grant(n);
    }

    /// Takes up to `n` permits away for good, as far as they are available; answers how many.
    pub fn forget(&self, n: usize) -> usize {
        let mut state = self.state.load(Relaxed);
        loop {
            let taken = n.min(state / PERMIT);
            let left = state - taken * PERMIT;
            match self.state.compare_exchange_weak(state, left, Acquire, Relaxed) {
                Ok(_) => return taken,
                Err(now) => state = now,
            }
        }
    }

    /// How many permits can be had now, without those that a request at the head of the line has gathered.
    pub fn available(&self) -> usize {
        self.state.load(Acquire) / PERMIT
    }

    /// How many requests wait in line.
    pub fn waiters(&self) -> usize {
        if self.state.load(Acquire) & QUEUED == 0 {
            return 0;
        }
        self.waiters.with(|queue| queue.line.len())
    }

    #[track_caller]
    pub(crate) fn assert_possible(n: usize) {
        assert!(
            n <= Self::MAX,
            "{n} permits can never be had: a semaphore has at most {}",
            Self::MAX
        );
    }

    #[inline]
    pub(crate) fn try_take(&self, n: usize) -> bool {
        let mut state = self.state.load(Relaxed);
        // With somebody in line there are no permits: `QUEUED` needs no test of its own.
        while n != 0 && n <= state / PERMIT {
            match self.state.compare_exchange_weak(state, state - n * PERMIT, Acquire, Relaxed) {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        n == 0
    }

    pub(crate) fn enqueue(&self, n: usize, waker: Waker) -> Result<(), Key> {
        let mut waker = Some(waker);
        self.waiters.with(|queue| match self.take_or_mark(n) {
            0 => Ok(()),
            missing => Err(queue.push(Missing(missing), waker.take().expect("not used before"))),
        })
    }

    /// Under the mutex: takes `n` permits; or marks that somebody is in line and takes what there is. Answers how many are
    /// missing.
    fn take_or_mark(&self, n: usize) -> usize {
        let mut state = self.state.load(Relaxed);
        while state & QUEUED == 0 {
            let permits = state / PERMIT;
            let next = if permits < n { QUEUED } else { state - n * PERMIT };
            match self.state.compare_exchange_weak(state, next, Acquire, Relaxed) {
                Ok(_) => return n.saturating_sub(permits),
                Err(now) => state = now,
            }
        }
        n
    }

    pub(crate) fn collect(&self, key: Key, waker: &Waker) -> Option<()> {
        wait::look_or_renew(waker, |spare| {
            self.waiters.with(|queue| {
                if queue.arena.get(key).0 != 0 {
                    return queue.arena.still_waiting(key, waker, spare);
                }
                // Its waker was taken when it was granted, unless it was renewed since.
                *spare = queue.arena.remove(key);
                Ok(Some(()))
            })
        })
    }

    /// A waiter that asked for `n` goes away; what it had of them goes to the next.
    pub(crate) fn cancel(&self, key: Key, n: usize) {
        let (waker, gathered) = self.waiters.with(|queue| {
            let missing = queue.arena.get(key).0;
            let waker = if missing == 0 { queue.arena.remove(key) } else { queue.leave(key) };
            (waker, n - missing)
        });
        self.grant(gathered);
        drop(waker);
    }

    /// Gives `n` permits to the waiters, a batch at a time, and what is left to the semaphore.
    #[cold]
    #[track_caller]
    fn grant(&self, mut n: usize) {
        let mut batch = Batch::default();
        while !self.waiters.with(|queue| self.grant_batch(queue, &mut n, &mut batch)) {
            batch.wake();
        }
        batch.finish();
    }

    /// Under the mutex; `false` if the batch is full and there is more to do.
    #[track_caller]
    fn grant_batch(&self, queue: &mut Queue<Missing>, n: &mut usize, batch: &mut Batch) -> bool {
        while let Some(head) = queue.first() {
            let missing = &mut queue.arena.get(head).0;
            let given = (*n).min(*missing);
            *missing -= given;
            *n -= given;
            if *missing > 0 {
                return true;
            }
            batch.push(queue.grant(head));
            if batch.is_full() {
                return false;
            }
        }
        self.unmark(*n);
        true
    }

    /// Under the mutex: the line is empty, and `n` permits are left over.
    #[track_caller]
    fn unmark(&self, n: usize) {
        let mut state = self.state.load(Relaxed);
        loop {
            let next = added(state & !QUEUED, n);
            match self.state.compare_exchange_weak(state, next, Release, Relaxed) {
                Ok(_) => return,
                Err(now) => state = now,
            }
        }
    }
}

/// The state with `n` more permits.
#[inline]
#[track_caller]
fn added(state: usize, n: usize) -> usize {
    let fits = n <= Semaphore::MAX - state / PERMIT;
    assert!(fits, "released to more than `Semaphore::MAX` permits");
    state + n * PERMIT
}

/// `Semaphore [unlocked, value:2]`, `Semaphore [locked]` or `Semaphore [locked, waiters:1]`.
impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bracket("Semaphore", self).fmt(f)
    }
}

pub(crate) fn bracket(name: &'static str, semaphore: &Semaphore) -> Bracket {
    match semaphore.available() {
        0 => Bracket::new(name, "locked").waiters(semaphore.waiters()),
        value => Bracket::new(name, "unlocked").part("value", value),
    }
}
