//! Two locks, with predicates, and two conditions that go with either.

mod clock;
mod model;

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use interlocking::{Condition, Lock, OwnedLockGuard};
use proptest::prelude::*;

use self::{
    clock::{Clock, wait_timeout},
    model::{Model, Timer, Waits},
};
use crate::{leak, play, tasks::Tasks};

type Guard = OwnedLockGuard<u32>;

/// A guard, and whether a timeout expired before.
type Output = (Guard, bool);

/// Each names a lock, then a condition.
#[derive(Clone, Debug)]
enum Op {
    Lock(usize),
    LockWhen(usize, u32),
    Try(usize),
    /// Writes the data, if a value is given, and releases.
    Release(usize, Option<u32>),
    ForgetGuard(usize, u8),
    Until(usize, u32),
    Wait(usize, usize),
    WaitFor(usize, usize, u32),
    WaitTimeout(usize, usize),
    Notify(usize, usize, usize),
    Poll(usize),
    Cancel(usize),
    Forget(usize),
    /// All timeouts expire.
    Advance,
}

fn op() -> impl Strategy<Value = Op> {
    let (lock, on, value) = (|| 0..2usize, || 0..2usize, || 0..3u32);
    prop_oneof![
        6 => lock().prop_map(Op::Lock),
        4 => (lock(), value()).prop_map(|(lock, value)| Op::LockWhen(lock, value)),
        2 => lock().prop_map(Op::Try),
        10 => (lock(), prop::option::of(value())).prop_map(|(lock, value)| Op::Release(lock, value)),
        1 => (lock(), any::<u8>()).prop_map(|(lock, rarely)| Op::ForgetGuard(lock, rarely)),
        2 => (lock(), value()).prop_map(|(lock, value)| Op::Until(lock, value)),
        5 => (lock(), on()).prop_map(|(lock, on)| Op::Wait(lock, on)),
        3 => (lock(), on(), value()).prop_map(|(lock, on, value)| Op::WaitFor(lock, on, value)),
        3 => (lock(), on()).prop_map(|(lock, on)| Op::WaitTimeout(lock, on)),
        7 => (lock(), on(), 0..4usize).prop_map(|(lock, on, n)| Op::Notify(lock, on, n)),
        14 => any::<usize>().prop_map(Op::Poll),
        4 => any::<usize>().prop_map(Op::Cancel),
        1 => any::<usize>().prop_map(Op::Forget),
        2 => Just(Op::Advance),
    ]
}

/// The real primitives, beside the model.
struct World {
    locks: [Arc<Lock<u32>>; 2],
    conditions: &'static [Condition<u32>; 2],
    held: [Option<Guard>; 2],
    tasks: Tasks<Output>,
    model: Model,
    clock: Clock,
    /// Whether a guard was forgotten, which keeps its lock for good.
    forgotten: bool,
}

impl World {
    fn new() -> Self {
        World {
            locks: Default::default(),
            conditions: leak(Default::default()),
            held: [None, None],
            tasks: Tasks::new(),
            model: Model::default(),
            clock: Clock::new(),
            forgotten: false,
        }
    }

    /// Creates a future of `lock` and polls it; the model says whether it is ready, and whether it timed out.
    fn add(
        &mut self,
        lock: usize,
        future: impl Future<Output = Output> + 'static,
        model: impl FnOnce(&mut Model, usize) -> bool,
    ) {
        let (id, output) = self.tasks.add(future);
        assert_eq!(output.is_some(), model(&mut self.model, id));
        self.keep(lock, output);
    }

    fn keep(&mut self, lock: usize, output: Option<Output>) {
        if let Some((guard, _)) = output {
            assert!(self.held[lock].replace(guard).is_none(), "two guards of one lock");
        }
    }

    fn step(&mut self, op: Op) {
        match op {
            Op::Lock(at) => {
                let lock = self.locks[at].clone().lock_owned();
                self.add(at, async { (lock.await, false) }, |model, id| {
                    model.acquire(id, at, None)
                });
            }
            Op::LockWhen(at, value) => {
                let lock = self.locks[at].clone().lock_when_owned(move |data| *data == value);
                let model = |model: &mut Model, id| model.acquire(id, at, Some(value));
                self.add(at, async { (lock.await, false) }, model);
            }
            Op::Try(at) => {
                let free = !self.model.locks[at].is_locked();
                assert_eq!(self.locks[at].try_lock().is_ok(), free);
            }
            Op::Poll(which) => {
                let Some((id, output)) = self.tasks.poll(which) else { return };
                let at = self.model.tasks[&id].lock;
                assert_eq!(output.as_ref().map(|(_, timed_out)| *timed_out), self.model.poll(id));
                self.keep(at, output);
            }
            Op::Cancel(which) => {
                let Some(id) = self.tasks.cancel(which) else { return };
                self.model.cancel(id);
            }
            Op::Forget(which) => self.tasks.forget(which),
            Op::Advance => {
                if self.clock.advance() {
                    self.model.advance();
                }
            }
            Op::Release(at, _)
            | Op::ForgetGuard(at, _)
            | Op::Until(at, _)
            | Op::Wait(at, _)
            | Op::WaitFor(at, ..)
            | Op::WaitTimeout(at, _)
            | Op::Notify(at, ..) => {
                if let Some(guard) = self.held[at].take() {
                    self.step_held(op, at, guard);
                }
            }
        }
    }

    fn step_held(&mut self, op: Op, at: usize, mut guard: Guard) {
        match op {
            Op::Release(_, value) => {
                if let Some(value) = value {
                    *guard = value;
                    let lock = &mut self.model.locks[at];
                    (lock.data, lock.changed) = (value, true);
                }
                drop(guard);
                self.model.locks[at].release();
            }
            Op::ForgetGuard(_, 0) => {
                mem::forget(guard);
                self.forgotten = true;
            }
            Op::ForgetGuard(..) => self.held[at] = Some(guard),
            Op::Until(_, value) => {
                let until = guard.until(move |data| *data == value);
                let model = |model: &mut Model, id| model.until(id, at, value);
                self.add(at, async { (until.await, false) }, model);
            }
            Op::Wait(_, on) => {
                let condition = &self.conditions[on];
                let wait = move || {
                    let wait = condition.wait_owned(guard);
                    async { (wait.await, false) }
                };
                self.wait(at, on, wait, Waits::On(on));
            }
            Op::WaitFor(_, on, value) => {
                let condition = &self.conditions[on];
                let wait = move || {
                    let wait = condition.wait_for_owned(guard, move |data| *data == value);
                    async { (wait.await, false) }
                };
                self.wait(at, on, wait, Waits::OnFor(on, value));
            }
            Op::WaitTimeout(_, on) => {
                let condition = &self.conditions[on];
                let wait = move || wait_timeout(condition, guard);
                self.wait(at, on, wait, Waits::OnTimeout(on, Timer::Running));
            }
            Op::Notify(_, on, n) => {
                let refused = n > 0
                    && !self.model.conditions[on].waiting.is_empty()
                    && self.model.is_bound_elsewhere(on, at);
                let notified = refusable(|| self.conditions[on].notify(n, &guard));
                assert_eq!(notified.is_none(), refused);
                if !refused {
                    self.model.notify(at, on, n);
                }
                self.held[at] = Some(guard);
            }
            _ => unreachable!("every other operation holds no guard"),
        }
    }

    /// Waits on a condition, which is refused if it goes with the other lock.
    fn wait<F: Future<Output = Output> + 'static>(
        &mut self,
        at: usize,
        on: usize,
        wait: impl FnOnce() -> F,
        waits: Waits,
    ) {
        let refused = self.model.is_bound_elsewhere(on, at);
        let wait = refusable(wait);
        assert_eq!(wait.is_none(), refused);
        let Some(wait) = wait else { return self.model.locks[at].release() };
        self.add(at, wait, |model, id| {
            model.add(id, at, waits);
            let ready = matches!(waits, Waits::OnFor(_, value) if value == model.locks[at].data);
            if !ready {
                model.wait(id, at, on);
            }
            ready
        });
    }

    fn assert_as_the_model_says(&self) {
        for ((lock, held), model) in self.locks.iter().zip(&self.held).zip(&self.model.locks) {
            assert_eq!(lock.is_locked(), model.is_locked());
            assert_eq!(lock.waiters(), model.queue.len() - usize::from(model.granted.is_some()));
            assert!(model.held || held.is_none());
        }
        for (condition, model) in self.conditions.iter().zip(&self.model.conditions) {
            assert_eq!(condition.waiters(), model.waiting.len());
        }
        self.tasks.assert_woken(|id| self.model.is_woken(id));
    }

    /// Drops every future and every guard; if none was forgotten, everything is free.
    fn end(self) {
        let World { locks, conditions, held, tasks, forgotten, .. } = self;
        let forgotten = forgotten || tasks.any_forgotten();
        drop((tasks, held));
        if forgotten {
            return;
        }
        for lock in &locks {
            assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
            for condition in conditions {
                assert_eq!(condition.waiters(), 0);
                let held = tokio_test::block_on(lock.clone().lock_owned());
                drop(tokio_test::task::spawn(condition.wait_owned(held)).poll());
            }
        }
    }
}

/// The result of `code`, or nothing if it was refused because the condition goes with another lock.
fn refusable<R>(code: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(code)) {
        Ok(result) => Some(result),
        Err(panic) if panic.downcast_ref::<&str>().is_some_and(|text| is_refusal(text)) => None,
        Err(panic) => resume_unwind(panic),
    }
}

fn is_refusal(text: &str) -> bool {
    text.contains("another lock")
}

/// Keeps refusals, which are expected, out of the output.
fn silence_refusals() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.payload().downcast_ref::<&str>().is_some_and(|text| is_refusal(text)) {
            hook(info);
        }
    }));
}

#[test]
fn locks_and_conditions() {
    silence_refusals();
    play(op(), |ops| {
        let mut world = World::new();
        for op in ops {
            world.step(op);
            world.assert_as_the_model_says();
        }
        world.end();
    });
}
