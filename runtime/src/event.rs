//! A flag to wait for.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{
    blocking,
    fmt::Bracket,
    sync::{AtomicU64, Ordering::*, const_unless_loom},
    wait::{self, Acquiring, Crowd, Freed, Key, Look, Request, Waiters, Wake},
};

/// A flag that tasks wait for.
///
/// asyncio's `Event`. [`#[waits]`](crate::waits) starts a function when one is set, [`#[sets]`](crate::sets) sets it when the
/// function ends. Level-triggered: nothing is consumed, and a wait on a set event is ready at once. Setting frees every
/// waiter of that moment, also if the event is cleared before they run.
///
/// Waiters are woken in the order in which they were first polled. A `set` happens before the return of every `wait` that it frees.
///
/// A wait registers at its first poll, not when it is made: set and cleared in between, it is missed. (tokio's `Notified`
/// registers for `notify_waiters` when it is made.)
///
/// # Examples
///
/// ```
/// use interlocking::Event;
///
/// static READY: Event = Event::new();
///
/// # futures::executor::block_on(async {
/// futures::join!(READY.wait(), async { READY.set() });
/// # });
/// ```
pub struct Event {
    /// | bit 0, `SET` | the rest, `GENERATION`s | changed by |
    /// |---|---|---|
    /// | whether it is set | how many times it was set; a waiter of an earlier generation is free | `set`, under the mutex; `clear` takes `SET` off at any time |
    ///
    /// At one generation in a nanosecond, 63 bits last 292 years.
    state: AtomicU64,
    waiters: Waiters<Crowd<()>>,
}

const SET: u64 = 1;
const GENERATION: u64 = 2;

impl Event {
    const_unless_loom! {
        /// Makes an event that is not set.
        pub const fn new() -> Self {
            Event { state: AtomicU64::new(0), waiters: Waiters::new() }
        }
    }

    /// Whether the event is set.
    #[inline]
    pub fn is_set(&self) -> bool {
        self.state.load(Acquire) & SET != 0
    }

    /// Sets the event and frees all waiters.
    ///
    /// Everything before this call is visible to a task that then returns from [`wait`](Self::wait), sees
    /// [`is_set`](Self::is_set), or [clears](Self::clear) the event, also if the event was set already.
    pub fn set(&self) {
        if !self.is_set_again() {
            self.free_all();
        }
    }

    /// Clears the event: waits from now on wait for the next `set`. Waiters that a `set` has freed stay free.
    ///
    /// Everything before a `set` that this clears is visible after this call. So a producer that changes data and then sets the
    /// event, and a consumer that clears the event and then reads the data, lose no change.
    pub fn clear(&self) {
        if self.is_set() {
            self.state.fetch_and(!SET, AcqRel);
        }
    }

    /// Whether the event is set already. It is written nevertheless: otherwise a consumer that clears it now could miss what this
    /// caller has done before.
    #[inline]
    fn is_set_again(&self) -> bool {
        let mut state = self.state.load(Relaxed);
        while state & SET != 0 {
            match self.state.compare_exchange_weak(state, state, AcqRel, Relaxed) {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        false
    }

    /// Waits until the event is set.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the queue; the event is as it was.
    #[inline]
    pub fn wait(&self) -> EventWait<'_> {
        EventWait(Acquiring::new(EventRequest(self)))
    }

    /// Waits until the event is set and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// If called from async code on tokio; `spawn_blocking` is fine.
    #[track_caller]
    pub fn blocking_wait(&self) {
        blocking::wait(self.wait());
    }

    /// How many wait.
    pub fn waiters(&self) -> usize {
        self.waiters.inspect(|crowd| crowd.map_or(0, |crowd| crowd.len()))
    }

    #[cold]
    fn free_all(&self) {
        let mut freed = Freed::default();
        self.waiters.inspect(|crowd| {
            // The state of an event that is not set changes under the mutex only.
            if !self.is_set_again() {
                // Acquires what was done before the `clear` that this follows.
                let generations = self.state.load(Acquire) + GENERATION;
                self.state.store(generations | SET, Release);
                crowd.into_iter().for_each(|crowd| crowd.free_all(&mut freed));
            }
        });
        freed.wake();
    }

    #[inline]
    fn generation(&self) -> u64 {
        self.state.load(Acquire) / GENERATION
    }
}

impl Default for Event {
    fn default() -> Self {
        Event::new()
    }
}

/// `Event [unset]`, `Event [set]` or `Event [unset, waiters:2]`.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_set() { "set" } else { "unset" };
        Bracket::new(f, "Event", state).waiters(self.waiters()).finish()
    }
}

/// The future of [`Event::wait`].
#[must_use = "futures do nothing unless awaited"]
pub struct EventWait<'a>(Acquiring<EventRequest<'a>>);

impl Future for EventWait<'_> {
    type Output = ();

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll(cx)
    }
}

struct EventRequest<'a>(&'a Event);

/// A place in the crowd of one generation. In every other generation the waiter is free, and its key may be another waiter's.
#[derive(Clone, Copy)]
struct Place {
    key: Key,
    generation: u64,
}

impl EventRequest<'_> {
    #[inline]
    fn is_free(&self, place: Place) -> bool {
        self.0.generation() != place.generation
    }
}

impl Request for EventRequest<'_> {
    type Place = Place;
    type Grant = ();
    type Freed = ();

    #[inline]
    fn try_take(&self) -> Option<()> {
        self.0.is_set().then_some(())
    }

    #[inline]
    fn enqueue(&self, waker: &mut Option<Waker>, (): &mut ()) -> Result<(), Place> {
        self.0.waiters.with(|crowd| {
            if self.0.is_set() {
                return Ok(());
            }
            Err(Place { key: crowd.push((), waker.take()), generation: self.0.generation() })
        })
    }

    #[inline]
    fn collect(&self, place: Place, waker: &Waker) -> Option<()> {
        let is_free = self.is_free(place)
            || wait::is_granted_or_renew(waker, |spare| {
                self.0.waiters.with(|crowd| match self.is_free(place) {
                    true => Look::Granted,
                    false => Look::renewed(crowd.renew(place.key, waker, spare)),
                })
            });
        is_free.then_some(())
    }

    fn cancel(&self, place: Place) {
        let waker = self.0.waiters.with(|crowd| match self.is_free(place) {
            true => None,
            false => crowd.leave(place.key),
        });
        wait::drop_waker(waker);
    }

    fn give_back(&self, (): ()) {}

    fn address(&self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }
}
