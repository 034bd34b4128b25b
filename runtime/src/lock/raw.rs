//! The lock without its data: who holds it, who waits for it, and who waits on its conditions.
//!
//! All waiters of a lock live in one arena: those in the lock's line, and those of each [`Condition`](crate::Condition)
//! bound to it. Notifying moves a waiter from a condition's list to the end of the line (wait morphing), and its key stays
//! valid.

#![forbid(unsafe_code)]

use std::task::Waker;

use super::binding::Binding;
use crate::{
    sync::{AtomicBool, AtomicU32, AtomicU64, Ordering::*, const_unless_loom},
    wait::{self, Arena, Detached, Key, Link, List, Waiters},
};

/// Proof that the caller has just acquired the lock: what a guard is made from.
pub(crate) struct Acquired(());

/// The condition is in use with another lock.
pub(crate) struct BoundElsewhere;

/// See the table at [`RawLock`]'s `state`.
const LOCKED: u32 = 1;
const QUEUED: u32 = 2;

/// What every lock has beside its data, in 32 bytes.
pub(crate) struct RawLock {
    /// | `QUEUED` | `LOCKED` | meaning | changed by |
    /// |:-:|:-:|---|---|
    /// | 0 | 0 | free | anyone may set `LOCKED` |
    /// | 0 | 1 | held, nobody in line | the holder clears `LOCKED`; anyone sets `QUEUED` under the mutex |
    /// | 1 | 1 | held or handed over, somebody in line | only under the mutex |
    /// | 1 | 0 | free, all in line have seen that their predicate is false | anyone may set `LOCKED` |
    state: AtomicU32,
    /// Whether the data may have been changed since somebody looked, under the mutex: predicates that were false are worth
    /// another try then. It is the holder's alone.
    changed: AtomicBool,
    /// The key of the waiter that the lock was handed to last. That waiter is out of line and its slot given back: it finds its
    /// grant here, without the mutex, and no other waiter ever has the same key.
    granted: AtomicU64,
    waiters: Waiters<Line>,
}

/// Every waiter of the lock, under its mutex.
#[derive(Default)]
struct Line {
    arena: Arena<Waiter>,
    /// In order of arrival, with the one that tries its predicate.
    line: List,
    /// The first in line who may not have been tried yet; all before it have been, or are being.
    next: Link,
    /// How many times the data may have changed: a predicate is tried once for each.
    version: u64,
    /// Whether somebody in line owns the lock, to try its predicate.
    trying: bool,
    /// How the waiter that the lock was handed to last came into the line.
    granted: Order,
    /// How many waits on conditions there have been: each waiter is told apart from those that come after it.
    arrivals: u64,
}

#[derive(Clone, Copy)]
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
    /// In the line for the lock, with a predicate that is worth a try.
    Untried,
    /// In the line for the lock, with a predicate that was false at this version.
    Tried(u64),
    /// In the line still, and owns the lock, to try its predicate.
    Trying,
}

/// Who may get a waiter's notification, should it be dropped: the waiters that were there when it was given.
#[derive(Clone, Copy, Default)]
enum Order {
    /// Not notified: waits for the lock only.
    #[default]
    Plain,
    /// On a condition: the number of its arrival.
    Arrival(u64),
    /// Notified: meant for arrivals up to this one.
    Notified(u64),
}

impl RawLock {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            RawLock {
                state: AtomicU32::new(0),
                changed: AtomicBool::new(false),
                granted: AtomicU64::new(0),
                waiters: Waiters::new(),
            }
        }
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.state.load(Acquire) & LOCKED != 0
    }

    pub(crate) fn waiters(&self) -> usize {
        if self.state.load(Acquire) & QUEUED == 0 {
            return 0;
        }
        self.waiters.with(|line| line.line.len() - usize::from(line.trying))
    }

    #[inline]
    pub(crate) fn try_acquire(&self) -> Option<Acquired> {
        let mut state = self.state.load(Relaxed);
        while state & LOCKED == 0 {
            match self.state.compare_exchange_weak(state, state | LOCKED, Acquire, Relaxed) {
                Ok(_) => return Some(Acquired(())),
                Err(now) => state = now,
            }
        }
        None
    }

    /// The caller holds the lock, and may change the data.
    #[inline]
    pub(crate) fn note_change(&self) {
        self.changed.store(true, Relaxed);
    }

    /// The caller holds the lock and gives it up: to the first in line that can use it.
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
        let waker = self.waiters.with(|line| {
            self.look_for_change(line);
            self.hand_over_in(line)
        });
        wait::wake_one(waker);
    }

    /// Joins the line, unless the lock is free after all.
    pub(crate) fn enqueue(&self, waker: Waker) -> Result<Acquired, Key> {
        self.join(Stage::InLine, waker)
    }

    /// Joins the line with a predicate, unless the lock is free after all.
    pub(crate) fn enqueue_predicate(&self, waker: Waker) -> Result<Acquired, Key> {
        self.join(Stage::Untried, waker)
    }

    fn join(&self, stage: Stage, waker: Waker) -> Result<Acquired, Key> {
        let mut waker = Some(waker);
        self.waiters.with(|line| {
            if self.acquire_or_mark() {
                return Ok(Acquired(()));
            }
            let waiter = Waiter { stage, order: Order::Plain };
            let key = line.arena.insert(waiter, waker.take().expect("not used before"));
            line.join(key);
            Err(key)
        })
    }

    /// The caller holds the lock, and its predicate is false: joins the end of the line, tried, and gives the lock up. Who
    /// has the lock now is for the caller to wake.
    pub(crate) fn enqueue_tried(&self, waker: Waker) -> (Key, Option<Waker>) {
        self.waiters.with(|line| {
            self.look_for_change(line);
            let waiter = Waiter { stage: Stage::Tried(line.version), order: Order::Plain };
            let key = line.arena.insert(waiter, waker);
            line.join(key);
            (key, self.hand_over_in(line))
        })
    }

    /// Whether the lock has been handed to this waiter, which stays in line until it says what became of its predicate; if
    /// not, `waker` is the one to wake.
    pub(crate) fn borrow_grant(&self, key: Key, waker: &Waker) -> Option<Acquired> {
        wait::look_or_renew(waker, |spare| {
            self.waiters.with(|line| match line.arena.get(key).stage {
                Stage::Trying => Ok(Some(Acquired(()))),
                _ => line.arena.still_waiting(key, waker, spare),
            })
        })
    }

    /// The predicate of a granted waiter is true: it leaves the line with the lock.
    pub(crate) fn keep(&self, key: Key, acquired: Acquired) -> Acquired {
        let waker = self.waiters.with(|line| {
            let waker = line.leave_line(key);
            line.mark_held(&self.state);
            waker
        });
        drop(waker);
        acquired
    }

    /// The predicate of a granted waiter is false: it is back in its old place, tried, and the lock passes on.
    pub(crate) fn pass_on(&self, key: Key, _: Acquired, waker: Waker) {
        let mut waker = Some(waker);
        let next = self.waiters.with(|line| {
            line.arena.get(key).stage = Stage::Tried(line.version);
            line.trying = false;
            line.arena.swap_waker(key, &mut waker);
            self.hand_over_in(line)
        });
        wait::wake_one(next);
        drop(waker);
    }

    /// Under the mutex: takes the lock, or marks that somebody is in line, after which only the mutex can free it.
    fn acquire_or_mark(&self) -> bool {
        let mut state = self.state.load(Relaxed);
        while state != LOCKED | QUEUED {
            let free = state & LOCKED == 0;
            let next = if free { state | LOCKED } else { LOCKED | QUEUED };
            match self.state.compare_exchange_weak(state, next, Acquire, Relaxed) {
                Ok(_) => return free,
                Err(now) => state = now,
            }
        }
        false
    }

    /// Collects the lock that a release handed over, or makes `waker` the one to wake.
    #[inline]
    pub(crate) fn collect(&self, key: Key, waker: &Waker) -> Option<Acquired> {
        if self.is_granted(key) { Some(Acquired(())) } else { self.collect_or_renew(key, waker) }
    }

    fn collect_or_renew(&self, key: Key, waker: &Waker) -> Option<Acquired> {
        wait::look_or_renew(waker, |spare| {
            self.waiters.with(|line| {
                if self.is_granted(key) {
                    return Ok(Some(Acquired(())));
                }
                line.arena.still_waiting(key, waker, spare)
            })
        })
    }

    fn is_granted(&self, key: Key) -> bool {
        self.granted.load(Acquire) == key.to_bits()
    }

    /// A waiter goes away, wherever it is; what it had been granted or notified of goes to the next. One that came by way of a
    /// condition names it.
    pub(crate) fn cancel(&self, key: Key, on: Option<&Binding>) {
        let (waker, next) = self.waiters.with(|line| {
            if self.is_granted(key) {
                return (None, self.pass_grant_on(line, on));
            }
            let Waiter { stage, order } = *line.arena.get(key);
            line.forward(order, on);
            let waker = match (stage, on) {
                (Stage::OnCondition, Some(on)) => {
                    on.with_list(|list| line.arena.unlink(list, key));
                    line.arena.remove(key)
                }
                _ => line.leave_line(key),
            };
            if stage == Stage::Trying {
                return (waker, self.hand_over_in(line));
            }
            line.unmark_if_empty(&self.state);
            (waker, None)
        });
        wait::wake_one(next);
        drop(waker);
    }

    /// A notified waiter that has collected its grant does not return after all: what it had been notified of, and the lock, go to the
    /// next.
    pub(crate) fn give_back(&self, on: &Binding) {
        let next = self.waiters.with(|line| self.pass_grant_on(line, Some(on)));
        wait::wake_one(next);
    }

    /// Under the mutex: the lock is still that of the waiter that it was handed to last.
    fn pass_grant_on(&self, line: &mut Line, on: Option<&Binding>) -> Option<Waker> {
        line.forward(line.granted, on);
        self.hand_over_in(line)
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
            self.look_for_change(line);
            let order = Order::Arrival(line.arrivals);
            let waiter = Waiter { stage: Stage::OnCondition, order };
            let key = line.arena.insert(waiter, waker.take().expect("not used before"));
            on.with_list(|list| line.arena.push_back(list, key));
            Ok((key, self.hand_over_in(line)))
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
        wait::wake_one(next);
        Ok(())
    }

    /// A waiter on a condition waits no longer for a notification, and joins the end of the line; `false` if it has been
    /// notified, and is in the line already.
    #[cfg(feature = "tokio")]
    pub(crate) fn time_out(&self, key: Key, on: &Binding) -> bool {
        let (timed_out, next) = self.waiters.with(|line| {
            if self.is_granted(key) || line.arena.get(key).stage != Stage::OnCondition {
                return (false, None);
            }
            line.move_to_line(key, on, Order::Plain);
            (true, self.hand_over_if_free(line))
        });
        wait::wake_one(next);
        timed_out
    }

    /// Runs `critical` under the mutex.
    pub(super) fn under_mutex(&self, critical: impl FnOnce()) {
        self.waiters.with(|_| critical());
    }

    /// Under the mutex, after somebody joined the line.
    fn hand_over_if_free(&self, line: &mut Line) -> Option<Waker> {
        if line.line.is_empty() || !self.acquire_or_mark() {
            return None;
        }
        self.hand_over_in(line)
    }

    /// Under the mutex, by the holder: if the data may have changed, every predicate is worth another try.
    ///
    /// Nobody looks while nobody is in line. A change from then is seen later, and costs nothing: a predicate that is found false
    /// by its own task is only called tried after this.
    fn look_for_change(&self, line: &mut Line) {
        if self.changed.load(Relaxed) {
            self.changed.store(false, Relaxed);
            line.version += 1;
            line.next = line.line.head();
        }
    }

    /// Under the mutex, by the holder: hands the lock to the first in line not tried yet, or frees it.
    fn hand_over_in(&self, line: &mut Line) -> Option<Waker> {
        // Nobody else changes the state: it is `LOCKED`, ours, and marks are set under the mutex.
        while !line.next.is_none() {
            match line.arena.at(line.next).stage {
                Stage::Tried(version) if version == line.version => {
                    line.next = line.arena.next(line.next);
                }
                Stage::InLine => return self.grant(line),
                _ => return self.let_try(line),
            }
        }
        let state = if line.line.is_empty() { 0 } else { QUEUED };
        self.state.store(state, Release);
        None
    }

    /// Under the mutex: the next has the lock, and leaves the line at once.
    fn grant(&self, line: &mut Line) -> Option<Waker> {
        let Detached { key, next, payload, waker } = line.arena.detach(&mut line.line, line.next);
        line.next = next;
        line.granted = payload.order;
        line.mark_held(&self.state);
        self.granted.store(key.to_bits(), Release);
        waker
    }

    /// Under the mutex: the next has the lock, and stays in line, since its predicate may be false.
    fn let_try(&self, line: &mut Line) -> Option<Waker> {
        let link = line.next;
        line.next = line.arena.next(link);
        line.arena.at(link).stage = Stage::Trying;
        line.trying = true;
        self.state.store(LOCKED | QUEUED, Relaxed);
        line.arena.take_waker_at(link)
    }
}

impl Line {
    fn join(&mut self, key: Key) {
        self.arena.push_back(&mut self.line, key);
        if self.next.is_none() {
            self.next = key.link();
        }
    }

    /// Under the mutex, by the holder: after it left the line, nobody else may be in it.
    fn mark_held(&mut self, state: &AtomicU32) {
        state.store(if self.line.is_empty() { LOCKED } else { LOCKED | QUEUED }, Relaxed);
    }

    /// Under the mutex: after somebody left the line, nobody may be in it.
    fn unmark_if_empty(&mut self, state: &AtomicU32) {
        if self.line.is_empty() {
            state.fetch_and(!QUEUED, Relaxed);
        }
    }

    fn move_to_line(&mut self, key: Key, on: &Binding, order: Order) {
        on.with_list(|list| self.arena.unlink(list, key));
        *self.arena.get(key) = Waiter { stage: Stage::InLine, order };
        self.join(key);
    }

    /// A waiter that came into the line by `order` goes away: if it was notified, the oldest of those that were there at the
    /// call is notified in its place.
    fn forward(&mut self, order: Order, on: Option<&Binding>) {
        let (Order::Notified(last), Some(on)) = (order, on) else { return };
        let Some(oldest) = self.arena.first(&on.list()) else { return };
        if let Order::Arrival(arrival) = self.arena.get(oldest).order
            && arrival <= last
        {
            self.move_to_line(oldest, on, Order::Notified(last));
        }
    }

    /// Takes a waiter out of the line and its slot back.
    fn leave_line(&mut self, key: Key) -> Option<Waker> {
        let detached = self.arena.detach(&mut self.line, key.link());
        if self.next == key.link() {
            self.next = detached.next;
        }
        self.trying &= detached.payload.stage != Stage::Trying;
        detached.waker
    }
}
