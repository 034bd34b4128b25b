//! What two locks and two conditions do, one step at a time.

use std::{collections::HashMap, mem};

/// What a task waits for.
#[derive(Clone, Copy)]
pub(super) enum Waits {
    Plain,
    When(u32),
    On(usize),
    OnFor(usize, u32),
    OnTimeout(usize, Timer),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Timer {
    Running,
    /// Expired, and the task was not polled since.
    Expired,
    /// The task has seen it expire after it was notified.
    TooLate,
    /// The task waits for the lock only.
    TimedOut,
}

impl Waits {
    pub(super) fn condition(self) -> Option<usize> {
        match self {
            Waits::On(on) | Waits::OnFor(on, _) | Waits::OnTimeout(on, _) => Some(on),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Task {
    pub(super) lock: usize,
    waits: Waits,
}

/// A waiter in the queue of a lock.
pub(super) struct Waiter {
    id: usize,
    tried: Option<u64>,
    /// The last arrival to which its notification may be passed on.
    notified: Option<usize>,
}

#[derive(Default)]
pub(super) struct LockModel {
    pub(super) data: u32,
    version: u64,
    pub(super) changed: bool,
    pub(super) held: bool,
    pub(super) queue: Vec<Waiter>,
    pub(super) granted: Option<usize>,
}

impl LockModel {
    pub(super) fn is_locked(&self) -> bool {
        self.held || self.granted.is_some()
    }

    pub(super) fn push(&mut self, id: usize, notified: Option<usize>) {
        self.queue.push(Waiter { id, tried: None, notified });
    }

    /// Grants the free lock to the first waiter in the queue that was not tried since the data changed.
    pub(super) fn hand_over(&mut self) {
        assert!(!self.is_locked());
        let next = self.queue.iter().find(|waiter| waiter.tried != Some(self.version));
        self.granted = next.map(|waiter| waiter.id);
    }

    pub(super) fn hand_over_if_free(&mut self) {
        if !self.is_locked() {
            self.hand_over();
        }
    }

    pub(super) fn release(&mut self) {
        self.held = false;
        self.version += u64::from(mem::take(&mut self.changed));
        self.hand_over();
    }
}

#[derive(Default)]
pub(super) struct ConditionModel {
    /// The waiters that were not notified, by id and arrival.
    pub(super) waiting: Vec<(usize, usize)>,
    /// The lock that it goes with, for each waiter that has not returned.
    users: HashMap<usize, usize>,
}

#[derive(Default)]
pub(super) struct Model {
    pub(super) locks: [LockModel; 2],
    pub(super) conditions: [ConditionModel; 2],
    pub(super) tasks: HashMap<usize, Task>,
    arrivals: usize,
}

impl Model {
    pub(super) fn add(&mut self, id: usize, lock: usize, waits: Waits) {
        self.tasks.insert(id, Task { lock, waits });
    }

    /// Returns whether the lock is acquired at once.
    pub(super) fn acquire(&mut self, id: usize, lock: usize, when: Option<u32>) -> bool {
        self.add(id, lock, when.map_or(Waits::Plain, Waits::When));
        let lock = &mut self.locks[lock];
        if lock.is_locked() {
            lock.push(id, None);
            return false;
        }
        lock.held = when.is_none_or(|when| when == lock.data);
        if !lock.held {
            lock.queue.push(Waiter { id, tried: Some(lock.version), notified: None });
            lock.hand_over();
        }
        lock.held
    }

    /// Releases a held lock until the data is `value`. Returns whether it is already.
    pub(super) fn until(&mut self, id: usize, at: usize, value: u32) -> bool {
        self.add(id, at, Waits::When(value));
        let lock = &mut self.locks[at];
        if lock.data == value {
            return true;
        }
        lock.version += u64::from(mem::take(&mut lock.changed));
        lock.queue.push(Waiter { id, tried: Some(lock.version), notified: None });
        lock.release();
        false
    }

    pub(super) fn is_bound_elsewhere(&self, on: usize, lock: usize) -> bool {
        self.conditions[on].users.values().any(|bound| *bound != lock)
    }

    /// Releases a held lock to wait on a condition.
    pub(super) fn wait(&mut self, id: usize, lock: usize, on: usize) {
        self.arrivals += 1;
        self.conditions[on].waiting.push((id, self.arrivals));
        self.conditions[on].users.insert(id, lock);
        self.locks[lock].release();
    }

    pub(super) fn notify(&mut self, lock: usize, on: usize, n: usize) {
        let n = n.min(self.conditions[on].waiting.len());
        for (id, _) in self.conditions[on].waiting.drain(..n) {
            self.locks[lock].push(id, Some(self.arrivals));
        }
    }

    /// Returns whether the future is ready, and whether it timed out then.
    pub(super) fn poll(&mut self, id: usize) -> Option<bool> {
        let Task { lock, waits } = self.tasks[&id];
        self.expire(id);
        if self.locks[lock].granted != Some(id) {
            return None;
        }
        self.locks[lock].granted = None;
        let at = self.locks[lock].queue.iter().position(|waiter| waiter.id == id).unwrap();
        if let Waits::When(value) = waits
            && value != self.locks[lock].data
        {
            let lock = &mut self.locks[lock];
            lock.queue[at].tried = Some(lock.version);
            lock.hand_over();
            return None;
        }
        self.locks[lock].queue.remove(at);
        self.locks[lock].held = true;
        if let Some(on) = waits.condition() {
            self.conditions[on].users.remove(&id);
        }
        match waits {
            Waits::OnFor(on, value) if value != self.locks[lock].data => {
                self.wait(id, lock, on);
                None
            }
            _ => Some(matches!(self.tasks[&id].waits, Waits::OnTimeout(_, Timer::TimedOut))),
        }
    }

    /// A task whose timer has expired is polled: if it was not notified, it waits for the lock only.
    pub(super) fn expire(&mut self, id: usize) {
        let Task { lock, waits: Waits::OnTimeout(on, timer) } = self.tasks.get_mut(&id).unwrap()
        else {
            return;
        };
        let lock = &mut self.locks[*lock];
        if *timer != Timer::Expired || lock.granted == Some(id) {
            return;
        }
        let waiting = &mut self.conditions[*on].waiting;
        *timer = match waiting.iter().position(|(waiter, _)| *waiter == id) {
            Some(at) => {
                waiting.remove(at);
                lock.push(id, None);
                lock.hand_over_if_free();
                Timer::TimedOut
            }
            None => Timer::TooLate,
        };
    }

    pub(super) fn advance(&mut self) {
        for task in self.tasks.values_mut() {
            if let Waits::OnTimeout(_, timer @ Timer::Running) = &mut task.waits {
                *timer = Timer::Expired;
            }
        }
    }

    pub(super) fn cancel(&mut self, id: usize) {
        let Task { lock, waits } = self.tasks[&id];
        let lock = &mut self.locks[lock];
        if let Some(on) = waits.condition() {
            self.conditions[on].waiting.retain(|(waiter, _)| *waiter != id);
            self.conditions[on].users.remove(&id);
        }
        let Some(at) = lock.queue.iter().position(|waiter| waiter.id == id) else { return };
        let waiter = lock.queue.remove(at);
        if let (Some(last), Some(on)) = (waiter.notified, waits.condition())
            && let waiting = &mut self.conditions[on].waiting
            && waiting.first().is_some_and(|(_, arrival)| *arrival <= last)
        {
            let (next, _) = waiting.remove(0);
            lock.push(next, Some(last));
        }
        if lock.granted == Some(id) {
            lock.granted = None;
            lock.hand_over();
        }
    }

    /// Whether a task was woken since its last poll, if it matters.
    pub(super) fn is_woken(&self, id: usize) -> Option<bool> {
        let Task { lock, waits } = self.tasks[&id];
        let granted = self.locks[lock].granted == Some(id);
        match waits {
            // A waiter that was notified may have stopped its timer.
            Waits::OnTimeout(on, Timer::Expired) if !granted => {
                self.conditions[on].waiting.iter().any(|(waiter, _)| *waiter == id).then_some(true)
            }
            _ => Some(granted),
        }
    }
}
