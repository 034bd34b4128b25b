//! Random schedules of every operation. Each step is compared with a simple sequential model of the primitive: which tasks are queued,
//! which task has been granted, which was woken, and that nothing is lost.
//!
//! A failure prints its seed; `MODEL_SEED=<seed> cargo test -p interlocking --test model` repeats that run.

use std::{env, pin::Pin, sync::Arc, time::SystemTime};

use interlocking::{
    Barrier, BrokenBarrier, Condition, Event, Lock, OwnedLockGuard, OwnedPermit,
    OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, Semaphore,
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};
use tokio_test::task::{Spawn, spawn};

/// Together with `STEPS`, at least 100 000 operations.
const CASES: u32 = 600;
const STEPS: usize = 60;

/// Plays random schedules; the seed is printed if one fails.
fn play<Op: std::fmt::Debug>(op: impl Strategy<Value = Op>, schedule: impl Fn(Vec<Op>)) {
    let now =
        || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = env::var("MODEL_SEED").map_or_else(|_| now(), |seed| seed.parse().unwrap());
    eprintln!("MODEL_SEED={seed}");
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&vec(op, STEPS / 2..STEPS), |ops| {
        schedule(ops);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

/// The pending futures of a schedule. Their ids number them in the order of creation.
struct Tasks<T> {
    pending: Vec<(usize, Spawn<Boxed<T>>)>,
    made: usize,
}

impl<T> Tasks<T> {
    fn new() -> Self {
        Tasks { pending: Vec::new(), made: 0 }
    }

    /// Creates a future and polls it. Returns its id, and its output if it is ready.
    fn add(&mut self, future: impl Future<Output = T> + 'static) -> (usize, Option<T>) {
        let future: Boxed<T> = Box::pin(future);
        let id = self.made;
        self.made += 1;
        self.pending.push((id, spawn(future)));
        let index = self.pending.len() - 1;
        (id, self.poll_at(index))
    }

    fn poll_at(&mut self, index: usize) -> Option<T> {
        match self.pending[index].1.poll() {
            std::task::Poll::Ready(output) => {
                drop(self.pending.remove(index));
                Some(output)
            }
            std::task::Poll::Pending => None,
        }
    }

    /// The index of a pending future, chosen by the random number.
    fn pick(&self, which: usize) -> Option<usize> {
        (!self.pending.is_empty()).then(|| which % self.pending.len())
    }

    /// Polls a pending future. Returns its id, and its output if it is ready.
    fn poll(&mut self, which: usize) -> Option<(usize, Option<T>)> {
        let index = self.pick(which)?;
        let id = self.pending[index].0;
        Some((id, self.poll_at(index)))
    }

    /// Drops a pending future and returns its id.
    fn cancel(&mut self, which: usize) -> Option<usize> {
        let index = self.pick(which)?;
        let (id, task) = self.pending.remove(index);
        drop(task);
        Some(id)
    }

    fn assert_woken(&self, woken: impl Fn(usize) -> bool) {
        for (id, task) in &self.pending {
            assert_eq!(task.is_woken(), woken(*id), "whether {id} was woken");
        }
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

mod lock {
    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Lock,
        LockWhen(u32),
        Poll(usize),
        Cancel(usize),
        /// Writes the data, if a guard is held, and releases.
        Release(Option<u32>),
        Until(u32),
        Wait(usize),
        Notify(usize, usize),
        TryLock,
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            3 => Just(Op::Lock),
            2 => (0..3u32).prop_map(Op::LockWhen),
            6 => any::<usize>().prop_map(Op::Poll),
            2 => any::<usize>().prop_map(Op::Cancel),
            5 => prop::option::of(0..3u32).prop_map(Op::Release),
            1 => (0..3u32).prop_map(Op::Until),
            3 => (0..2usize).prop_map(Op::Wait),
            3 => (0..2usize, 0..4usize).prop_map(|(on, n)| Op::Notify(on, n)),
            1 => Just(Op::TryLock),
        ]
    }

    struct Waiter {
        id: usize,
        when: Option<u32>,
        tried: Option<u64>,
        /// The condition that notified this waiter, and the last arrival to which the notification may be passed on.
        notified: Option<(usize, usize)>,
    }

    #[derive(Default)]
    struct Model {
        data: u32,
        version: u64,
        held: bool,
        line: Vec<Waiter>,
        granted: Option<usize>,
        /// The waiters of each condition, by id and arrival.
        conditions: [Vec<(usize, usize)>; 2],
        arrivals: usize,
    }

    impl Model {
        fn is_locked(&self) -> bool {
            self.held || self.granted.is_some()
        }

        /// Grants the free lock to the first waiter in the queue that was not tried since the data changed.
        fn hand_over(&mut self) {
            assert!(!self.is_locked());
            let next = self.line.iter().find(|waiter| waiter.tried != Some(self.version));
            self.granted = next.map(|waiter| waiter.id);
        }

        fn release(&mut self, changed: bool) {
            self.held = false;
            self.version += u64::from(changed);
            self.hand_over();
        }

        /// Returns whether the lock is acquired at once.
        fn acquire(&mut self, id: usize, when: Option<u32>) -> bool {
            let mut waiter = Waiter { id, when, tried: None, notified: None };
            if self.is_locked() {
                self.line.push(waiter);
                return false;
            }
            self.held = when.is_none_or(|when| when == self.data);
            if !self.held {
                waiter.tried = Some(self.version);
                self.line.push(waiter);
                self.hand_over();
            }
            self.held
        }

        /// Returns whether the future is ready.
        fn poll(&mut self, id: usize) -> bool {
            if self.granted != Some(id) {
                return false;
            }
            self.granted = None;
            let at = self.line.iter().position(|waiter| waiter.id == id).unwrap();
            if self.line[at].when.is_none_or(|when| when == self.data) {
                self.line.remove(at);
                self.held = true;
                return true;
            }
            self.line[at].tried = Some(self.version);
            self.hand_over();
            false
        }

        fn cancel(&mut self, id: usize) {
            self.conditions
                .iter_mut()
                .for_each(|waiting| waiting.retain(|(waiter, _)| *waiter != id));
            let Some(at) = self.line.iter().position(|waiter| waiter.id == id) else { return };
            let waiter = self.line.remove(at);
            if let Some((on, last)) = waiter.notified
                && self.conditions[on].first().is_some_and(|(_, arrival)| *arrival <= last)
            {
                let (id, _) = self.conditions[on].remove(0);
                self.line.push(Waiter { id, when: None, tried: None, notified: Some((on, last)) });
            }
            if self.granted == Some(id) {
                self.granted = None;
                self.hand_over();
            }
        }

        fn notify(&mut self, on: usize, n: usize) {
            let n = n.min(self.conditions[on].len());
            for (id, _) in self.conditions[on].drain(..n) {
                let notified = Some((on, self.arrivals));
                self.line.push(Waiter { id, when: None, tried: None, notified });
            }
        }
    }

    #[test]
    fn every_schedule_is_as_the_model_says() {
        play(op(), |ops| {
            let lock = Arc::new(Lock::new(0));
            let conditions = leak([Condition::new(), Condition::new()]);
            let mut tasks: Tasks<OwnedLockGuard<u32>> = Tasks::new();
            let (mut model, mut held, mut changed) = (Model::default(), None, false);
            for op in ops {
                match op {
                    Op::Lock => {
                        let (id, guard) = tasks.add(lock.clone().lock_owned());
                        assert_eq!(guard.is_some(), model.acquire(id, None));
                        held = held.or(guard);
                    }
                    Op::LockWhen(value) => {
                        let (id, guard) =
                            tasks.add(lock.clone().lock_when_owned(move |data| *data == value));
                        assert_eq!(guard.is_some(), model.acquire(id, Some(value)));
                        held = held.or(guard);
                    }
                    Op::Poll(which) => {
                        let Some((id, guard)) = tasks.poll(which) else { continue };
                        assert_eq!(guard.is_some(), model.poll(id));
                        held = held.or(guard);
                    }
                    Op::Cancel(which) => {
                        let Some(id) = tasks.cancel(which) else { continue };
                        model.cancel(id);
                    }
                    Op::Release(write) => {
                        let Some(mut guard) = held.take() else { continue };
                        if let Some(value) = write {
                            *guard = value;
                            model.data = value;
                            changed = true;
                        }
                        drop(guard);
                        model.release(std::mem::take(&mut changed));
                    }
                    Op::Until(value) => {
                        let Some(guard) = held.take() else { continue };
                        let (id, guard) = tasks.add(guard.until(move |data| *data == value));
                        assert_eq!(guard.is_some(), model.data == value);
                        if guard.is_none() {
                            model.version += u64::from(std::mem::take(&mut changed));
                            let tried = Some(model.version);
                            model.line.push(Waiter {
                                id,
                                when: Some(value),
                                tried,
                                notified: None,
                            });
                            model.release(false);
                        }
                        held = guard;
                    }
                    Op::Wait(on) => {
                        let Some(guard) = held.take() else { continue };
                        let (id, guard) = tasks.add(conditions[on].wait_owned(guard));
                        assert!(guard.is_none());
                        model.arrivals += 1;
                        model.conditions[on].push((id, model.arrivals));
                        model.release(std::mem::take(&mut changed));
                    }
                    Op::Notify(on, n) => {
                        let Some(guard) = &held else { continue };
                        conditions[on].notify(n, guard);
                        model.notify(on, n);
                    }
                    Op::TryLock => assert_eq!(lock.try_lock().is_ok(), !model.is_locked()),
                }
                assert_eq!(held.is_some(), model.held);
                assert_eq!(lock.is_locked(), model.is_locked());
                assert_eq!(lock.waiters(), model.line.len() - usize::from(model.granted.is_some()));
                for (condition, waiting) in conditions.iter().zip(&model.conditions) {
                    assert_eq!(condition.waiters(), waiting.len());
                }
                tasks.assert_woken(|id| model.granted == Some(id));
            }
            drop(tasks);
            drop(held);
            assert_eq!((lock.is_locked(), lock.waiters()), (false, 0));
            assert_eq!(conditions.each_ref().map(Condition::waiters), [0, 0]);
        });
    }
}

mod semaphore {
    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Acquire(usize),
        Poll(usize),
        Cancel(usize),
        Drop(usize),
        Release(usize),
        Forget(usize),
        Try(usize),
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            5 => (0..4usize).prop_map(Op::Acquire),
            5 => any::<usize>().prop_map(Op::Poll),
            2 => any::<usize>().prop_map(Op::Cancel),
            4 => any::<usize>().prop_map(Op::Drop),
            1 => (0..4usize).prop_map(Op::Release),
            1 => (0..3usize).prop_map(Op::Forget),
            1 => (0..3usize).prop_map(Op::Try),
        ]
    }

    #[derive(Default)]
    struct Model {
        available: usize,
        /// The id of each waiter, the permits that it needs, and those that it has.
        line: Vec<(usize, usize, usize)>,
        granted: Vec<(usize, usize)>,
    }

    impl Model {
        fn acquire(&mut self, id: usize, n: usize) -> bool {
            if n == 0 || self.line.is_empty() && n <= self.available {
                self.available -= n;
                return true;
            }
            self.line.push((id, n, 0));
            self.serve();
            false
        }

        /// Gives the available permits to the head of the queue.
        fn serve(&mut self) {
            while let Some((id, wants, has)) = self.line.first_mut() {
                let given = self.available.min(*wants - *has);
                self.available -= given;
                *has += given;
                if has < wants {
                    return;
                }
                self.granted.push((*id, *wants));
                self.line.remove(0);
            }
        }

        fn release(&mut self, n: usize) {
            self.available += n;
            self.serve();
        }

        fn poll(&mut self, id: usize) -> bool {
            let granted = self.granted.iter().position(|(granted, _)| *granted == id);
            granted.map(|at| self.granted.remove(at)).is_some()
        }

        fn cancel(&mut self, id: usize) {
            let had = match self.granted.iter().position(|(granted, _)| *granted == id) {
                Some(at) => self.granted.remove(at).1,
                None => {
                    let at = self.line.iter().position(|(waiter, ..)| *waiter == id).unwrap();
                    self.line.remove(at).2
                }
            };
            self.release(had);
        }
    }

    #[test]
    fn every_schedule_is_as_the_model_says() {
        play(op(), |ops| {
            let gate = Arc::new(Semaphore::new(3));
            let mut model = Model { available: 3, ..Model::default() };
            let mut tasks: Tasks<OwnedPermit> = Tasks::new();
            let mut held: Vec<OwnedPermit> = Vec::new();
            for op in ops {
                match op {
                    Op::Acquire(n) => {
                        let (id, permit) = tasks.add(gate.clone().acquire_many_owned(n));
                        assert_eq!(permit.is_some(), model.acquire(id, n));
                        held.extend(permit);
                    }
                    Op::Poll(which) => {
                        let Some((id, permit)) = tasks.poll(which) else { continue };
                        assert_eq!(permit.is_some(), model.poll(id));
                        held.extend(permit);
                    }
                    Op::Cancel(which) => {
                        let Some(id) = tasks.cancel(which) else { continue };
                        model.cancel(id);
                    }
                    Op::Drop(which) => {
                        if held.is_empty() {
                            continue;
                        }
                        let permit = held.swap_remove(which % held.len());
                        let n = permit.permits();
                        drop(permit);
                        model.release(n);
                    }
                    Op::Release(n) => {
                        gate.release(n);
                        model.release(n);
                    }
                    Op::Forget(n) => {
                        let forgotten = n.min(model.available);
                        assert_eq!(gate.forget(n), forgotten);
                        model.available -= forgotten;
                    }
                    Op::Try(n) => {
                        let can = n == 0 || model.line.is_empty() && n <= model.available;
                        assert_eq!(gate.try_acquire_many(n).is_ok(), can);
                    }
                }
                assert_eq!((gate.available(), gate.waiters()), (model.available, model.line.len()));
                tasks.assert_woken(|id| model.granted.iter().any(|(granted, _)| *granted == id));
            }
            let all = model.available
                + model.line.iter().map(|(.., has)| has).sum::<usize>()
                + model.granted.iter().map(|(_, n)| n).sum::<usize>()
                + held.iter().map(OwnedPermit::permits).sum::<usize>();
            drop((tasks, held));
            assert_eq!((gate.available(), gate.waiters()), (all, 0), "every permit is released");
        });
    }
}

mod rwlock {
    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Read,
        Write,
        Poll(usize),
        Cancel(usize),
        Release(usize),
        Downgrade,
        Try,
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            4 => Just(Op::Read),
            3 => Just(Op::Write),
            6 => any::<usize>().prop_map(Op::Poll),
            2 => any::<usize>().prop_map(Op::Cancel),
            6 => any::<usize>().prop_map(Op::Release),
            1 => Just(Op::Downgrade),
            1 => Just(Op::Try),
        ]
    }

    enum Guard {
        Read(#[expect(dead_code, reason = "held")] OwnedRwLockReadGuard<u32>),
        Write(OwnedRwLockWriteGuard<u32>),
    }

    const MOST: usize = 3;

    #[derive(Default)]
    struct Model {
        readers: usize,
        written: bool,
        line: Vec<(usize, bool)>,
        granted: Vec<(usize, bool)>,
    }

    impl Model {
        fn can(&self, write: bool) -> bool {
            !self.written && self.readers < if write { 1 } else { MOST }
        }

        fn take(&mut self, write: bool) {
            if write {
                self.written = true;
            } else {
                self.readers += 1;
            }
        }

        fn acquire(&mut self, id: usize, write: bool) -> bool {
            if self.line.is_empty() && self.can(write) {
                self.take(write);
                return true;
            }
            self.line.push((id, write));
            false
        }

        fn release(&mut self, write: bool) {
            if write {
                self.written = false;
            } else {
                self.readers -= 1;
            }
            self.admit();
        }

        fn admit(&mut self) {
            while let Some(&(id, write)) = self.line.first()
                && self.can(write)
            {
                self.take(write);
                self.granted.push((id, write));
                self.line.remove(0);
            }
        }

        fn poll(&mut self, id: usize) -> bool {
            let granted = self.granted.iter().position(|(granted, _)| *granted == id);
            granted.map(|at| self.granted.remove(at)).is_some()
        }

        fn cancel(&mut self, id: usize) {
            match self.granted.iter().position(|(granted, _)| *granted == id) {
                Some(at) => {
                    let (_, write) = self.granted.remove(at);
                    self.release(write);
                }
                None => {
                    self.line.retain(|(waiter, _)| *waiter != id);
                    self.admit();
                }
            }
        }
    }

    #[test]
    fn every_schedule_is_as_the_model_says() {
        play(op(), |ops| {
            let lock = Arc::new(RwLock::with_max_readers(0, MOST));
            let mut model = Model::default();
            let mut tasks: Tasks<Guard> = Tasks::new();
            let mut held: Vec<Guard> = Vec::new();
            for op in ops {
                match op {
                    Op::Read => {
                        let read = lock.clone().read_owned();
                        let (id, guard) = tasks.add(async { Guard::Read(read.await) });
                        assert_eq!(guard.is_some(), model.acquire(id, false));
                        held.extend(guard);
                    }
                    Op::Write => {
                        let write = lock.clone().write_owned();
                        let (id, guard) = tasks.add(async { Guard::Write(write.await) });
                        assert_eq!(guard.is_some(), model.acquire(id, true));
                        held.extend(guard);
                    }
                    Op::Poll(which) => {
                        let Some((id, guard)) = tasks.poll(which) else { continue };
                        assert_eq!(guard.is_some(), model.poll(id));
                        held.extend(guard);
                    }
                    Op::Cancel(which) => {
                        let Some(id) = tasks.cancel(which) else { continue };
                        model.cancel(id);
                    }
                    Op::Release(which) => {
                        if held.is_empty() {
                            continue;
                        }
                        let guard = held.swap_remove(which % held.len());
                        let write = matches!(guard, Guard::Write(_));
                        drop(guard);
                        model.release(write);
                    }
                    Op::Downgrade => match held.pop() {
                        Some(Guard::Write(guard)) => {
                            held.push(Guard::Read(guard.downgrade()));
                            (model.written, model.readers) = (false, 1);
                            model.admit();
                        }
                        guard => held.extend(guard),
                    },
                    Op::Try => {
                        let free = model.line.is_empty();
                        assert_eq!(lock.try_read().is_ok(), free && model.can(false));
                        assert_eq!(lock.try_write().is_ok(), free && model.can(true));
                    }
                }
                assert_eq!((lock.readers(), lock.is_written()), (model.readers, model.written));
                assert_eq!(lock.waiters(), model.line.len());
                tasks.assert_woken(|id| model.granted.iter().any(|(granted, _)| *granted == id));
            }
            drop((tasks, held));
            assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
        });
    }
}

mod event {
    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Wait,
        Poll(usize),
        Cancel(usize),
        Set,
        Clear,
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            5 => Just(Op::Wait),
            4 => any::<usize>().prop_map(Op::Poll),
            2 => any::<usize>().prop_map(Op::Cancel),
            1 => Just(Op::Set),
            2 => Just(Op::Clear),
        ]
    }

    #[test]
    fn every_schedule_is_as_the_model_says() {
        play(op(), |ops| {
            let event = leak(Event::new());
            let mut tasks: Tasks<()> = Tasks::new();
            let (mut set, mut waiting, mut freed) = (false, Vec::new(), Vec::new());
            for op in ops {
                match op {
                    Op::Wait => {
                        let (id, ready) = tasks.add(event.wait());
                        assert_eq!(ready.is_some(), set);
                        waiting.extend((!set).then_some(id));
                    }
                    Op::Poll(which) => {
                        let Some((id, ready)) = tasks.poll(which) else { continue };
                        assert_eq!(ready.is_some(), freed.contains(&id));
                    }
                    Op::Cancel(which) => {
                        let Some(id) = tasks.cancel(which) else { continue };
                        waiting.retain(|waiting| *waiting != id);
                    }
                    Op::Set => {
                        event.set();
                        set = true;
                        freed.append(&mut waiting);
                    }
                    Op::Clear => {
                        event.clear();
                        set = false;
                    }
                }
                assert_eq!((event.is_set(), event.waiters()), (set, waiting.len()));
                tasks.assert_woken(|id| freed.contains(&id));
            }
            drop(tasks);
            assert_eq!(event.waiters(), 0);
        });
    }
}

mod barrier {
    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Wait,
        Poll(usize),
        Cancel(usize),
        Reset,
        Abort,
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            8 => Just(Op::Wait),
            6 => any::<usize>().prop_map(Op::Poll),
            3 => any::<usize>().prop_map(Op::Cancel),
            2 => Just(Op::Reset),
            1 => Just(Op::Abort),
        ]
    }

    const PARTIES: usize = 3;

    #[derive(Default)]
    struct Model {
        waiting: Vec<usize>,
        decided: Vec<(usize, Result<usize, BrokenBarrier>)>,
        broken: bool,
    }

    impl Model {
        fn wait(&mut self, id: usize) -> Option<Result<usize, BrokenBarrier>> {
            if self.broken {
                return Some(Err(BrokenBarrier::Aborted));
            }
            self.waiting.push(id);
            if self.waiting.len() < PARTIES {
                return None;
            }
            self.waiting.pop();
            self.decide(Ok);
            Some(Ok(PARTIES - 1))
        }

        fn decide(&mut self, outcome: impl Fn(usize) -> Result<usize, BrokenBarrier>) {
            let decided = self.waiting.drain(..).enumerate();
            self.decided.extend(decided.map(|(index, id)| (id, outcome(index))));
        }
    }

    #[test]
    fn every_schedule_is_as_the_model_says() {
        play(op(), |ops| {
            let barrier = leak(Barrier::new(PARTIES));
            let mut model = Model::default();
            let mut tasks = Tasks::new();
            for op in ops {
                match op {
                    Op::Wait => {
                        let wait = async { barrier.wait().await.map(|turn| turn.index()) };
                        let (id, outcome) = tasks.add(wait);
                        assert_eq!(outcome, model.wait(id));
                    }
                    Op::Poll(which) => {
                        let Some((id, outcome)) = tasks.poll(which) else { continue };
                        let decided = model.decided.iter().find(|(decided, _)| *decided == id);
                        assert_eq!(outcome, decided.map(|(_, outcome)| *outcome));
                    }
                    Op::Cancel(which) => {
                        let Some(id) = tasks.cancel(which) else { continue };
                        model.waiting.retain(|waiting| *waiting != id);
                    }
                    Op::Reset => {
                        barrier.reset();
                        model.broken = false;
                        model.decide(|_| Err(BrokenBarrier::Reset));
                    }
                    Op::Abort => {
                        barrier.abort();
                        model.broken = true;
                        model.decide(|_| Err(BrokenBarrier::Aborted));
                    }
                }
                assert_eq!(
                    (barrier.n_waiting(), barrier.is_broken()),
                    (model.waiting.len(), model.broken)
                );
                tasks.assert_woken(|id| model.decided.iter().any(|(decided, _)| *decided == id));
            }
            drop(tasks);
            assert_eq!(barrier.n_waiting(), 0);
        });
    }
}
