//! The lock without its data: who holds it, who waits for it, and who waits on its conditions.
//!
//! All waiters of a lock live in one arena: those in the lock's line, and those of each [`Condition`](crate::Condition)
//! bound to it. Notifying moves a waiter from a condition's list to the end of the line (wait morphing), and its key stays
//! valid.

#![forbid(unsafe_code)]

use std::task::Waker;

use super::binding::Binding;
use crate::{
    sync::{AtomicUsize, Ordering::*, const_unless_loom},
    wait::{self, Arena, Key, List, Waiters},
};

/// Proof that the caller has just acquired the lock: what a guard is made from.
pub struct Acquired(());

/// The condition is in use with another lock.
pub(crate) struct BoundElsewhere;

/// See the table at [`RawLock`]'s `state`.
const LOCKED: usize = 1;
const QUEUED: usize = 2;

pub struct RawLock {
    /// | `QUEUED` | `LOCKED` | meaning | changed by |
    /// |:-:|:-:|---|---|
    /// | 0 | 0 | free | anyone may set `LOCKED` |
    /// | 0 | 1 | held, nobody in line | the holder clears `LOCKED`; anyone sets `QUEUED` under the mutex |
    /// | 1 | 1 | held or handed over, somebody in line | only under the mutex |
    /// | 1 | 0 | never: a release with waiters hands over | |
    state: AtomicUsize,
    waiters: Waiters<Line>,
}

/// Every waiter of the lock, under its mutex.
#[derive(Default)]
struct Line {
    arena: Arena<Waiter>,
    line: List,
    /// How many waits on conditions there have been: each waiter is told apart from those that come after it.
    arrivals: u64,
}

struct Waiter {
    stage: Stage,
    order: Order,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// In the list of a condition.
    OnCondition,
    /// In the line for the lock.
    InLine,
    /// In no list; owns the lock and has not been polled since.
    Granted,
}

/// Who may get a waiter's notification, should it be dropped: the waiters that were there when it was given.
#[derive(Clone, Copy)]
enum Order {
    /// Not notified: waits for the lock only.
    Plain,
    /// On a condition: the number of its arrival.
    Arrival(u64),
    /// Notified: meant for arrivals up to this one.
    Notified(u64),
}

impl RawLock {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            RawLock { state: AtomicUsize::new(0), waiters: Waiters::new() }
        }
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.state.load(Acquire) & LOCKED != 0
    }

    pub(crate) fn waiters(&self) -> usize {
        if self.state.load(Acquire) & QUEUED == 0 {
            return 0;
        }
        self.waiters.with(|line| line.line.len())
    }

    #[inline]
    pub(crate) fn try_acquire(&self) -> Option<Acquired> {
        let free = self.state.load(Relaxed) == 0
            && self.state.compare_exchange(0, LOCKED, Acquire, Relaxed).is_ok();
        free.then_some(Acquired(()))
    }

    /// The caller holds the lock and gives it up: to the head of the line, if there is one.
    #[inline]
    pub(crate) fn release(&self) {
        let alone = self.state.load(Relaxed) == LOCKED
            && self.state.compare_exchange(LOCKED, 0, Release, Relaxed).is_ok();
        if !alone {
            self.hand_over();
        }
    }

    #[cold]
    fn hand_over(&self) {
        let waker = self.waiters.with(|line| line.hand_over(&self.state));
        wait::wake(waker);
    }

    /// Joins the line, unless the lock is free after all.
    pub(crate) fn enqueue(&self, waker: Waker) -> Result<Acquired, Key> {
        let mut waker = Some(waker);
        self.waiters.with(|line| {
            if self.acquire_or_mark() {
                return Ok(Acquired(()));
            }
            let waiter = Waiter { stage: Stage::InLine, order: Order::Plain };
            let key = line.arena.insert(waiter, waker.take().expect("not used before"));
            line.arena.push_back(&mut line.line, key);
            Err(key)
        })
    }

    /// Under the mutex: takes the lock, or marks that somebody is in line, after which only the mutex can free it.
    fn acquire_or_mark(&self) -> bool {
        let mut state = self.state.load(Relaxed);
        while state & QUEUED == 0 {
            let next = if state == 0 { LOCKED } else { LOCKED | QUEUED };
            match self.state.compare_exchange_weak(state, next, Acquire, Relaxed) {
                Ok(_) => return state == 0,
                Err(now) => state = now,
            }
        }
        false
    }

    /// Collects the lock that a release handed over, or makes `waker` the one to wake. A waiter that came by way of a
    /// condition names it.
    pub(crate) fn collect(
        &self,
        key: Key,
        on: Option<&Binding>,
        waker: &Waker,
    ) -> Option<Acquired> {
        wait::look_or_renew(waker, |spare| {
            self.waiters.with(|line| {
                if line.arena.get(key).stage != Stage::Granted {
                    return line.arena.still_waiting(key, waker, spare);
                }
                line.leave(key, on);
                Ok(Some(Acquired(())))
            })
        })
    }

    /// A waiter goes away, wherever it is; what it had been granted or notified of goes to the next.
    pub(crate) fn cancel(&self, key: Key, on: Option<&Binding>) {
        let (waker, next) = self.waiters.with(|line| {
            let granted = line.arena.get(key).stage == Stage::Granted;
            line.forward(key, on);
            let waker = line.leave(key, on);
            if granted {
                return (waker, line.hand_over(&self.state));
            }
            line.unmark_if_empty(&self.state);
            (waker, None)
        });
        wait::wake(next);
        drop(waker);
    }

    /// The caller holds the lock: waits on a condition and gives the lock up, in one step. Who has the lock now is for the
    /// caller to wake.
    pub(crate) fn wait(
        &self,
        on: &Binding,
        waker: Waker,
    ) -> Result<(Key, Option<Waker>), BoundElsewhere> {
        let mut waker = Some(waker);
        self.waiters.with(|line| {
            if !on.bind_one(self) {
                return Err(BoundElsewhere);
            }
            line.arrivals += 1;
            let waiter = Waiter { stage: Stage::OnCondition, order: Order::Arrival(line.arrivals) };
            let key = line.arena.insert(waiter, waker.take().expect("not used before"));
            on.with_list(|list| line.arena.push_back(list, key));
            Ok((key, line.hand_over(&self.state)))
        })
    }

    /// Moves the `n` oldest waiters of the condition to the end of the line. The caller holds the lock, or did: if it is
    /// free by now, the first of them gets it.
    pub(crate) fn notify(&self, on: &Binding, n: usize) -> Result<(), BoundElsewhere> {
        if n == 0 || on.waiters() == 0 {
            return Ok(());
        }
        let next = self.waiters.with(|line| {
            if !on.is_bound_to(self) {
                return if on.waiters() == 0 { Ok(None) } else { Err(BoundElsewhere) };
            }
            let notified = Order::Notified(line.arrivals);
            for _ in 0..n {
                let Some(key) = line.arena.first(&on.list()) else { break };
                line.move_to_line(key, on, notified);
            }
            Ok(self.hand_over_if_free(line))
        })?;
        wait::wake(next);
        Ok(())
    }

    /// Under the mutex, after somebody joined the line.
    fn hand_over_if_free(&self, line: &mut Line) -> Option<Waker> {
        if line.line.is_empty() || !self.acquire_or_mark() {
            return None;
        }
        line.hand_over(&self.state)
    }
}

impl Line {
    /// Under the mutex, by the holder: hands the lock to the head of the line, or frees it.
    fn hand_over(&mut self, state: &AtomicUsize) -> Option<Waker> {
        let Some(head) = self.arena.first(&self.line) else {
            state.store(0, Release);
            return None;
        };
        self.arena.unlink(&mut self.line, head);
        self.arena.get(head).stage = Stage::Granted;
        // Nobody else changes the state: it is `LOCKED`, ours, and marks are set under the mutex.
        state.store(if self.line.is_empty() { LOCKED } else { LOCKED | QUEUED }, Relaxed);
        self.arena.take_waker(head)
    }

    /// Under the mutex: after somebody left the line, nobody may be in it.
    fn unmark_if_empty(&mut self, state: &AtomicUsize) {
        if self.line.is_empty() {
            state.fetch_and(!QUEUED, Relaxed);
        }
    }

    fn move_to_line(&mut self, key: Key, on: &Binding, order: Order) {
        on.with_list(|list| self.arena.unlink(list, key));
        *self.arena.get(key) = Waiter { stage: Stage::InLine, order };
        self.arena.push_back(&mut self.line, key);
    }

    /// A notified waiter goes away: the oldest of those that were there at the call is notified in its place.
    fn forward(&mut self, key: Key, on: Option<&Binding>) {
        let (Order::Notified(last), Some(on)) = (self.arena.get(key).order, on) else { return };
        let Some(oldest) = self.arena.first(&on.list()) else { return };
        if let Order::Arrival(arrival) = self.arena.get(oldest).order
            && arrival <= last
        {
            self.move_to_line(oldest, on, Order::Notified(last));
        }
    }

    /// Takes a waiter's slot back, from whichever list it is in.
    fn leave(&mut self, key: Key, on: Option<&Binding>) -> Option<Waker> {
        match (self.arena.get(key).stage, on) {
            (Stage::InLine, _) => self.arena.unlink(&mut self.line, key),
            (Stage::OnCondition, Some(on)) => on.with_list(|list| self.arena.unlink(list, key)),
            (Stage::OnCondition, None) | (Stage::Granted, _) => {}
        }
        if let Some(on) = on {
            on.unbind_one();
        }
        self.arena.remove(key)
    }
}
