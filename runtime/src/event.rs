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
    sync::{AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Acquiring, Crowd, Key, Source, Waiters},
};

/// A flag that tasks wait for: once set, everyone goes.
///
/// asyncio's `Event`. [`#[waits]`](crate::waits) starts a function when one is set, [`#[sets]`](crate::sets) sets it when the
/// function ends. Level-triggered: nothing is consumed, and a wait on a set event is ready at once. Setting frees every
/// waiter of that moment, also if the event is cleared before they run.
///
/// Waiters are woken in the order in which they were first polled. What happened before `set` is seen by whoever it frees.
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
    /// | whether it is set | how many times waiters were freed; a waiter of another generation is free | `set`, under the mutex; `clear` takes `SET` off at any time |
    state: AtomicUsize,
    waiters: Waiters<Crowd<()>>,
}

const SET: usize = 1;
const GENERATION: usize = 2;

impl Event {
    const_unless_loom! {
        /// Makes an event that is not set.
        pub const fn new() -> Self {
            Event { state: AtomicUsize::new(0), waiters: Waiters::new() }
        }
    }

    /// Whether the event is set.
    #[inline]
    pub fn is_set(&self) -> bool {
        self.state.load(Acquire) & SET != 0
    }

    /// Sets the event and frees all who wait; nothing if it is set.
    pub fn set(&self) {
        if !self.is_set() {
            self.free_all();
        }
    }

    /// Clears the event: waits from now on wait for the next `set`. Waiters that a `set` has freed stay free.
    pub fn clear(&self) {
        if self.is_set() {
            self.state.fetch_and(!SET, Release);
        }
    }

    /// Waits until the event is set.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the queue; the event is as it was.
    #[inline]
    pub fn wait(&self) -> EventWait<'_> {
        EventWait(Acquiring::new(Freed(self)))
    }

    /// Waits until the event is set and blocks the thread for as long as that takes: for threads that run no async code.
    ///
    /// # Panics
    ///
    /// In an async context of tokio; `spawn_blocking` is none.
    #[track_caller]
    pub fn blocking_wait(&self) {
        blocking::wait(self.wait());
    }

    /// How many wait.
    pub fn waiters(&self) -> usize {
        self.waiters.with(|crowd| crowd.waiting.line.len())
    }

    #[cold]
    fn free_all(&self) {
        let freed = self.waiters.with(|crowd| {
            let state = self.state.load(Relaxed);
            if state & SET != 0 {
                return None;
            }
            self.state.store(state.wrapping_add(GENERATION) | SET, Release);
            crowd.free()
        });
        self.waiters.wake_freed(freed, |crowd| crowd);
    }

    #[inline]
    fn generation(&self) -> usize {
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
        Bracket::new("Event", state).waiters(self.waiters()).fmt(f)
    }
}

/// The future of [`Event::wait`].
#[must_use = "futures do nothing unless awaited"]
pub struct EventWait<'a>(Acquiring<Freed<'a>>);

impl Future for EventWait<'_> {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll(cx)
    }
}

struct Freed<'a>(&'a Event);

/// A place in the queue of one generation; in every other generation the waiter is free, and its slot is another's.
#[derive(Clone, Copy)]
struct Place {
    key: Key,
    generation: usize,
}

impl Source for Freed<'_> {
    type Ticket = Place;
    type Grant = ();

    #[inline]
    fn try_take(&self) -> Option<()> {
        self.0.is_set().then_some(())
    }

    fn enqueue(&self, waker: Waker) -> Result<(), Place> {
        let mut waker = Some(waker);
        self.0.waiters.with(|crowd| {
            if self.0.is_set() {
                return Ok(());
            }
            let key = crowd.waiting.push((), waker.take().expect("not used before"));
            Err(Place { key, generation: self.0.generation() })
        })
    }

    #[inline]
    fn collect(&self, place: Place, waker: &Waker) -> Option<()> {
        if self.0.generation() != place.generation {
            return Some(());
        }
        wait::look_or_renew(waker, |spare| {
            self.0.waiters.with(|crowd| {
                if self.0.generation() != place.generation {
                    return Ok(Some(()));
                }
                crowd.waiting.arena.still_waiting(place.key, waker, spare)
            })
        })
    }

    fn cancel(&self, place: Place) {
        let waker = self.0.waiters.with(|crowd| {
            let waiting = self.0.generation() == place.generation;
            waiting.then(|| crowd.waiting.leave(place.key))
        });
        drop(waker);
    }

    fn give_back(&self, (): ()) {}
}
