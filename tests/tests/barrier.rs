//! `#[barrier]`

#![deny(warnings)]

use interlocking::{Barrier, BrokenBarrier, Lock, barrier, guarded};
use tokio_test::{assert_pending, assert_ready, task::spawn};

#[barrier(turn = 3)]
async fn together() -> (usize, bool) {
    (turn.index(), turn.is_last())
}

#[test]
fn a_number_is_one_barrier_for_all_calls_of_the_function() {
    let (mut a, mut b, mut c) = (spawn(together()), spawn(together()), spawn(together()));
    assert_pending!(a.poll());
    assert_pending!(b.poll());
    assert_eq!(assert_ready!(c.poll()), (2, true));
    assert_eq!(assert_ready!(a.poll()), (0, false));
    assert_eq!(assert_ready!(b.poll()), (1, false));
}

static MEET: Barrier = Barrier::new(2);

#[derive(Debug, PartialEq)]
enum Failed {
    Meeting(BrokenBarrier),
}

impl From<BrokenBarrier> for Failed {
    fn from(error: BrokenBarrier) -> Self {
        Failed::Meeting(error)
    }
}

#[barrier(MEET?)]
async fn returns_the_error() -> Result<(), Failed> {
    Ok(())
}

#[barrier(turn = MEET, else { return None })]
async fn handles_it() -> Option<usize> {
    Some(turn.index())
}

#[test]
fn a_broken_barrier_is_returned_or_handled() {
    let (mut a, mut b) = (spawn(returns_the_error()), spawn(handles_it()));
    assert_pending!(a.poll());
    assert_eq!(assert_ready!(b.poll()), Some(1));
    assert_eq!(assert_ready!(a.poll()), Ok(()));

    let mut a = spawn(returns_the_error());
    assert_pending!(a.poll());
    MEET.abort();
    assert_eq!(assert_ready!(a.poll()), Err(Failed::Meeting(BrokenBarrier::Aborted)));
    assert_eq!(assert_ready!(spawn(handles_it()).poll()), None);
    MEET.reset();
    let mut b = spawn(handles_it());
    assert_pending!(b.poll());
    MEET.reset();
    assert_eq!(assert_ready!(b.poll()), None);
}

static TOTAL: Lock<u32> = Lock::new(0);

#[barrier(2)]
#[guarded(TOTAL)]
async fn meet_then_lock() -> u32 {
    *total += 1;
    *total
}

#[test]
fn attributes_hold_from_top_to_bottom() {
    let (mut a, mut b) = (spawn(meet_then_lock()), spawn(meet_then_lock()));
    assert_pending!(a.poll());
    assert!(!TOTAL.is_locked());
    assert_eq!(assert_ready!(b.poll()), 1);
    assert_eq!(assert_ready!(a.poll()), 2);
}

/// B31: the attribute gives the turn, and leaving its scope does nothing.
#[test]
fn b31_leaving_the_scope_does_nothing() {
    let (mut a, mut b) = (spawn(together()), spawn(together()));
    assert_pending!(a.poll());
    drop(a);
    assert_pending!(b.poll());
    let (mut c, mut d) = (spawn(together()), spawn(together()));
    assert_pending!(c.poll());
    assert_eq!(assert_ready!(d.poll()), (2, true));
    assert_eq!(assert_ready!(b.poll()), (0, false));
    assert_eq!(assert_ready!(c.poll()), (1, false));
}
