//! Requests and permits.

use std::sync::Arc;

use interlocking::{BoundedSemaphore, OwnedBoundedPermit, OwnedPermit, Semaphore};
use proptest::prelude::*;

use crate::{play, tasks::Tasks};

#[derive(Clone, Debug)]
enum Op {
    Acquire(usize),
    Poll(usize),
    Cancel(usize),
    Forget(usize),
    Release(usize),
    /// Forgets available permits.
    ForgetAvailable(usize),
    Try(usize),
    Held(usize, Held),
}

/// What is done to a permit that is held.
#[derive(Clone, Debug)]
enum Held {
    Drop,
    Forget,
    Split(usize),
    Merge,
}

fn op() -> impl Strategy<Value = Op> {
    let held = prop_oneof![
        4 => Just(Held::Drop),
        1 => Just(Held::Forget),
        1 => (0..3usize).prop_map(Held::Split),
        1 => Just(Held::Merge),
    ];
    prop_oneof![
        5 => (0..4usize).prop_map(Op::Acquire),
        5 => any::<usize>().prop_map(Op::Poll),
        2 => any::<usize>().prop_map(Op::Cancel),
        1 => any::<usize>().prop_map(Op::Forget),
        1 => (0..4usize).prop_map(Op::Release),
        1 => (0..3usize).prop_map(Op::ForgetAvailable),
        1 => (0..3usize).prop_map(Op::Try),
        6 => (any::<usize>(), held).prop_map(|(which, what)| Op::Held(which, what)),
    ]
}

#[derive(Default)]
pub(crate) struct Model {
    available: usize,
    /// How many permits may be released before the bound is reached.
    to_bound: usize,
    /// The id of each waiter, the permits that it needs, and those that it has.
    line: Vec<(usize, usize, usize)>,
    granted: Vec<(usize, usize)>,
}

impl Model {
    pub(crate) fn with_available(available: usize) -> Self {
        Model { available, ..Model::default() }
    }

    /// The available permits and the number of waiters.
    pub(crate) fn state(&self) -> (usize, usize) {
        (self.available, self.line.len())
    }

    pub(crate) fn can_take(&self, n: usize) -> bool {
        n == 0 || self.line.is_empty() && n <= self.available
    }

    pub(crate) fn is_granted(&self, id: usize) -> bool {
        self.granted.iter().any(|(granted, _)| *granted == id)
    }

    pub(crate) fn acquire(&mut self, id: usize, n: usize) -> bool {
        if self.can_take(n) {
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

    pub(crate) fn release(&mut self, n: usize) {
        self.available += n;
        self.serve();
    }

    /// Releases permits that nobody holds, unless that exceeds the bound. Returns whether it did.
    fn release_more(&mut self, n: usize) -> bool {
        let fits = n <= self.to_bound;
        if fits {
            self.to_bound -= n;
            self.release(n);
        }
        fits
    }

    /// All permits, wherever they are now.
    pub(crate) fn all(&self, held: usize) -> usize {
        let gathered: usize = self.line.iter().map(|(.., has)| has).sum();
        let granted: usize = self.granted.iter().map(|(_, n)| n).sum();
        self.available + gathered + granted + held
    }

    pub(crate) fn poll(&mut self, id: usize) -> bool {
        let granted = self.granted.iter().position(|(granted, _)| *granted == id);
        granted.map(|at| self.granted.remove(at)).is_some()
    }

    pub(crate) fn cancel(&mut self, id: usize) {
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

/// The same schedules for both kinds of semaphore.
macro_rules! storm {
    ($test:ident, $gate:expr, $permit:ty, $to_bound:expr, $release:expr) => {
        #[test]
        fn $test() {
            play(op(), |ops| {
                let gate = Arc::new($gate);
                let mut model = Model { to_bound: $to_bound, ..Model::with_available(3) };
                let mut tasks: Tasks<$permit> = Tasks::new();
                let mut held: Vec<$permit> = Vec::new();
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
                        Op::Forget(which) => tasks.forget(which),
                        Op::Release(n) => assert_eq!($release(&gate, n), model.release_more(n)),
                        Op::ForgetAvailable(n) => {
                            let forgotten = n.min(model.available);
                            assert_eq!(gate.forget(n), forgotten);
                            model.available -= forgotten;
                            model.to_bound = model.to_bound.saturating_add(forgotten);
                        }
                        Op::Try(n) => {
                            assert_eq!(gate.try_acquire_many(n).is_ok(), model.can_take(n));
                        }
                        Op::Held(which, what) => {
                            if held.is_empty() {
                                continue;
                            }
                            let mut permit = held.swap_remove(which % held.len());
                            let n = permit.permits();
                            match what {
                                Held::Drop => {
                                    drop(permit);
                                    model.release(n);
                                }
                                Held::Forget => {
                                    permit.forget();
                                    model.to_bound = model.to_bound.saturating_add(n);
                                }
                                Held::Split(by) => {
                                    let split = permit.split(by);
                                    assert_eq!(split.is_some(), by <= n);
                                    held.extend(split);
                                    held.push(permit);
                                }
                                Held::Merge => {
                                    held.pop().into_iter().for_each(|other| permit.merge(other));
                                    held.push(permit);
                                }
                            }
                        }
                    }
                    assert_eq!((gate.available(), gate.waiters()), model.state());
                    tasks.assert_woken(|id| Some(model.is_granted(id)));
                }
                let all = model.all(held.iter().map(|permit| permit.permits()).sum());
                let forgotten = tasks.any_forgotten();
                drop((tasks, held));
                if !forgotten {
                    assert_eq!((gate.available(), gate.waiters()), (all, 0), "a permit was lost");
                }
            });
        }
    };
}

storm!(semaphore, Semaphore::new(3), OwnedPermit, usize::MAX, |gate: &Semaphore, n| {
    gate.release(n);
    true
});

storm!(
    bounded_semaphore,
    BoundedSemaphore::new(3),
    OwnedBoundedPermit,
    0,
    |gate: &BoundedSemaphore, n| { gate.release(n).is_ok() }
);
