//! The lock without its data: its readers, its writer and its waiters.

#![forbid(unsafe_code)]

use std::{marker::PhantomData, ptr, task::Waker};

use crate::{
    observe::hook,
    sync::{AtomicU64, AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Batch, Look, Place, Queue, Waiters},
};

/// Reading or writing.
pub trait Access {
    const WRITE: bool;
}

pub struct Read;
pub struct Write;

impl Access for Read {
    const WRITE: bool = false;
}

impl Access for Write {
    const WRITE: bool = true;
}

/// Proof that the caller has just acquired the lock to read or to write: what a guard is made from.
pub(crate) struct Acquired<A>(PhantomData<A>);

const QUEUED: usize = 1;
const WRITER: usize = 2;
const READER: usize = 4;

pub(crate) struct RawRwLock {
    /// | `QUEUED` | `WRITER` | the rest, `READER`s | meaning | changed by |
    /// |:-:|:-:|:-:|---|---|
    /// | 0 | 0 | 0 to the most | read, or free if 0 | anyone adds and takes off readers, and sets `WRITER` at 0 |
    /// | 0 | 1 | 0 | written | the writer clears `WRITER` |
    /// | 1 | 0 | 1 to the most | read, somebody in line | the mutex; readers leave at any time |
    /// | 1 | 1 | 0 | written, somebody in line | only under the mutex |
    ///
    /// A reader that leaves under `QUEUED` admits the next under the mutex.
    state: AtomicUsize,
    most: usize,
    /// The number of the last waiter that was admitted: those up to it have the lock.
    granted: AtomicU64,
    /// Each waiter with whether it asks to write.
    waiters: Waiters<Queue<bool>>,
}

impl RawRwLock {
    pub(crate) const MAX_READERS: usize = usize::MAX >> 3;

    const_unless_loom! {
        #[track_caller]
        pub(crate) const fn new(most: usize) -> Self {
            assert!(most > 0, "a lock that nobody may read");
            assert!(most <= Self::MAX_READERS, "a lock has at most `RwLock::MAX_READERS` readers");
            RawRwLock {
                state: AtomicUsize::new(0),
                most,
                granted: AtomicU64::new(0),
                waiters: Waiters::new(),
            }
        }
    }

    pub(crate) fn readers(&self) -> usize {
        self.state.load(Acquire) / READER
    }

    pub(crate) fn is_written(&self) -> bool {
        self.state.load(Acquire) & WRITER != 0
    }

    pub(crate) fn waiters(&self) -> usize {
        if self.state.load(Acquire) & QUEUED == 0 {
            return 0;
        }
        self.waiters.inspect(|queue| queue.map_or(0, |queue| queue.len()))
    }

    /// Takes it if nobody is in line and it can be had.
    #[inline]
    pub(crate) fn try_acquire<A: Access>(&self) -> Option<Acquired<A>> {
        let mut state = self.state.load(Relaxed);
        while state & QUEUED == 0
            && let Some(taken) = self.taken(state, A::WRITE)
        {
            match self.state.compare_exchange_weak(state, taken, Acquire, Relaxed) {
                Ok(_) => return Some(Acquired(PhantomData)),
                Err(now) => state = now,
            }
        }
        None
    }

    /// The state with one more holder, if there may be one.
    #[inline]
    fn taken(&self, state: usize, write: bool) -> Option<usize> {
        let free = if write {
            state & !QUEUED == 0
        } else {
            state & WRITER == 0 && state / READER < self.most
        };
        free.then_some(state + if write { WRITER } else { READER })
    }

    /// The caller holds the lock, and gives it up.
    #[inline]
    pub(crate) fn release<A: Access>(&self) {
        hook::release(ptr::from_ref(self).addr(), || self.free::<A>());
    }

    #[inline]
    fn free<A: Access>(&self) {
        if A::WRITE {
            let alone = self.state.load(Relaxed) == WRITER
                && self.state.compare_exchange(WRITER, 0, Release, Relaxed).is_ok();
            if !alone {
                self.hand_over();
            }
        } else if self.state.fetch_sub(READER, Release) & QUEUED != 0 {
            self.admit();
        }
    }

    /// The caller writes, and reads from now on; no writer comes between. It then [admits](Self::admit) the readers in line, as
    /// soon as its share is safe from a waker that panics.
    pub(crate) fn downgrade(&self) -> Acquired<Read> {
        if self.state.compare_exchange(WRITER, READER, Release, Relaxed).is_err() {
            // Nobody else changes the state of a lock that is written, but under the mutex.
            self.waiters.with(|_| self.state.store(QUEUED | READER, Release));
        }
        Acquired(PhantomData)
    }

    /// The writer leaves, and the next are admitted.
    #[cold]
    fn hand_over(&self) {
        let mut batch = Batch::default();
        let all_admitted = self.waiters.with(|queue| {
            // Nobody else changes the state of a lock that is written, but under the mutex.
            self.state.store(QUEUED, Release);
            self.admit_batch(queue, &mut batch)
        });
        self.finish_admitting(&mut batch, all_admitted);
    }

    /// Admits from the head of the line: all readers up to the next writer, or one writer.
    #[cold]
    pub(crate) fn admit(&self) {
        if self.state.load(Acquire) & QUEUED != 0 {
            self.finish_admitting(&mut Batch::default(), false);
        }
    }

    fn finish_admitting(&self, batch: &mut Batch, mut all_admitted: bool) {
        while !all_admitted {
            batch.wake();
            all_admitted = self.waiters.with(|queue| self.admit_batch(queue, batch));
        }
        batch.finish();
    }

    /// Under the mutex; `false` if the batch is full and there may be more to do. Readers leave meanwhile: each of them that
    /// makes room for the next comes here itself.
    fn admit_batch(&self, queue: &mut Queue<bool>, batch: &mut Batch) -> bool {
        while let Some(&mut write) = queue.first() {
            if self.taken(self.state.load(Acquire), write).is_none() {
                return true;
            }
            self.state.fetch_add(if write { WRITER } else { READER }, Acquire);
            let granted = queue.grant_first().expect("somebody is first");
            self.granted.store(granted.number, Release);
            batch.push(granted.waker);
            if batch.is_full() {
                return false;
            }
        }
        self.state.fetch_and(!QUEUED, Release);
        true
    }

    /// Joins the line and takes the waker; or leaves the waker, if the lock is available after all.
    pub(crate) fn enqueue<A: Access>(
        &self,
        waker: &mut Option<Waker>,
    ) -> Result<Acquired<A>, Place> {
        self.waiters.with(|queue| {
            if self.take_or_mark(A::WRITE) {
                return Ok(Acquired(PhantomData));
            }
            Err(queue.push(A::WRITE, waker.take()))
        })
    }

    /// Under the mutex: takes it, or marks that somebody is in line.
    fn take_or_mark(&self, write: bool) -> bool {
        let mut state = self.state.load(Relaxed);
        while state & QUEUED == 0 {
            let taken = self.taken(state, write);
            let next = taken.unwrap_or(state | QUEUED);
            match self.state.compare_exchange_weak(state, next, Acquire, Relaxed) {
                Ok(_) => return taken.is_some(),
                Err(now) => state = now,
            }
        }
        false
    }

    /// Collects what the waiter was granted, or makes `waker` the one to wake.
    #[inline]
    pub(crate) fn collect<A: Access>(&self, place: Place, waker: &Waker) -> Option<Acquired<A>> {
        let granted = self.is_granted(place) || self.is_granted_or_renew(place, waker);
        granted.then_some(Acquired(PhantomData))
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

    /// Cancels a waiter. If it was granted the lock, releases it; otherwise the waiters behind it may be admitted now.
    pub(crate) fn cancel<A: Access>(&self, place: Place) {
        let mut batch = Batch::default();
        let (granted, waker, all_admitted) = self.waiters.with(|queue| {
            if self.is_granted(place) {
                return (true, None, true);
            }
            let waker = queue.leave(place);
            (false, waker, self.admit_batch(queue, &mut batch))
        });
        let mut admit = || match granted {
            true => self.release::<A>(),
            false => self.finish_admitting(&mut batch, all_admitted),
        };
        match waker {
            Some(waker) => wait::both(admit, || drop(waker)),
            None => admit(),
        }
    }
}
