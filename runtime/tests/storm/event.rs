//! Waits for an event.

use interlocking::Event;
use proptest::prelude::*;

use crate::{leak, play, tasks::Tasks};

#[derive(Clone, Debug)]
enum Op {
    Wait,
    Poll(usize),
    Cancel(usize),
    Forget(usize),
    Set,
    Clear,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        5 => Just(Op::Wait),
        4 => any::<usize>().prop_map(Op::Poll),
        2 => any::<usize>().prop_map(Op::Cancel),
        1 => any::<usize>().prop_map(Op::Forget),

        1 => Just(Op::Set),
        2 => Just(Op::Clear),
    ]
}

#[test]
fn event() {
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
                Op::Forget(which) => tasks.forget(which),
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
            tasks.assert_woken(|id| Some(freed.contains(&id)));
        }
        let forgotten = tasks.any_forgotten();
        drop(tasks);
        if !forgotten {
            assert_eq!(event.waiters(), 0);
        }
    });
}
