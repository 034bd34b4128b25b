use std::{panic::catch_unwind, time::Duration};

use tokio_test::{
    assert_pending, assert_ready, assert_ready_err, assert_ready_ok,
    task::{Spawn, spawn},
};

use crate::{Barrier, BrokenBarrier, barrier::BarrierWait, wait::testing::queued};

/// So many parties that wait.
fn waiting(barrier: &Barrier, parties: usize) -> Vec<Spawn<BarrierWait<'_>>> {
    (0..parties).map(|_| queued(barrier.wait())).collect()
}

/// Lets the last party arrive; the indices of all, by arrival.
fn trip(barrier: &Barrier, waiting: Vec<Spawn<BarrierWait<'_>>>) -> Vec<usize> {
    let last = assert_ready_ok!(spawn(barrier.wait()).poll());
    assert!(last.is_last());
    let mut indices = collect(waiting);
    indices.push(last.index());
    indices
}

fn collect(waiting: Vec<Spawn<BarrierWait<'_>>>) -> Vec<usize> {
    let pass = |mut party: Spawn<BarrierWait<'_>>| {
        assert!(party.is_woken());
        let turn = assert_ready_ok!(party.poll());
        assert!(!turn.is_last());
        turn.index()
    };
    waiting.into_iter().map(pass).collect()
}

/// Five met, and the first two have left: the other two that waited.
fn half_left(barrier: &Barrier) -> Vec<Spawn<BarrierWait<'_>>> {
    let mut leaving = waiting(barrier, 4);
    assert_ready_ok!(spawn(barrier.wait()).poll());
    let not_yet_left = leaving.split_off(2);
    assert_eq!(collect(leaving), [0, 1]);
    not_yet_left
}

fn sent_away(waiting: Vec<Spawn<BarrierWait<'_>>>, why: BrokenBarrier) {
    for mut party in waiting {
        assert!(party.is_woken());
        assert_eq!(assert_ready_err!(party.poll()), why);
    }
}

#[test]
fn b01_a_barrier_of_none_panics_and_says_so() {
    let panic = catch_unwind(|| Barrier::new(0)).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a barrier needs at least one party"));
}

#[test]
fn b02_a_new_barrier_fills() {
    let barrier = Barrier::new(3);
    assert_eq!((barrier.waiters(), barrier.parties(), barrier.is_broken()), (0, 3, false));
    assert_eq!(format!("{barrier:?}"), "Barrier [filling, waiters:0/3]");
}

#[test]
fn b03_the_last_party_frees_all() {
    let barrier = Barrier::new(3);
    let first = queued(barrier.wait());
    assert_eq!(barrier.waiters(), 1);
    let second = queued(barrier.wait());
    assert_eq!(barrier.waiters(), 2);
    assert_eq!(trip(&barrier, vec![first, second]), [0, 1, 2]);
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}

#[test]
fn b04_indices_are_by_arrival_and_all_different() {
    let barrier = Barrier::new(5);
    let parties = waiting(&barrier, 4);
    assert_eq!(trip(&barrier, parties), [0, 1, 2, 3, 4]);
}

#[test]
fn b05_the_last_goes_on_at_once_and_the_others_in_order() {
    use std::{
        sync::{Arc, Mutex},
        task::Context,
    };
    let barrier = Barrier::new(4);
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut parties: Vec<_> = (0..3).map(|_| Box::pin(barrier.wait())).collect();
    for (index, party) in parties.iter_mut().enumerate() {
        let order = order.clone();
        let waker = crate::wait::testing::waker_fn(move || order.lock().unwrap().push(index));
        assert!(party.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    assert_ready_ok!(spawn(barrier.wait()).poll());
    assert_eq!(*order.lock().unwrap(), [0, 1, 2]);
}

#[test]
fn b06_a_barrier_of_one_never_waits() {
    let barrier = Barrier::new(1);
    for _ in 0..3 {
        let turn = assert_ready_ok!(spawn(barrier.wait()).poll());
        assert_eq!((turn.index(), turn.is_last()), (0, true));
        assert_eq!(barrier.waiters(), 0);
    }
}

#[test]
fn b07_it_is_used_again_without_a_reset() {
    let barrier = Barrier::new(3);
    for _ in 0..3 {
        let parties = waiting(&barrier, 2);
        assert_eq!(trip(&barrier, parties), [0, 1, 2]);
    }
}

/// Decided at the trip: there is no draining state.
#[test]
fn b08_after_the_trip_it_fills_again_while_the_old_ones_leave() {
    let barrier = Barrier::new(3);
    let leaving = waiting(&barrier, 2);
    assert_ready_ok!(spawn(barrier.wait()).poll());
    assert_eq!(format!("{barrier:?}"), "Barrier [filling, waiters:0/3]");
    let next = queued(barrier.wait());
    assert_eq!(barrier.waiters(), 1);
    assert_eq!(collect(leaving), [0, 1]);
    drop(next);
}

#[test]
fn b09_generations_do_not_mix() {
    let barrier = Barrier::new(5);
    let leaving = waiting(&barrier, 4);
    assert_ready_ok!(spawn(barrier.wait()).poll());
    let mut next = waiting(&barrier, 2);
    assert_eq!(collect(leaving), [0, 1, 2, 3]);
    for party in &mut next {
        assert_pending!(party.poll());
    }
    next.extend(waiting(&barrier, 2));
    assert_eq!(trip(&barrier, next), [0, 1, 2, 3, 4]);
}

#[test]
fn b10_cancelling_one_of_the_next_generation_concerns_neither() {
    let barrier = Barrier::new(3);
    let leaving = waiting(&barrier, 2);
    assert_ready_ok!(spawn(barrier.wait()).poll());
    drop(queued(barrier.wait()));
    assert_eq!(collect(leaving), [0, 1]);
    assert_eq!(barrier.waiters(), 0);
}

#[test]
fn b11_a_cancelled_arrival_leaves_the_barrier() {
    let barrier = Barrier::new(3);
    let (t1, t2) = (queued(barrier.wait()), queued(barrier.wait()));
    drop(t1);
    assert_eq!((barrier.waiters(), barrier.is_broken()), (1, false));
    let t3 = queued(barrier.wait());
    assert_eq!(barrier.waiters(), 2);
    assert_eq!(trip(&barrier, vec![t2, t3]).len(), 3);
}

#[test]
fn b12_indices_have_no_gap_after_a_cancellation() {
    let barrier = Barrier::new(3);
    let (t1, t2) = (queued(barrier.wait()), queued(barrier.wait()));
    drop(t1);
    let t3 = queued(barrier.wait());
    assert_eq!(trip(&barrier, vec![t2, t3]), [0, 1, 2]);
}

#[test]
fn b13_cancelling_after_the_trip_concerns_only_that_party() {
    let barrier = Barrier::new(3);
    let (t1, t2) = (queued(barrier.wait()), queued(barrier.wait()));
    assert_ready_ok!(spawn(barrier.wait()).poll());
    drop(t1);
    assert_eq!(collect(vec![t2]), [1]);
    assert!(!barrier.is_broken());
    let parties = waiting(&barrier, 2);
    assert_eq!(trip(&barrier, parties), [0, 1, 2]);
}

#[test]
fn b14_cancelling_during_a_reset_concerns_only_that_party() {
    let barrier = Barrier::new(3);
    let (t1, t2) = (queued(barrier.wait()), queued(barrier.wait()));
    barrier.reset();
    drop(t1);
    sent_away(vec![t2], BrokenBarrier::Reset);
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}

#[tokio::test(start_paused = true)]
async fn b15_a_timeout_is_a_cancellation() {
    let barrier = Barrier::new(2);
    let waited = tokio::time::timeout(Duration::from_secs(1), barrier.wait()).await;
    assert!(waited.is_err());
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}

#[test]
fn b16_resetting_an_idle_barrier_changes_nothing() {
    let barrier = Barrier::new(2);
    barrier.reset();
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}

#[test]
fn b17_reset_sends_all_who_wait_away() {
    let barrier = Barrier::new(3);
    let parties = waiting(&barrier, 2);
    barrier.reset();
    sent_away(parties, BrokenBarrier::Reset);
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}

#[test]
fn b18_those_sent_away_may_wait_again_at_once() {
    let barrier = Barrier::new(3);
    let parties = waiting(&barrier, 2);
    barrier.reset();
    let again = waiting(&barrier, 2);
    sent_away(parties, BrokenBarrier::Reset);
    assert_eq!(trip(&barrier, again), [0, 1, 2]);
}

/// In place of asyncio's draining state: who has been let go stays so.
#[test]
fn b19_a_reset_after_the_trip_does_not_meet_those_who_passed() {
    let barrier = Barrier::new(5);
    let not_yet_left = half_left(&barrier);
    barrier.reset();
    assert_eq!(collect(not_yet_left), [2, 3]);
    assert!(!barrier.is_broken());
}

#[test]
fn b20_a_reset_after_the_trip_meets_those_who_wait_again() {
    let barrier = Barrier::new(5);
    let not_yet_left = half_left(&barrier);
    let again = waiting(&barrier, 2);
    barrier.reset();
    assert_eq!(collect(not_yet_left), [2, 3]);
    sent_away(again, BrokenBarrier::Reset);
    let all = waiting(&barrier, 4);
    assert_eq!(trip(&barrier, all), [0, 1, 2, 3, 4]);
}

#[test]
fn b21_a_reset_with_nobody_inside_gives_nobody_an_error() {
    let barrier = Barrier::new(3);
    let leaving = waiting(&barrier, 2);
    assert_ready_ok!(spawn(barrier.wait()).poll());
    barrier.reset();
    assert_eq!(collect(leaving), [0, 1]);
    for _ in 0..2 {
        let parties = waiting(&barrier, 2);
        assert_eq!(trip(&barrier, parties), [0, 1, 2]);
    }
}

#[test]
fn b22_resetting_twice_is_resetting_once() {
    let barrier = Barrier::new(3);
    let parties = waiting(&barrier, 2);
    barrier.reset();
    barrier.reset();
    sent_away(parties, BrokenBarrier::Reset);
    let parties = waiting(&barrier, 2);
    assert_eq!(trip(&barrier, parties), [0, 1, 2]);
}

#[test]
fn b23_aborting_an_idle_barrier_breaks_it() {
    let barrier = Barrier::new(2);
    barrier.abort();
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, true));
}

#[test]
fn b24_abort_sends_all_away_and_all_who_come_later() {
    let barrier = Barrier::new(5);
    let parties = waiting(&barrier, 4);
    barrier.abort();
    sent_away(parties, BrokenBarrier::Aborted);
    for _ in 0..3 {
        assert_eq!(assert_ready_err!(spawn(barrier.wait()).poll()), BrokenBarrier::Aborted);
        assert_eq!(barrier.waiters(), 0);
    }
}

#[test]
fn b25_an_abort_after_the_trip_meets_the_next_generation_only() {
    let barrier = Barrier::new(5);
    let not_yet_left = half_left(&barrier);
    let again = waiting(&barrier, 2);
    barrier.abort();
    assert_eq!(collect(not_yet_left), [2, 3]);
    sent_away(again, BrokenBarrier::Aborted);
    assert!(barrier.is_broken());
}

#[test]
fn b26_a_reset_mends_an_aborted_barrier() {
    let (barrier, second) = (Barrier::new(3), Barrier::new(3));
    let parties = waiting(&barrier, 2);
    barrier.abort();
    sent_away(parties, BrokenBarrier::Aborted);
    let synchronised = waiting(&second, 2);
    assert_eq!(trip(&second, synchronised), [0, 1, 2]);
    barrier.reset();
    assert!(!barrier.is_broken());
    let parties = waiting(&barrier, 2);
    assert_eq!(trip(&barrier, parties), [0, 1, 2]);
}

#[test]
fn b27_abort_then_reset_ends_filling() {
    let barrier = Barrier::new(3);
    let parties = waiting(&barrier, 2);
    barrier.abort();
    barrier.reset();
    sent_away(parties, BrokenBarrier::Aborted);
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}

#[test]
fn b28_reset_then_abort_stays_broken() {
    let barrier = Barrier::new(3);
    let parties = waiting(&barrier, 2);
    barrier.reset();
    barrier.abort();
    sent_away(parties, BrokenBarrier::Reset);
    assert!(barrier.is_broken());
}

#[test]
fn b29_the_error_is_an_error_and_says_which() {
    fn is_error<E: std::error::Error + Send + Sync + 'static>(_: E) {}
    is_error(BrokenBarrier::Reset);
    assert_eq!(BrokenBarrier::Reset.to_string(), "the barrier was reset while this task waited");
    assert_eq!(BrokenBarrier::Aborted.to_string(), "the barrier is broken: it was aborted");
}

#[test]
fn b30_debug_says_the_state_and_who_waits() {
    let barrier = Barrier::new(3);
    let parties = waiting(&barrier, 2);
    assert_eq!(format!("{barrier:?}"), "Barrier [filling, waiters:2/3]");
    barrier.abort();
    assert_eq!(format!("{barrier:?}"), "Barrier [broken]");
    sent_away(parties, BrokenBarrier::Aborted);
}

/// The scope form is the attribute: `tests/tests/barrier.rs`. A turn does nothing when it is dropped.
#[test]
fn b31_dropping_a_turn_does_nothing() {
    let barrier = Barrier::new(2);
    let parties = waiting(&barrier, 1);
    let turn = assert_ready_ok!(spawn(barrier.wait()).poll());
    assert_eq!(turn.index(), 1);
    assert_eq!(barrier.waiters(), 0);
    assert_eq!(collect(parties), [0]);
}

#[test]
fn b32_nobody_waits_unless_it_fills() {
    let barrier = Barrier::new(2);
    let parties = waiting(&barrier, 1);
    assert_eq!(barrier.waiters(), 1);
    barrier.abort();
    assert_eq!(barrier.waiters(), 0);
    drop(parties);
    assert_eq!(assert_ready!(spawn(barrier.wait()).poll()), Err(BrokenBarrier::Aborted));
    assert_eq!(barrier.waiters(), 0);
}

#[test]
fn b34_reset_and_abort_may_be_called_while_dropping() {
    struct AbortOnDrop<'a>(&'a Barrier);
    impl Drop for AbortOnDrop<'_> {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let barrier = Barrier::new(2);
    let parties = waiting(&barrier, 1);
    drop(AbortOnDrop(&barrier));
    sent_away(parties, BrokenBarrier::Aborted);
    barrier.reset();
    assert!(!barrier.is_broken());
}

#[test]
fn parties_that_are_dropped_after_a_reset_leave_nothing() {
    let barrier = Barrier::new(3);
    let parties = [queued(barrier.wait()), queued(barrier.wait())];
    barrier.reset();
    drop(parties);
    let kept = barrier.gathering.inspect(|gathering| gathering.map(|g| g.exceptions.len()));
    assert_eq!(kept, Some(0));
}

/// Each generation has a number of its own, whatever ended the one before.
#[test]
fn a_hundred_generations_follow_each_other() {
    let barrier = Barrier::new(3);
    for round in 0..100 {
        let parties = waiting(&barrier, 2);
        match round % 3 {
            0 => assert_eq!(trip(&barrier, parties), [0, 1, 2]),
            1 => {
                barrier.reset();
                sent_away(parties, BrokenBarrier::Reset);
            }
            _ => {
                barrier.abort();
                sent_away(parties, BrokenBarrier::Aborted);
                barrier.reset();
            }
        }
        assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
    }
}

/// Nobody will collect the outcome of a generation that nobody was in.
#[test]
fn a_reset_with_nobody_inside_keeps_no_outcome() {
    let barrier = Barrier::new(3);
    assert_eq!(trip(&barrier, waiting(&barrier, 2)), [0, 1, 2]);
    for _ in 0..100 {
        barrier.reset();
        barrier.abort();
    }
    barrier.gathering.inspect(|gathering| {
        assert!(gathering.is_some_and(|gathering| gathering.exceptions.is_empty()));
    });
}
