//! The lock without its data: how many read, whether somebody writes, and who waits.

#![forbid(unsafe_code)]

use std::{marker::PhantomData, task::Waker};

use crate::{
    sync::{AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Batch, Key, Queue, Waiters},
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

/// What a waiter asks for, and whether it has it.
struct Wanted {
    write: bool,
    granted: bool,
}

pub(crate) struct RawRwLock {
    /// | `QUEUED` | `WRITER` | the rest, `READER`s | meaning | changed by |
    /// |:-:|:-:|:-:|---|---|
    /// | 0 | 0 | 0 to the most | read, or free if 0 | anyone adds and takes off readers, and sets `WRITER` at 0 |
    /// | 0 | 1 | 0 | written | the writer clears `WRITER` |
    /// | 1 | 0 | 1 to the most | read, somebody in line | the mutex; readers leave at any time |
    /// | 1 | 1 | 0 | written, somebody in line | only under the mutex |
    ///
    /// Who takes off the last reader, or one of the most, under `QUEUED`, admits the next under the mutex.
    state: AtomicUsize,
    most: usize,
    waiters: Waiters<Queue<Wanted>>,
}

impl RawRwLock {
    pub(crate) const MAX_READERS: usize = usize::MAX >> 3;

    const_unless_loom! {
        #[track_caller]
        pub(crate) const fn new(most: usize) -> Self {
            assert!(most > 0, "a lock that nobody may read");
            assert!(most <= Self::MAX_READERS, "a lock has at most `RwLock::MAX_READERS` readers");
            RawRwLock { state: AtomicUsize::new(0), most, waiters: Waiters::new() }
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
        self.waiters.with(|queue| queue.line.len())
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
        if A::WRITE {
            let alone = self.state.load(Relaxed) == WRITER
                && self.state.compare_exchange(WRITER, 0, Release, Relaxed).is_ok();
            if !alone {
                self.hand_over(QUEUED);
            }
        } else if self.state.fetch_sub(READER, Release) & QUEUED != 0 {
            self.admit(|| {});
        }
    }

    /// The caller writes, and reads from now on; no writer comes between.
    pub(crate) fn downgrade(&self) -> Acquired<Read> {
        if self.state.compare_exchange(WRITER, READER, Release, Relaxed).is_err() {
            self.hand_over(QUEUED | READER);
        }
        Acquired(PhantomData)
    }

    /// The writer leaves `state` behind, and the next are admitted.
    #[cold]
    fn hand_over(&self, state: usize) {
        // Nobody else changes the state of a lock that is written, but under the mutex.
        self.admit(|| self.state.store(state, Release));
    }

    /// Under the mutex, does `before`; then admits from the head of the line who can be: all readers up to the next writer, or
    /// one writer.
    #[cold]
    fn admit(&self, before: impl FnOnce()) {
        let mut batch = Batch::default();
        let mut before = Some(before);
        let mut admit = |batch: &mut Batch| {
            self.waiters.with(|queue| {
                before.take().into_iter().for_each(|before| before());
                self.admit_batch(queue, batch)
            })
        };
        while !admit(&mut batch) {
            batch.wake();
        }
        batch.finish();
    }

    /// Under the mutex; `false` if the batch is full and there may be more to do. Readers leave meanwhile: each of them that
    /// makes room for the next comes here itself.
    fn admit_batch(&self, queue: &mut Queue<Wanted>, batch: &mut Batch) -> bool {
        while let Some(head) = queue.first() {
            let wanted = queue.arena.get(head);
            if self.taken(self.state.load(Acquire), wanted.write).is_none() {
                return true;
            }
            self.state.fetch_add(if wanted.write { WRITER } else { READER }, Acquire);
            wanted.granted = true;
            batch.push(queue.grant(head));
            if batch.is_full() {
                return false;
            }
        }
        self.state.fetch_and(!QUEUED, Release);
        true
    }

    /// Joins the line, unless it can be had after all.
    pub(crate) fn enqueue<A: Access>(&self, waker: Waker) -> Result<Acquired<A>, Key> {
        let mut waker = Some(waker);
        self.waiters.with(|queue| {
            if self.take_or_mark(A::WRITE) {
                return Ok(Acquired(PhantomData));
            }
            let wanted = Wanted { write: A::WRITE, granted: false };
            Err(queue.push(wanted, waker.take().expect("not used before")))
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

    pub(crate) fn collect<A: Access>(&self, key: Key, waker: &Waker) -> Option<Acquired<A>> {
        wait::look_or_renew(waker, |spare| {
            self.waiters.with(|queue| {
                if !queue.arena.get(key).granted {
                    return queue.arena.still_waiting(key, waker, spare);
                }
                *spare = queue.arena.remove(key);
                Ok(Some(Acquired(PhantomData)))
            })
        })
    }

    /// A waiter goes away. What it was granted is released; if it was not, those behind it may be admitted now.
    pub(crate) fn cancel<A: Access>(&self, key: Key) {
        let (waker, granted) = self.waiters.with(|queue| {
            let granted = queue.arena.get(key).granted;
            let waker = if granted { queue.arena.remove(key) } else { queue.leave(key) };
            (waker, granted)
        });
        if granted {
            self.release::<A>();
        } else {
            self.admit(|| {});
        }
        drop(waker);
    }
}
