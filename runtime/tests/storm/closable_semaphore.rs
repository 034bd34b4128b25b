//! A semaphore that is closed at some time.

use std::sync::Arc;

use interlocking::{ClosableSemaphore, Closed, OwnedClosablePermit, TryAcquireError};
use proptest::prelude::*;

use crate::{play, semaphore::Model, tasks::Tasks};

#[derive(Clone, Debug)]
enum Op {
    Acquire(usize),
    Poll(usize),
    Cancel(usize),
    Forget(usize),
    Drop(usize),
    Release(usize),
    Try(usize),
    Close(u8),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..4usize).prop_map(Op::Acquire),
        6 => any::<usize>().prop_map(Op::Poll),
        2 => any::<usize>().prop_map(Op::Cancel),
        1 => any::<usize>().prop_map(Op::Forget),
        6 => any::<usize>().prop_map(Op::Drop),
        1 => (0..4usize).prop_map(Op::Release),
        1 => (0..3usize).prop_map(Op::Try),
        1 => (0..3u8).prop_map(Op::Close),
    ]
}

#[test]
fn closable_semaphore() {
    play(op(), |ops| {
        let gate = Arc::new(ClosableSemaphore::new(3));
        let mut model = Model::with_available(3);
        let mut closed = false;
        let mut tasks: Tasks<Result<OwnedClosablePermit, Closed>> = Tasks::new();
        let mut held: Vec<OwnedClosablePermit> = Vec::new();
        for op in ops {
            match op {
                Op::Acquire(n) => {
                    let (id, output) = tasks.add(gate.clone().acquire_many_owned(n));
                    let expected = closed || model.acquire(id, n);
                    assert_eq!(output.is_some(), expected);
                    assert_eq!(output.as_ref().is_some_and(Result::is_err), closed);
                    held.extend(output.and_then(Result::ok));
                }
                Op::Poll(which) => {
                    let Some((id, output)) = tasks.poll(which) else { continue };
                    if closed {
                        assert!(matches!(output, Some(Err(Closed))));
                        model.cancel(id);
                    } else {
                        assert_eq!(output.is_some(), model.poll(id));
                        held.extend(output.map(|output| output.expect("it is open")));
                    }
                }
                Op::Cancel(which) => {
                    let Some(id) = tasks.cancel(which) else { continue };
                    model.cancel(id);
                }
                Op::Forget(which) => tasks.forget(which),
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
                Op::Try(n) => {
                    let error = gate.try_acquire_many(n).err();
                    assert_eq!(error == Some(TryAcquireError::Closed), closed);
                    assert_eq!(error.is_none(), !closed && model.can_take(n));
                }
                // Rarely, so that most of a schedule comes before.
                Op::Close(rarely) => {
                    if rarely == 0 {
                        gate.close();
                        closed = true;
                    }
                }
            }
            assert_eq!(gate.is_closed(), closed);
            assert_eq!((gate.available(), gate.waiters()), model.state());
            tasks.assert_woken(|id| Some(closed || model.is_granted(id)));
        }
        let all = model.all(held.iter().map(OwnedClosablePermit::permits).sum());
        let forgotten = tasks.any_forgotten();
        drop((tasks, held));
        if !forgotten {
            assert_eq!((gate.available(), gate.waiters()), (all, 0), "a permit was lost");
        }
    });
}
