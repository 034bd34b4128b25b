//! The lock without its data: its state, its waiters, and the waiters of its conditions.
//!
//! All waiters of a lock live in one arena: those in the lock's line, and those of each [`Condition`](crate::Condition)
//! bound to it. Notifying moves a waiter from a condition's list to the end of the line (wait morphing), and its key stays
//! valid.

#![forbid(unsafe_code)]

use std::{ptr, task::Waker};

use super::{
    binding::{Binding, LockId},
    line::{Line, Waiter},
};
use crate::{
    observe::hook,
    sync::{AtomicBool, AtomicU32, Ordering::*, const_unless_loom},
    wait::{self, Key, Link, Look, Waiters},
};

/// Proof that the caller has just acquired the lock: what a guard is made from.
pub(crate) struct Acquired(());

/// The condition is in use with another lock.
pub(crate) struct BoundElsewhere;

/// See the table at [`RawLock`]'s `state`.
pub(super) const LOCKED: u32 = 1;
pub(super) const QUEUED: u32 = 2;

/// What every lock has beside its data, in 32 bytes.
pub(crate) struct RawLock {
    /// | `QUEUED` | `LOCKED` | meaning | changed by |
    /// |:-:|:-:|---|---|
    /// | 0 | 0 | free | anyone may set `LOCKED` |
    /// | 0 | 1 | held, nobody in line | the holder clears `LOCKED`; anyone sets `QUEUED` under the mutex |
    /// | 1 | 1 | held or handed over, and somebody in line or memory to give back | only under the mutex |
    /// | 1 | 0 | free, all in line have seen that their predicate is false | anyone may set `LOCKED` |
    state: AtomicU32,
    /// Whether the data may have been changed since somebody looked, under the mutex: predicates that were false are worth
    /// another try then. It is the holder's alone.
    changed: AtomicBool,
    /// The waiter that the lock was handed to and that has not collected it; none otherwise. That waiter is out of line, and
    /// finds its grant here, without the mutex. Nobody else has the same key: see [`Line`]'s `granted`.
    granted: AtomicU32,
    waiters: Waiters<Line>,
}

impl RawLock {
    const_unless_loom! {
        pub(crate) const fn new() -> Self {
            RawLock {
                state: AtomicU32::new(0),
                changed: AtomicBool::new(false),
                granted: AtomicU32::new(Link::NONE.to_word()),
                waiters: Waiters::new(),
            }
        }
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.state.load(Acquire) & LOCKED != 0
    }

    /// Whether the lock was handed to a waiter, for good or to try its predicate, that has not been polled since.
    pub(crate) fn is_handed_over(&self) -> bool {
        if self.granted.load(Relaxed) != Link::NONE.to_word() {
            return true;
        }
        // A waiter that tries its predicate is in line.
        self.state.load(Acquire) == LOCKED | QUEUED
            && self.waiters.inspect(|line| line.is_some_and(|line| line.is_lent()))
    }

    pub(crate) fn waiters(&self) -> usize {
        if self.state.load(Acquire) & QUEUED == 0 {
            return 0;
        }
        self.waiters.inspect(|line| line.map_or(0, |line| line.waiters()))
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
        hook::release(self.address(), || self.free());
    }

    #[inline]
    fn free(&self) {
        let alone = self.state.load(Relaxed) == LOCKED
            && self.state.compare_exchange(LOCKED, 0, Release, Relaxed).is_ok();
        if !alone {
            self.hand_over();
        }
    }

    #[cold]
    fn hand_over(&self) {
        let waker = self.waiters.with(|line| self.hand_over_in(line));
        wait::wake_one(waker);
    }

    /// Joins the line and takes the waker; or leaves the waker, if the lock is free after all.
    #[inline]
    pub(crate) fn enqueue(&self, waker: &mut Option<Waker>) -> Result<Acquired, Key> {
        self.join(Waiter::Plain, waker)
    }

    /// Joins the line with a predicate and takes the waker; or leaves the waker, if the lock is free after all.
    pub(crate) fn enqueue_predicate(&self, waker: &mut Option<Waker>) -> Result<Acquired, Key> {
        self.join(Waiter::Untried, waker)
    }

    #[inline]
    fn join(&self, waiter: Waiter, waker: &mut Option<Waker>) -> Result<Acquired, Key> {
        self.waiters.with(|line| {
            if self.acquire_or_mark() {
                return Ok(Acquired(()));
            }
            Err(line.join(waiter, waker.take()))
        })
    }

    /// The caller holds the lock, and its predicate is false: joins the end of the line, marked as tried, and releases the lock. The caller
    /// wakes the next holder.
    pub(crate) fn enqueue_tried(&self, waker: Waker) -> (Key, Option<Waker>) {
        self.waiters.with(|line| {
            self.look_for_change(line);
            let key = line.join(Waiter::Tried(line.version()), Some(waker));
            (key, self.hand_over_in(line))
        })
    }

    /// Whether the lock has been handed to this waiter, which stays in line until it says what became of its predicate; if
    /// not, `waker` is the one to wake.
    pub(crate) fn borrow_grant(&self, key: Key, waker: &Waker) -> Option<Acquired> {
        let granted = wait::is_granted_or_renew(waker, |spare| {
            self.waiters.with(|line| match line.is_trying(key) {
                true => Look::Granted,
                false => Look::renewed(line.renew(key, waker, spare)),
            })
        });
        granted.then_some(Acquired(()))
    }

    /// The predicate of a granted waiter is true: it leaves the line with the lock.
    pub(crate) fn keep(&self, key: Key, acquired: Acquired) -> Acquired {
        let waker = self.waiters.with(|line| {
            let waker = line.leave(key);
            self.mark_held(line);
            waker
        });
        wait::drop_waker(waker);
        acquired
    }

    /// The predicate of a granted waiter is false: the waiter stays in its place, marked as tried, and the lock passes on.
    pub(crate) fn pass_on(&self, key: Key, _: Acquired, waker: Waker) {
        let mut waker = Some(waker);
        let next = self.waiters.with(|line| {
            line.end_try(key, &mut waker);
            self.pass_on_in(line)
        });
        wait::wake_and_drop(next, waker);
    }

    /// Under the mutex: takes the lock, or marks that somebody is in line, after which only the mutex can free it.
    #[inline]
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
        let granted = self.is_granted(key) || self.is_granted_or_renew(key, waker);
        // From here on this waiter is the holder, and its key is not mentioned again.
        granted.then(|| self.forget_grant())
    }

    fn is_granted_or_renew(&self, key: Key, waker: &Waker) -> bool {
        wait::is_granted_or_renew(waker, |spare| {
            self.waiters.with(|line| match self.is_granted(key) {
                true => Look::Granted,
                false => Look::renewed(line.renew(key, waker, spare)),
            })
        })
    }

    #[inline]
    fn is_granted(&self, key: Key) -> bool {
        self.granted.load(Acquire) == key.link().to_word()
    }

    #[inline]
    fn forget_grant(&self) -> Acquired {
        self.granted.store(Link::NONE.to_word(), Relaxed);
        Acquired(())
    }

    /// Cancels a waiter, in any state. Its grant and its notification go to the next waiter. A waiter that came from a condition
    /// names it.
    pub(crate) fn cancel(&self, key: Key, on: Option<&Binding>) {
        let (waker, next) = self.waiters.with(|line| {
            let left = match self.is_granted(key) {
                true => (None, self.pass_grant_on(line, on)),
                false => self.cancel_in(line, key, on),
            };
            on.inspect(|on| on.unbind_one());
            left
        });
        wait::wake_and_drop(next, waker);
    }

    /// Under the mutex: a waiter that was not granted goes away.
    #[inline]
    fn cancel_in(
        &self,
        line: &mut Line,
        key: Key,
        on: Option<&Binding>,
    ) -> (Option<Waker>, Option<Waker>) {
        if let Some(on) = on {
            if line.is_on_condition(key, on) {
                return (line.leave_condition(key, on), None);
            }
            let waiter = line.get(key);
            line.forward(waiter, on);
        }
        let was_trying = line.is_trying(key);
        let waker = line.leave(key);
        if was_trying {
            return (waker, self.pass_on_in(line));
        }
        if line.is_empty() && !self.keeps_mark(line) {
            self.state.fetch_and(!QUEUED, Relaxed);
        }
        (waker, None)
    }

    /// A notified waiter has collected its grant but is dropped before it returns: the lock and the notification go to the
    /// next waiter.
    pub(crate) fn give_back(&self, on: &Binding) {
        let next = self.waiters.with(|line| {
            let next = self.pass_grant_on(line, Some(on));
            on.unbind_one();
            next
        });
        wait::wake_one(next);
    }

    /// Under the mutex: the lock is still that of the waiter that it was handed to last.
    fn pass_grant_on(&self, line: &mut Line, on: Option<&Binding>) -> Option<Waker> {
        if let Some(on) = on
            && let Some(waiter) = line.granted()
        {
            line.forward(waiter, on);
        }
        self.forget_grant();
        self.pass_on_in(line)
    }

    /// The caller holds the lock: waits on a condition and gives the lock up, in one step. The caller wakes the next
    /// holder.
    pub(crate) fn wait(
        &self,
        on: &Binding,
        waker: &mut Option<Waker>,
    ) -> Result<(Key, Option<Waker>), BoundElsewhere> {
        self.waiters.with(|line| {
            if !on.bind_one(self.id(line)) {
                return Err(BoundElsewhere);
            }
            let key = line.wait(on, waker.take());
            Ok((key, self.hand_over_in(line)))
        })
    }

    /// Whether the condition is in use with another lock. A race that this misses is detected under the mutex.
    pub(crate) fn is_elsewhere(&self, on: &Binding) -> bool {
        on.is_elsewhere(self.address())
    }

    pub(crate) fn address(&self) -> usize {
        ptr::from_ref(self).addr()
    }

    fn id(&self, line: &Line) -> LockId {
        LockId { address: self.address(), queue: line.number() }
    }

    /// Moves the `n` oldest waiters of the condition to the end of the line. The caller holds the lock, or did: if it is
    /// free by now, the first of them gets it.
    pub(crate) fn notify(&self, on: &Binding, n: usize) -> Result<(), BoundElsewhere> {
        if n == 0 || on.waiters() == 0 {
            return Ok(());
        }
        let next = self.waiters.with(|line| {
            if !on.has_waiters_of(self.id(line)) {
                return if on.is_elsewhere(self.address()) {
                    Err(BoundElsewhere)
                } else {
                    Ok(None)
                };
            }
            line.notify(on, n);
            Ok(self.hand_over_if_free(line))
        })?;
        wait::wake_one(next);
        Ok(())
    }

    /// A waiter on a condition waits no longer for a notification, and joins the end of the line; `false` if it has been
    /// notified, and is in the line already. The caller wakes the next holder.
    #[cfg(feature = "tokio")]
    pub(crate) fn time_out(&self, key: Key, on: &Binding) -> (bool, Option<Waker>) {
        self.waiters.with(|line| {
            if self.is_granted(key) || !line.is_on_condition(key, on) {
                return (false, None);
            }
            line.time_out(key, on);
            (true, self.hand_over_if_free(line))
        })
    }

    /// Under the mutex, after somebody joined the line.
    fn hand_over_if_free(&self, line: &mut Line) -> Option<Waker> {
        if line.is_empty() || !self.acquire_or_mark() {
            return None;
        }
        self.hand_over_in(line)
    }

    /// Under the mutex, by the holder: if the data may have changed, every predicate is worth another try.
    ///
    /// Nobody looks while nobody is in line. A change from then is seen later, and costs nothing: a predicate that is found
    /// false by its own task is only called tried after this.
    #[inline]
    fn look_for_change(&self, line: &mut Line) {
        if self.changed.load(Relaxed) {
            self.changed.store(false, Relaxed);
            line.note_change();
        }
    }

    /// Under the mutex, by the holder, who may have changed the data: hands the lock to the first in line not tried yet, or
    /// frees it.
    #[inline]
    fn hand_over_in(&self, line: &mut Line) -> Option<Waker> {
        self.look_for_change(line);
        self.pass_on_in(line)
    }

    /// Under the mutex, by the holder, who has not changed the data: hands the lock to the first in line not tried yet, or
    /// frees it.
    #[inline]
    fn pass_on_in(&self, line: &mut Line) -> Option<Waker> {
        // Nobody else changes the state: it is `LOCKED`, ours, and marks are set under the mutex.
        let Some(next) = line.next_untried() else {
            line.reclaim_granted();
            let state = if line.is_empty() { 0 } else { QUEUED };
            self.state.store(state, Release);
            return None;
        };
        if line.has_predicate(next) {
            self.state.store(LOCKED | QUEUED, Relaxed);
            return line.begin_try(next);
        }
        let waker = line.grant(next);
        self.mark_held(line);
        self.granted.store(next.link().to_word(), Release);
        waker
    }

    /// Under the mutex, by the holder: after it left the line, nobody else may be in it.
    #[inline]
    fn mark_held(&self, line: &Line) {
        let marked = !line.is_empty() || self.keeps_mark(line);
        self.state.store(if marked { LOCKED | QUEUED } else { LOCKED }, Relaxed);
    }

    /// Whether the lock stays marked without a line, so that its release comes to the mutex and gives the memory of a burst back.
    #[inline]
    fn keeps_mark(&self, line: &Line) -> bool {
        line.is_burst()
    }
}
