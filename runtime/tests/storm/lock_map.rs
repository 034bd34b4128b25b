//! Locks by key, whose entries come and go.

use std::collections::{HashMap, VecDeque};

use interlocking::{LockMap, LockMapGuard};
use proptest::prelude::*;

use crate::{play, tasks::Tasks};

/// Each names a key, or chooses a future.
#[derive(Clone, Debug)]
enum Op {
    Lock(u8),
    Try(u8),
    /// Writes the value, if one is given, and releases.
    Release(u8, Option<u32>),
    Poll(usize),
    Cancel(usize),
    Forget(usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..3u8).prop_map(Op::Lock),
        1 => (0..3u8).prop_map(Op::Try),
        6 => (0..3u8, prop::option::of(0..2u32)).prop_map(|(key, value)| Op::Release(key, value)),
        6 => any::<usize>().prop_map(Op::Poll),
        2 => any::<usize>().prop_map(Op::Cancel),
        1 => any::<usize>().prop_map(Op::Forget),
    ]
}

/// The lock of one key.
#[derive(Default)]
struct Key {
    value: u32,
    held: bool,
    granted: Option<usize>,
    queue: VecDeque<usize>,
}

impl Key {
    fn is_locked(&self) -> bool {
        self.held || self.granted.is_some()
    }

    fn has_entry(&self) -> bool {
        self.is_locked() || !self.queue.is_empty() || self.value != 0
    }

    fn acquire(&mut self, id: usize) -> bool {
        let free = !self.is_locked();
        if free {
            self.held = true;
        } else {
            self.queue.push_back(id);
        }
        free
    }

    fn release(&mut self) {
        self.held = false;
        self.granted = self.queue.pop_front();
    }

    fn poll(&mut self, id: usize) -> bool {
        let granted = self.granted == Some(id);
        if granted {
            (self.granted, self.held) = (None, true);
        }
        granted
    }

    fn cancel(&mut self, id: usize) {
        self.queue.retain(|waiter| *waiter != id);
        if self.granted == Some(id) {
            self.release();
        }
    }
}

#[test]
fn lock_map() {
    play(op(), |ops| {
        let map = LockMap::new();
        let mut tasks: Tasks<LockMapGuard<u8, u32>> = Tasks::new();
        let mut held: HashMap<u8, LockMapGuard<u8, u32>> = HashMap::new();
        let mut model: HashMap<u8, Key> = HashMap::new();
        let mut keys: HashMap<usize, u8> = HashMap::new();
        for op in ops {
            match op {
                Op::Lock(key) => {
                    let (id, guard) = tasks.add(map.lock(key));
                    keys.insert(id, key);
                    assert_eq!(guard.is_some(), model.entry(key).or_default().acquire(id));
                    held.extend(guard.map(|guard| (key, guard)));
                }
                Op::Try(key) => {
                    let free = !model.entry(key).or_default().is_locked();
                    assert_eq!(map.try_lock(key).is_ok(), free);
                }
                Op::Release(key, value) => {
                    let Some(mut guard) = held.remove(&key) else { continue };
                    let model = model.get_mut(&key).unwrap();
                    assert_eq!((*guard.key(), *guard), (key, model.value));
                    if let Some(value) = value {
                        (*guard, model.value) = (value, value);
                    }
                    drop(guard);
                    model.release();
                }
                Op::Poll(which) => {
                    let Some((id, guard)) = tasks.poll(which) else { continue };
                    assert_eq!(guard.is_some(), model.get_mut(&keys[&id]).unwrap().poll(id));
                    held.extend(guard.map(|guard| (keys[&id], guard)));
                }
                Op::Cancel(which) => {
                    let Some(id) = tasks.cancel(which) else { continue };
                    model.get_mut(&keys[&id]).unwrap().cancel(id);
                }
                Op::Forget(which) => tasks.forget(which),
            }
            assert_eq!(map.len(), model.values().filter(|key| key.has_entry()).count());
            tasks.assert_woken(|id| Some(model[&keys[&id]].granted == Some(id)));
        }
        let forgotten = tasks.any_forgotten();
        drop((tasks, held));
        if !forgotten {
            assert_eq!(map.len(), model.values().filter(|key| key.value != 0).count());
        }
    });
}
