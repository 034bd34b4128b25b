//! Readers and writers.

use std::sync::Arc;

use interlocking::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};
use proptest::prelude::*;

use crate::{play, tasks::Tasks};

#[derive(Clone, Debug)]
enum Op {
    Read,
    Write,
    Poll(usize),
    Cancel(usize),
    Forget(usize),
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
        1 => any::<usize>().prop_map(Op::Forget),

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
fn rwlock() {
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
                Op::Forget(which) => tasks.forget(which),
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
            tasks.assert_woken(|id| Some(model.granted.iter().any(|(granted, _)| *granted == id)));
        }
        let forgotten = tasks.any_forgotten();
        drop((tasks, held));
        if !forgotten {
            assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
        }
    });
}
