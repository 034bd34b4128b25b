//! Parties of a barrier.

use interlocking::{Barrier, BrokenBarrier};
use proptest::prelude::*;

use crate::{leak, play, tasks::Tasks};

#[derive(Clone, Debug)]
enum Op {
    Wait,
    Poll(usize),
    Cancel(usize),
    Forget(usize),
    Reset,
    Abort,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => Just(Op::Wait),
        6 => any::<usize>().prop_map(Op::Poll),
        3 => any::<usize>().prop_map(Op::Cancel),
        1 => any::<usize>().prop_map(Op::Forget),

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
fn barrier() {
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
                Op::Forget(which) => tasks.forget(which),
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
                (barrier.waiters(), barrier.is_broken()),
                (model.waiting.len(), model.broken)
            );
            tasks.assert_woken(|id| Some(model.decided.iter().any(|(decided, _)| *decided == id)));
        }
        let forgotten = tasks.any_forgotten();
        drop(tasks);
        if !forgotten {
            assert_eq!(barrier.waiters(), 0);
        }
    });
}
