//! A meeting point: all or none.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{
    BrokenBarrier, blocking,
    fmt::Bracket,
    sync::{AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Acquiring, Crowd, Key, Queue, Source, Waiters},
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
    /// How many generations have ended. A waiter of an ended one has passed, with the index it had when it arrived, unless:
    generation: AtomicUsize,
    /// How many generations had ended when the last exceptional one had: see [`Exception`].
    exceptional: AtomicUsize,
    gathering: Waiters<Gathering>,
}

#[derive(Default)]
struct Gathering {
    /// Who waits in this generation, each with the number of its arrival.
    crowd: Crowd<usize>,
    /// How many have arrived in this generation.
    arrivals: usize,
    broken: bool,
    exceptions: Vec<Exception>,
}

/// A generation whose waiters did not simply pass by the numbers of their arrivals, until all of them know.
struct Exception {
    generation: usize,
    /// Who has not collected this.
    left: usize,
    outcome: Outcome,
}

enum Outcome {
    SentAway(BrokenBarrier),
    /// Some had gone away: the arrivals of those who passed, in order.
    Passed(Vec<usize>),
}

impl Outcome {
    fn of(&self, arrival: usize) -> Result<usize, BrokenBarrier> {
        match self {
            Outcome::SentAway(why) => Err(*why),
            Outcome::Passed(arrivals) => Ok(arrivals.partition_point(|&other| other < arrival)),
        }
    }
}

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
            Barrier {
                parties,
                generation: AtomicUsize::new(0),
                exceptional: AtomicUsize::new(0),
                gathering: Waiters::new(),
            }
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
        self.gathering.with(|gathering| gathering.crowd.waiting.line.len())
    }

    /// Whether the barrier was aborted and not reset since.
    pub fn is_broken(&self) -> bool {
        self.gathering.with(|gathering| gathering.broken)
    }

    fn send_away(&self, why: BrokenBarrier) {
        let freed = self.gathering.with(|gathering| {
            gathering.broken = why == BrokenBarrier::Aborted;
            self.end(gathering, |_| Some(Outcome::SentAway(why)))
        });
        self.gathering.wake_freed(freed, |gathering| &mut gathering.crowd);
    }

    /// Under the mutex: ends the generation, with an outcome that its waiters could not tell by themselves, if there is one.
    fn end(
        &self,
        gathering: &mut Gathering,
        outcome: impl FnOnce(&mut Gathering) -> Option<Outcome>,
    ) -> Option<Queue<usize>> {
        let generation = self.generation.load(Relaxed);
        let left = gathering.crowd.waiting.line.len();
        if left > 0
            && let Some(outcome) = outcome(gathering)
        {
            gathering.exceptions.push(Exception { generation, left, outcome });
            self.exceptional.store(generation.wrapping_add(1), Relaxed);
        }
        gathering.arrivals = 0;
        self.generation.store(generation.wrapping_add(1), Release);
        gathering.crowd.free()
    }
}

impl Gathering {
    /// The arrivals of those who wait, if some have gone away before them.
    fn gaps(&mut self) -> Option<Outcome> {
        let Gathering { crowd, arrivals, .. } = self;
        (crowd.waiting.line.len() != *arrivals).then(|| Outcome::Passed(crowd.waiting.payloads()))
    }

    /// What became of an arrival in an exceptional generation, if that was one.
    fn tell(&mut self, place: Place) -> Result<usize, BrokenBarrier> {
        let exceptions = &mut self.exceptions;
        let Some(at) = exceptions.iter().position(|e| e.generation == place.generation) else {
            return Ok(place.arrival);
        };
        let outcome = exceptions[at].outcome.of(place.arrival);
        exceptions[at].left -= 1;
        if exceptions[at].left == 0 {
            exceptions.swap_remove(at);
        }
        outcome
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

/// A waiter of one generation; in every other its slot is another's.
#[derive(Clone, Copy)]
struct Place {
    key: Key,
    generation: usize,
    arrival: usize,
}

impl Arrival<'_> {
    fn is_waiting(&self, place: Place) -> bool {
        self.0.generation.load(Acquire) == place.generation
    }

    /// What became of a waiter of an ended generation.
    fn outcome(&self, place: Place) -> Result<usize, BrokenBarrier> {
        // Generations are compared by their distance, since they may wrap.
        let since = self.0.exceptional.load(Relaxed).wrapping_sub(place.generation) as isize;
        if since <= 0 {
            return Ok(place.arrival);
        }
        self.0.gathering.with(|gathering| gathering.tell(place))
    }
}

impl Source for Arrival<'_> {
    type Ticket = Place;
    type Grant = Result<usize, BrokenBarrier>;

    #[inline]
    fn try_take(&self) -> Option<Self::Grant> {
        None
    }

    /// Arrives: the last party trips the barrier.
    fn enqueue(&self, waker: Waker) -> Result<Self::Grant, Place> {
        let Arrival(barrier) = self;
        let mut waker = Some(waker);
        let (arrived, freed) = barrier.gathering.with(|gathering| {
            if gathering.broken {
                return (Ok(Err(BrokenBarrier::Aborted)), None);
            }
            let before = gathering.crowd.waiting.line.len();
            if before + 1 == barrier.parties {
                return (Ok(Ok(before)), barrier.end(gathering, Gathering::gaps));
            }
            let arrival = gathering.arrivals;
            gathering.arrivals += 1;
            let key = gathering.crowd.waiting.push(arrival, waker.take().expect("not used before"));
            let generation = barrier.generation.load(Relaxed);
            (Err(Place { key, generation, arrival }), None)
        });
        barrier.gathering.wake_freed(freed, |gathering| &mut gathering.crowd);
        arrived
    }

    #[inline]
    fn collect(&self, place: Place, waker: &Waker) -> Option<Self::Grant> {
        if self.is_waiting(place) {
            let freed = wait::look_or_renew(waker, |spare| {
                self.0.gathering.with(|gathering| {
                    if !self.is_waiting(place) {
                        return Ok(Some(()));
                    }
                    gathering.crowd.waiting.arena.still_waiting(place.key, waker, spare)
                })
            });
            freed?;
        }
        Some(self.outcome(place))
    }

    fn cancel(&self, place: Place) {
        let waker = self.0.gathering.with(|gathering| {
            if self.is_waiting(place) {
                // Who arrived last leaves no gap.
                gathering.arrivals -= usize::from(place.arrival + 1 == gathering.arrivals);
                return gathering.crowd.waiting.leave(place.key);
            }
            // The outcome is nobody's; that it was collected is what counts.
            let _ = gathering.tell(place);
            None
        });
        drop(waker);
    }

    fn give_back(&self, _: Self::Grant) {}
}
