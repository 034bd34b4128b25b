//! A limit on how many at once.

mod permit;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, task::Waker};

pub use self::permit::{Acquire, OwnedPermit, Permit, SemaphoreRef};
pub(crate) use self::permit::{Refused, permit, sealed};
use crate::{
    WouldBlock, blocking,
    fmt::Bracket,
    observe::hook,
    sync::{AtomicU64, AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Batch, Look, Place, Queue, Waiters},
};

/// A number of permits to take and give back.
///
/// asyncio's `Semaphore`. [`#[semaphore]`](crate::semaphore) holds a permit for a function or a block. Permits may be released
/// that were never acquired; [`BoundedSemaphore`](crate::BoundedSemaphore) refuses that. A semaphore is never closed.
///
/// Fair: permits go to the waiters in the order in which they were first polled. A large request at the head of the line
/// gathers permits as they come back, and nobody overtakes it. A release happens before the acquisition of its permits.
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
    /// | 0 | n | n permits available, nobody in line | anyone |
    /// | 1 | 0 | a waiter in line, which gets the permits that come back | only under the mutex |
    state: AtomicUsize,
    /// The number of the last waiter that was granted: those up to it have their permits.
    granted: AtomicU64,
    /// Each waiter with the number of permits that it still misses, at least 1.
    waiters: Waiters<Queue<usize>>,
}

const QUEUED: usize = 1;
const PERMIT: usize = 2;

impl Semaphore {
    /// Where the part of it is that sees its release.
    pub(crate) fn core_address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

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
            Semaphore {
                state: AtomicUsize::new(permits * PERMIT),
                granted: AtomicU64::new(0),
                waiters: Waiters::new(),
            }
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
    /// If `n` is above [`Semaphore::MAX`]: that many permits cannot exist.
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

    /// Acquires one permit now, if no waiter is in line.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if no permit is available, or a waiter is in line.
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<'_>, WouldBlock> {
        self.try_acquire_many(1)
    }

    /// Acquires `n` permits now, if no waiter is in line; 0 are always available.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](struct@crate::WouldBlock) if fewer are available, or a waiter is in line.
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
    /// If called from async code on tokio; `spawn_blocking` is fine.
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
        if !self.release_unqueued(n, added) {
            assert!(n <= Self::MAX, "released to more than `Semaphore::MAX` permits");
            self.grant(n, added);
        }
    }

    /// Gives permits back that were acquired. There can be more than [`Semaphore::MAX`] only if somebody released permits that
    /// were never acquired; those above it are gone, since a permit's drop must not panic.
    #[inline]
    pub(crate) fn give_back(&self, n: usize) {
        hook::release(self.core_address(), || self.give_back_unseen(n));
    }

    #[inline]
    fn give_back_unseen(&self, n: usize) {
        if !self.release_unqueued(n, added_to_max) {
            self.grant(n, added_to_max);
        }
    }

    /// Adds permits if nobody is in line; returns whether it did.
    #[inline]
    #[track_caller]
    fn release_unqueued(&self, n: usize, added: impl Fn(usize, usize) -> usize + Copy) -> bool {
        let mut state = self.state.load(Relaxed);
        while state & QUEUED == 0 {
            match self.state.compare_exchange_weak(state, added(state, n), Release, Relaxed) {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        false
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

    /// The number of permits that are available now, without those that a request at the head of the line has gathered.
    pub fn available(&self) -> usize {
        self.state.load(Acquire) / PERMIT
    }

    /// How many requests wait in line.
    pub fn waiters(&self) -> usize {
        if self.state.load(Acquire) & QUEUED == 0 {
            return 0;
        }
        self.waiters.inspect(|queue| queue.map_or(0, |queue| queue.len()))
    }

    #[track_caller]
    pub(crate) fn assert_possible(n: usize) {
        assert!(
            n <= Self::MAX,
            "{n} permits can never be acquired: a semaphore has at most {}",
            Self::MAX
        );
    }

    #[inline]
    pub(crate) fn try_take(&self, n: usize) -> bool {
        let Some(wanted) = n.checked_mul(PERMIT) else { return false };
        let mut state = self.state.load(Relaxed);
        // With somebody in line there are no permits: `QUEUED` needs no test of its own, and nothing is always there.
        while wanted <= state {
            match self.state.compare_exchange_weak(state, state - wanted, Acquire, Relaxed) {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        false
    }

    /// Joins the line and takes the waker; or leaves the waker, if the permits are available after all.
    #[inline]
    pub(crate) fn enqueue(&self, n: usize, waker: &mut Option<Waker>) -> Result<(), Place> {
        self.waiters.with(|queue| match self.take_or_mark(n) {
            0 => Ok(()),
            missing => Err(queue.push(missing, waker.take())),
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

    /// Whether the waiter has its permits; if not, `waker` is the one to wake.
    #[inline]
    pub(crate) fn collect(&self, place: Place, waker: &Waker) -> bool {
        self.is_granted(place) || self.is_granted_or_renew(place, waker)
    }

    fn is_granted_or_renew(&self, place: Place, waker: &Waker) -> bool {
        wait::is_granted_or_renew(waker, |spare| {
            self.waiters.with(|queue| match self.is_granted(place) {
                true => Look::Granted,
                false => Look::renewed(queue.renew(place, waker, spare)),
            })
        })
    }

    #[inline]
    fn is_granted(&self, place: Place) -> bool {
        self.granted.load(Acquire) >= place.number
    }

    /// Cancels a waiter that asked for `n` permits. Those that it had gathered go to the next waiter.
    pub(crate) fn cancel(&self, place: Place, n: usize) {
        let (waker, gathered) = self.waiters.with(|queue| {
            if self.is_granted(place) {
                return (None, n);
            }
            let gathered = n - *queue.get(place);
            let waker = queue.leave(place);
            if gathered == 0 && queue.is_empty() {
                self.unmark(0, added_to_max);
            }
            (waker, gathered)
        });
        if gathered > 0 {
            wait::both(|| self.grant(gathered, added_to_max), || drop(waker));
        } else {
            wait::drop_waker(waker);
        }
    }

    /// Wakes all in line, for a semaphore that has been closed: they leave when they are polled or dropped.
    pub(crate) fn wake_waiters(&self) {
        let wakers: Vec<_> =
            self.waiters.inspect(|queue| queue.into_iter().flat_map(Queue::wakers).collect());
        wait::wake(wakers);
    }

    /// Gives `n` permits to the waiters, a batch at a time, and what is left to the semaphore.
    #[cold]
    #[track_caller]
    fn grant(&self, mut n: usize, added: impl Fn(usize, usize) -> usize + Copy) {
        let mut batch = Batch::default();
        while !self.waiters.with(|queue| self.grant_batch(queue, &mut n, added, &mut batch)) {
            batch.wake();
        }
        batch.finish();
    }

    /// Under the mutex; `false` if the batch is full and there is more to do.
    #[track_caller]
    fn grant_batch(
        &self,
        queue: &mut Queue<usize>,
        n: &mut usize,
        added: impl Fn(usize, usize) -> usize + Copy,
        batch: &mut Batch,
    ) -> bool {
        while let Some(missing) = queue.first() {
            let given = (*n).min(*missing);
            *missing -= given;
            *n -= given;
            if *missing > 0 {
                return true;
            }
            let granted = queue.grant_first().expect("somebody is first");
            self.granted.store(granted.number, Release);
            batch.push(granted.waker);
            if batch.is_full() {
                return false;
            }
        }
        self.unmark(*n, added);
        true
    }

    /// Under the mutex: the line is empty, and `n` permits are left over.
    #[track_caller]
    fn unmark(&self, n: usize, added: impl Fn(usize, usize) -> usize + Copy) {
        // The line may have been empty before, between two batches: then others change the state at the same time.
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

/// The state with `n` more permits, as far as they fit.
#[inline]
fn added_to_max(state: usize, n: usize) -> usize {
    state.saturating_add(n.saturating_mul(PERMIT)).min(Semaphore::MAX * PERMIT)
}

/// `Semaphore [unlocked, value:2]`, `Semaphore [locked]` or `Semaphore [locked, waiters:1]`.
impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_bracket(f, "Semaphore", self)
    }
}

pub(crate) fn fmt_bracket(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    semaphore: &Semaphore,
) -> fmt::Result {
    let bracket = match semaphore.available() {
        0 => Bracket::new(f, name, "locked").waiters(semaphore.waiters()),
        value => Bracket::new(f, name, "unlocked").part(format_args!("value:{value}")),
    };
    bracket.finish()
}
