//! A meeting point: all or none.

#[cfg(test)]
mod tests;

use std::{
    fmt, mem,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{
    BrokenBarrier, blocking,
    fmt::Bracket,
    sync::const_unless_loom,
    wait::{self, Acquiring, Key, Queue, Source, Waiters},
};

/// A meeting point for a number of tasks: none passes before all have arrived, again and again.
///
/// asyncio's `Barrier`. [`#[barrier]`](crate::barrier) lets a function start with a meeting. The outcome of a generation is
/// decided at the trip, when the last party arrives: whatever happens later, [`reset`](Barrier::reset) and
/// [`abort`](Barrier::abort) included, concerns the next generation only. The last to arrive passes at once, the others in the
/// order in which they arrived. A party that goes away before the trip is not counted any more. What happened before any
/// arrival is seen by every party that passes.
///
/// # Examples
///
/// ```
/// use interlocking::Barrier;
///
/// static MEET: Barrier = Barrier::new(3);
///
/// # futures::executor::block_on(async {
/// let (a, b, c) = futures::join!(MEET.wait(), MEET.wait(), MEET.wait());
/// assert_eq!([a, b, c].map(|turn| turn.unwrap().index()), [0, 1, 2]);
/// # });
/// ```
pub struct Barrier {
    parties: usize,
    gathering: Waiters<Gathering>,
}

#[derive(Default)]
struct Gathering {
    /// In line: who waits in this generation. Out of line: who has not collected the outcome of an earlier one.
    queue: Queue<Option<Outcome>>,
    broken: bool,
    /// Memory for the wakers of a trip.
    wakers: Vec<Waker>,
}

/// The index of a party that passes.
type Outcome = Result<usize, BrokenBarrier>;

impl Barrier {
    const_unless_loom! {
        /// Makes a barrier for `parties` tasks, 1 or more.
        ///
        /// # Panics
        ///
        /// If `parties` is 0; in a constant or a static, this does not compile.
        #[track_caller]
        pub const fn new(parties: usize) -> Self {
            assert!(parties > 0, "a barrier needs at least one party");
            Barrier { parties, gathering: Waiters::new() }
        }
    }

    /// Arrives, and waits for the others of this generation.
    ///
    /// # Errors
    ///
    /// [`BrokenBarrier::Reset`] or [`BrokenBarrier::Aborted`] if that happened while this party waited;
    /// [`BrokenBarrier::Aborted`] at once if the barrier is broken.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before the trip takes the arrival back: one more party has to come. After the trip nothing is
    /// lost for the others.
    #[inline]
    pub fn wait(&self) -> BarrierWait<'_> {
        BarrierWait(Acquiring::new(Arrival(self)))
    }

    /// Arrives, and blocks the thread until the others have: for threads that run no async code.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// In an async context of tokio; `spawn_blocking` is none.
    #[track_caller]
    pub fn blocking_wait(&self) -> Result<Turn, BrokenBarrier> {
        blocking::wait(self.wait())
    }

    /// Sends away all who wait, with [`BrokenBarrier::Reset`], and mends a broken barrier.
    pub fn reset(&self) {
        self.send_away(BrokenBarrier::Reset);
    }

    /// Breaks the barrier: all who wait, and all who come until it is reset, get [`BrokenBarrier::Aborted`].
    pub fn abort(&self) {
        self.send_away(BrokenBarrier::Aborted);
    }

    /// How many parties make a generation.
    pub fn parties(&self) -> usize {
        self.parties
    }

    /// How many parties have arrived and wait for the others.
    pub fn n_waiting(&self) -> usize {
        self.gathering.with(|gathering| gathering.queue.line.len())
    }

    /// Whether the barrier was aborted and not reset since.
    pub fn is_broken(&self) -> bool {
        self.gathering.with(|gathering| gathering.broken)
    }

    fn send_away(&self, why: BrokenBarrier) {
        let wakers = self.gathering.with(|gathering| {
            gathering.broken = why == BrokenBarrier::Aborted;
            gathering.decide(|_| Err(why))
        });
        self.wake(wakers);
    }

    /// Wakes outside the mutex, and gives the memory back.
    fn wake(&self, mut wakers: Vec<Waker>) {
        if wakers.is_empty() {
            return;
        }
        wait::wake(wakers.drain(..));
        self.gathering.with(|gathering| mem::swap(&mut gathering.wakers, &mut wakers));
    }
}

impl Gathering {
    /// Ends the generation: each waiter gets its outcome, by its place in line.
    fn decide(&mut self, outcome: impl Fn(usize) -> Outcome) -> Vec<Waker> {
        let mut wakers = mem::take(&mut self.wakers);
        let mut index = 0;
        while let Some(first) = self.queue.first() {
            *self.queue.arena.get(first) = Some(outcome(index));
            wakers.extend(self.queue.grant(first));
            index += 1;
        }
        wakers
    }
}

/// `Barrier [filling, waiters:1/3]` or `Barrier [broken]`.
impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_broken() {
            return Bracket::new("Barrier", "broken").fmt(f);
        }
        let waiters = format!("{}/{}", self.n_waiting(), self.parties);
        Bracket::new("Barrier", "filling").part("waiters", waiters).fmt(f)
    }
}

/// A party's part in a meeting that took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Turn {
    index: usize,
    parties: usize,
}

impl Turn {
    /// The order of arrival, from 0 up to, not including, the number of parties; every party of a generation has another.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Whether this party arrived last, and so let the others go; true for exactly one party of a generation.
    pub fn is_last(&self) -> bool {
        self.index + 1 == self.parties
    }
}

/// The future of [`Barrier::wait`].
#[must_use = "futures do nothing unless awaited"]
pub struct BarrierWait<'a>(Acquiring<Arrival<'a>>);

impl Future for BarrierWait<'_> {
    type Output = Result<Turn, BrokenBarrier>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let parties = self.0.source().0.parties;
        self.0.poll(cx).map_ok(|index| Turn { index, parties })
    }
}

struct Arrival<'a>(&'a Barrier);

impl Source for Arrival<'_> {
    type Ticket = Key;
    type Grant = Outcome;

    #[inline]
    fn try_take(&self) -> Option<Outcome> {
        None
    }

    /// Arrives: the last party trips the barrier.
    fn enqueue(&self, waker: Waker) -> Result<Outcome, Key> {
        let mut waker = Some(waker);
        let (arrived, wakers) = self.0.gathering.with(|gathering| {
            if gathering.broken {
                return (Ok(Err(BrokenBarrier::Aborted)), Vec::new());
            }
            let before = gathering.queue.line.len();
            if before + 1 < self.0.parties {
                let waker = waker.take().expect("not used before");
                return (Err(gathering.queue.push(None, waker)), Vec::new());
            }
            (Ok(Ok(before)), gathering.decide(Ok))
        });
        self.0.wake(wakers);
        arrived
    }

    fn collect(&self, key: Key, waker: &Waker) -> Option<Outcome> {
        wait::look_or_renew(waker, |spare| {
            self.0.gathering.with(|gathering| {
                let Some(outcome) = *gathering.queue.arena.get(key) else {
                    return gathering.queue.arena.still_waiting(key, waker, spare);
                };
                *spare = gathering.queue.arena.remove(key);
                Ok(Some(outcome))
            })
        })
    }

    fn cancel(&self, key: Key) {
        let waker = self.0.gathering.with(|gathering| {
            let decided = gathering.queue.arena.get(key).is_some();
            if decided { gathering.queue.arena.remove(key) } else { gathering.queue.leave(key) }
        });
        drop(waker);
    }

    fn give_back(&self, _: Outcome) {}
}
