//! A meeting point for a number of tasks.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{
    BrokenBarrier, blocking,
    fmt::Bracket,
    sync::{AtomicU64, Ordering::*, const_unless_loom},
    wait::{self, Acquiring, Crowd, Freed, GiveBack, Key, Look, Request, Waiters, Wake},
};

/// A reusable meeting point for a number of tasks: none passes before all have arrived.
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
    /// | bit 0, `BROKEN` | the rest, `GENERATION`s | changed by |
    /// |---|---|---|
    /// | whether it was aborted and not reset since | how many generations have ended | only under the mutex |
    ///
    /// A waiter of an ended generation has passed, and its index is its number of arrival, unless the generation was
    /// exceptional. At one generation in a nanosecond, 63 bits last 292 years.
    state: AtomicU64,
    /// The number of generations that had ended when the last exceptional one ended: see [`Exception`].
    exceptional: AtomicU64,
    gathering: Waiters<Gathering>,
}

const BROKEN: u64 = 1;
const GENERATION: u64 = 2;

#[derive(Default)]
struct Gathering {
    /// The waiters of this generation, each with its number of arrival.
    crowd: Crowd<usize>,
    /// How many have arrived in this generation.
    arrivals: usize,
    /// By the number of the generation.
    exceptions: BTreeMap<u64, Exception>,
}

/// The outcome of a generation in which a waiter's index is not its number of arrival. Kept until all its waiters have
/// collected it.
struct Exception {
    /// How many have not collected this.
    left: usize,
    outcome: Outcome,
}

enum Outcome {
    SentAway(BrokenBarrier),
    /// Some waiters had been cancelled: the numbers of arrival of the others, in order.
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
                state: AtomicU64::new(0),
                exceptional: AtomicU64::new(0),
                gathering: Waiters::new(),
            }
        }
    }

    /// Arrives, and waits for the others of this generation.
    ///
    /// # Errors
    ///
    /// [`BrokenBarrier::Reset`] or [`BrokenBarrier::Aborted`] if the barrier was reset or aborted while this party waited;
    /// [`BrokenBarrier::Aborted`] at once if the barrier is broken.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before the trip takes the arrival back: one more party has to come. After the trip nothing is
    /// lost for the others.
    #[inline]
    pub fn wait(&self) -> BarrierWait<'_> {
        BarrierWait(Acquiring::new(BarrierRequest(self)))
    }

    /// Arrives, and blocks the thread until the others have: for threads that run no async code.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    #[track_caller]
    pub fn blocking_wait(&self) -> Result<Turn, BrokenBarrier> {
        blocking::wait(self.wait())
    }

    /// Ends the generation: all waiters get [`BrokenBarrier::Reset`]. Repairs a broken barrier.
    pub fn reset(&self) {
        self.send_away(BrokenBarrier::Reset);
    }

    /// Breaks the barrier: all waiters, and all later ones until it is reset, get [`BrokenBarrier::Aborted`].
    pub fn abort(&self) {
        self.send_away(BrokenBarrier::Aborted);
    }

    /// How many parties make a generation.
    pub fn parties(&self) -> usize {
        self.parties
    }

    /// How many parties have arrived and wait for the others.
    pub fn waiters(&self) -> usize {
        self.gathering.inspect(|gathering| gathering.map_or(0, |gathering| gathering.crowd.len()))
    }

    /// Whether the barrier was aborted and not reset since.
    pub fn is_broken(&self) -> bool {
        self.state.load(Acquire) & BROKEN != 0
    }

    fn send_away(&self, why: BrokenBarrier) {
        let broken = if why == BrokenBarrier::Aborted { BROKEN } else { 0 };
        let mut freed = Freed::default();
        self.gathering.inspect(|gathering| match gathering {
            None => self.end_generation(broken),
            Some(gathering) => {
                if gathering.crowd.len() > 0 {
                    self.note_exception(gathering, Outcome::SentAway(why));
                }
                self.end_generation(broken);
                gathering.free_all(&mut freed);
            }
        });
        freed.wake();
    }

    /// Under the mutex: notes the outcome of this generation, which its waiters cannot derive.
    fn note_exception(&self, gathering: &mut Gathering, outcome: Outcome) {
        let generation = self.generation();
        let exception = Exception { left: gathering.crowd.len(), outcome };
        gathering.exceptions.insert(generation, exception);
        self.exceptional.store(generation + 1, Relaxed);
    }

    /// Under the mutex.
    #[inline]
    fn end_generation(&self, broken: u64) {
        self.state.store(((self.generation() + 1) * GENERATION) | broken, Release);
    }

    #[inline]
    fn generation(&self) -> u64 {
        self.state.load(Acquire) / GENERATION
    }

    /// Under the mutex: the last party has arrived. Returns its index.
    #[inline]
    fn trip(&self, gathering: &mut Gathering, freed: &mut Freed<usize>) -> usize {
        let others = gathering.crowd.len();
        if others != gathering.arrivals {
            let arrivals = gathering.crowd.payloads();
            self.note_exception(gathering, Outcome::Passed(arrivals));
        }
        self.end_generation(0);
        gathering.free_all(freed);
        others
    }
}

impl Gathering {
    #[inline]
    fn free_all(&mut self, freed: &mut Freed<usize>) {
        self.arrivals = 0;
        self.crowd.free_all(freed);
    }

    /// What became of an arrival in an ended generation.
    fn collect(&mut self, place: Place) -> Result<usize, BrokenBarrier> {
        let Some(exception) = self.exceptions.get_mut(&place.generation) else {
            return Ok(place.arrival);
        };
        let outcome = exception.outcome.of(place.arrival);
        exception.left -= 1;
        if exception.left == 0 {
            self.exceptions.remove(&place.generation);
        }
        outcome
    }
}

impl GiveBack for Gathering {
    type Memory = <Crowd<usize> as GiveBack>::Memory;

    #[inline]
    fn is_burst_over(&self) -> bool {
        self.crowd.is_burst_over()
    }

    fn give_back(&mut self) -> Self::Memory {
        self.crowd.give_back()
    }
}

/// `Barrier [filling, waiters:1/3]` or `Barrier [broken]`.
impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_broken() {
            return Bracket::new(f, "Barrier", "broken").finish();
        }
        let (waiters, parties) = (self.waiters(), self.parties);
        let bracket = Bracket::new(f, "Barrier", "filling");
        bracket.part(format_args!("waiters:{waiters}/{parties}")).finish()
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
pub struct BarrierWait<'a>(Acquiring<BarrierRequest<'a>>);

impl Future for BarrierWait<'_> {
    type Output = Result<Turn, BrokenBarrier>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let parties = self.0.request().0.parties;
        self.0.poll(cx).map_ok(|index| Turn { index, parties })
    }
}

struct BarrierRequest<'a>(&'a Barrier);

/// A waiter of one generation. In every other one its key may be another waiter's.
#[derive(Clone, Copy)]
struct Place {
    key: Key,
    generation: u64,
    arrival: usize,
}

impl BarrierRequest<'_> {
    #[inline]
    fn is_over(&self, place: Place) -> bool {
        self.0.generation() != place.generation
    }

    fn is_over_or_renew(&self, place: Place, waker: &Waker) -> bool {
        wait::is_granted_or_renew(waker, |spare| {
            self.0.gathering.with(|gathering| match self.is_over(place) {
                true => Look::Granted,
                false => Look::renewed(gathering.crowd.renew(place.key, waker, spare)),
            })
        })
    }

    /// What became of a waiter of an ended generation.
    #[inline]
    fn outcome(&self, place: Place) -> Result<usize, BrokenBarrier> {
        if self.0.exceptional.load(Relaxed) <= place.generation {
            return Ok(place.arrival);
        }
        self.0.gathering.with(|gathering| gathering.collect(place))
    }
}

impl Request for BarrierRequest<'_> {
    type Place = Place;
    type Grant = Result<usize, BrokenBarrier>;
    type Freed = Freed<usize>;

    #[inline]
    fn try_take(&self) -> Option<Self::Grant> {
        None
    }

    /// Arrives: the last party trips the barrier.
    #[inline]
    fn enqueue(
        &self,
        waker: &mut Option<Waker>,
        freed: &mut Freed<usize>,
    ) -> Result<Self::Grant, Place> {
        let BarrierRequest(barrier) = self;
        barrier.gathering.with(|gathering| {
            if barrier.is_broken() {
                return Ok(Err(BrokenBarrier::Aborted));
            }
            if gathering.crowd.len() + 1 == barrier.parties {
                return Ok(Ok(barrier.trip(gathering, freed)));
            }
            let arrival = gathering.arrivals;
            gathering.arrivals += 1;
            let key = gathering.crowd.push(arrival, waker.take());
            Err(Place { key, generation: barrier.generation(), arrival })
        })
    }

    #[inline]
    fn collect(&self, place: Place, waker: &Waker) -> Option<Self::Grant> {
        let is_over = self.is_over(place) || self.is_over_or_renew(place, waker);
        is_over.then(|| self.outcome(place))
    }

    fn cancel(&self, place: Place) {
        let waker = self.0.gathering.with(|gathering| {
            if self.is_over(place) {
                // The outcome is not delivered, but it counts as collected.
                let _ = gathering.collect(place);
                return None;
            }
            // The last arrival is removed, so the indices have no gap.
            gathering.arrivals -= usize::from(place.arrival + 1 == gathering.arrivals);
            gathering.crowd.leave(place.key)
        });
        wait::drop_waker(waker);
    }

    fn give_back(&self, _: Self::Grant) {}

    fn address(&self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }
}
