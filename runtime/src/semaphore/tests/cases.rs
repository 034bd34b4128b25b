use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{Semaphore, WouldBlock, wait::testing::queued};

#[test]
fn s01_above_max_panics_and_says_so() {
    let panic = catch_unwind(|| Semaphore::new(Semaphore::MAX + 1)).unwrap_err();
    assert_eq!(
        panic.downcast_ref::<&str>(),
        Some(&"a semaphore has at most `Semaphore::MAX` permits")
    );
    assert_eq!(Semaphore::new(Semaphore::MAX).available(), Semaphore::MAX);
}

#[test]
fn s02_zero_permits_are_legal() {
    let gate = Semaphore::new(0);
    assert_eq!(gate.try_acquire().err(), Some(WouldBlock));
    let mut waiter = queued(gate.acquire());
    gate.release(1);
    drop(assert_ready!(waiter.poll()));
}

#[test]
fn s03_with_somebody_in_line_nothing_can_be_had_at_once() {
    let gate = Semaphore::new(2);
    // Gathers the two there are, and waits for a third: nobody gets past it.
    let waiter = queued(gate.acquire_many(3));
    assert_eq!(gate.available(), 0);
    assert_eq!(gate.try_acquire().err(), Some(WouldBlock));
    drop(waiter);
    assert_eq!(gate.available(), 2);
}

#[test]
fn s04_permits_are_had_at_once_while_there_are_some() {
    let gate = Semaphore::new(3);
    let _first = assert_ready!(spawn(gate.acquire()).poll());
    let _second = assert_ready!(spawn(gate.acquire()).poll());
    assert_eq!(gate.available(), 1);
    let _third = assert_ready!(spawn(gate.acquire()).poll());
    assert_eq!(gate.available(), 0);
    drop(queued(gate.acquire()));
}

#[test]
fn s05_a_released_permit_is_assigned_at_the_release() {
    let gate = Semaphore::new(0);
    let (mut t2, mut t3) = (queued(gate.acquire()), queued(gate.acquire()));
    assert_eq!(gate.waiters(), 2);
    gate.release(1);
    gate.release(1);
    assert_eq!(gate.available(), 0);
    let mut t4 = queued(gate.acquire());
    assert_eq!(gate.waiters(), 1);
    let held = (assert_ready!(t2.poll()), assert_ready!(t3.poll()));
    assert_pending!(t4.poll());
    drop(held);
}

#[test]
fn s06_acquire_and_release_leave_what_was() {
    let gate = Semaphore::new(1);
    drop(assert_ready!(spawn(gate.acquire()).poll()));
    assert_eq!(gate.available(), 1);
}

#[test]
fn s07_it_may_be_released_beyond_what_it_began_with() {
    let gate = Semaphore::new(2);
    gate.release(2);
    assert_eq!(gate.available(), 4);
}

#[test]
fn s07_a_release_beyond_max_panics_and_adds_nothing() {
    let gate = Semaphore::new(Semaphore::MAX);
    assert!(catch_unwind(AssertUnwindSafe(|| gate.release(1))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| gate.release(usize::MAX))).is_err());
    assert_eq!(gate.available(), Semaphore::MAX);
    assert_eq!(gate.forget(Semaphore::MAX), Semaphore::MAX);
    let waiter = queued(gate.acquire());
    assert!(catch_unwind(AssertUnwindSafe(|| gate.release(usize::MAX))).is_err());
    assert_eq!((gate.available(), gate.waiters()), (0, 1));
    drop(waiter);
}

#[test]
fn s08_a_cancelled_waiter_leaves_no_entry() {
    let gate = Semaphore::new(0);
    drop(queued(gate.acquire()));
    assert_eq!(gate.waiters(), 0);
}

#[test]
fn s09_a_release_goes_to_the_first_who_still_waits() {
    let gate = Semaphore::new(0);
    let (t1, t2) = (queued(gate.acquire()), queued(gate.acquire()));
    let (mut t3, mut t4) = (queued(gate.acquire()), queued(gate.acquire()));
    drop((t1, t2));
    gate.release(1);
    let held = assert_ready!(t3.poll());
    assert_pending!(t4.poll());
    held.forget();
}

#[test]
fn s10_cancel_and_release_race_hangs_nobody() {
    for cancel_first in [true, false] {
        let gate = Semaphore::new(0);
        let (t1, mut t2) = (queued(gate.acquire()), queued(gate.acquire()));
        if cancel_first {
            drop(t1);
            gate.release(1);
        } else {
            gate.release(1);
            drop(t1);
        }
        let held = assert_ready!(t2.poll());
        assert_eq!(gate.available(), 0);
        drop(held);
    }
}

#[test]
fn s11_a_permit_assigned_to_a_cancelled_waiter_is_not_lost() {
    let gate = Semaphore::new(1);
    let c1 = gate.try_acquire().unwrap();
    let t2 = queued(gate.acquire());
    drop(c1);
    drop(t2);
    drop(assert_ready!(spawn(gate.acquire()).poll()));
}

#[test]
fn s12_granted_then_dropped_with_nobody_else_gives_it_back() {
    let gate = Semaphore::new(0);
    let waiter = queued(gate.acquire());
    gate.release(1);
    drop(waiter);
    assert_eq!(gate.available(), 1);
}

#[test]
fn s13_granted_then_dropped_goes_to_the_next() {
    let gate = Semaphore::new(0);
    let (a, mut b) = (queued(gate.acquire()), queued(gate.acquire()));
    gate.release(1);
    assert!(!b.is_woken());
    drop(a);
    assert!(b.is_woken());
    assert_ready!(b.poll()).forget();
}

#[test]
fn s14_a_releaser_that_acquires_again_goes_to_the_back() {
    let gate = Semaphore::new(1);
    let mut holder = gate.try_acquire().unwrap();
    let mut waiting: Vec<_> = vec![(2, queued(gate.acquire())), (3, queued(gate.acquire()))];
    let (mut order, mut name) = (vec![1], 1);
    for _ in 0..5 {
        drop(holder);
        waiting.push((name, queued(gate.acquire())));
        let (next, mut waiter) = waiting.remove(0);
        holder = assert_ready!(waiter.poll());
        name = next;
        order.push(name);
    }
    assert_eq!(order, [1, 2, 3, 1, 2, 3]);
}

#[test]
fn s15_two_releases_serve_two_waiters_before_one_comes_again() {
    let gate = Semaphore::new(1);
    let c1 = gate.try_acquire().unwrap();
    let (mut c2, mut c3) = (queued(gate.acquire()), queued(gate.acquire()));
    gate.release(1);
    gate.release(1);
    let held = assert_ready!(c2.poll());
    drop(held);
    // c3 has been assigned its permit already: c2's second is the one that c2 released.
    let again = assert_ready!(spawn(gate.acquire()).poll());
    let third = assert_ready!(c3.poll());
    assert_eq!(gate.available(), 0);
    drop((c1, again, third));
}

#[test]
fn s16_a_cancelled_first_waiter_does_not_count() {
    let gate = Semaphore::new(0);
    let (c1, mut c2, mut c3) =
        (queued(gate.acquire()), queued(gate.acquire()), queued(gate.acquire()));
    drop(c1);
    gate.release(2);
    assert_ready!(c2.poll()).forget();
    assert_ready!(c3.poll()).forget();
    assert_eq!(gate.available(), 0);
}

#[test]
fn s17_three_releases_serve_the_waiter_first_and_newcomers_after() {
    let gate = Semaphore::new(0);
    let mut c1 = queued(gate.acquire());
    gate.release(3);
    assert_eq!(gate.available(), 2);
    // Granted and not yet polled is not in line: newcomers take what is left.
    assert_ready!(spawn(gate.acquire()).poll()).forget();
    assert_ready!(spawn(gate.acquire()).poll()).forget();
    assert_ready!(c1.poll()).forget();
    assert_eq!(gate.available(), 0);
}

#[test]
fn s18_debug_says_the_state_the_value_and_who_waits() {
    let gate = Semaphore::new(2);
    assert_eq!(format!("{gate:?}"), "Semaphore [unlocked, value:2]");
    let _all = gate.try_acquire_many(2).unwrap();
    assert_eq!(format!("{gate:?}"), "Semaphore [locked]");
    let waiter = queued(gate.acquire());
    assert_eq!(format!("{gate:?}"), "Semaphore [locked, waiters:1]");
    drop(waiter);
}

#[test]
fn s20_the_end_of_a_scope_releases_however_it_ends() {
    let gate = Semaphore::new(1);
    let early = || -> Result<(), WouldBlock> {
        let _permit = gate.try_acquire()?;
        let _second = gate.try_acquire()?;
        Ok(())
    };
    assert_eq!(early(), Err(WouldBlock));
    assert_eq!(gate.available(), 1);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _permit = gate.try_acquire().unwrap();
        panic!("while holding");
    }));
    assert!(panicked.is_err());
    assert_eq!(gate.available(), 1);
}

#[tokio::test]
async fn s20_an_aborted_task_releases() {
    let gate = Arc::new(Semaphore::new(1));
    let permit = gate.clone().acquire_owned().await;
    let task = tokio::spawn(async move {
        let _permit = permit;
        std::future::pending::<()>().await;
    });
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(gate.available(), 1);
}

#[tokio::test(start_paused = true)]
async fn s21_a_timeout_removes_the_entry_and_conserves_the_permits() {
    let gate = Semaphore::new(1);
    let held = gate.acquire().await;
    let acquired = tokio::time::timeout(Duration::from_secs(1), gate.acquire()).await;
    assert!(acquired.is_err());
    assert_eq!(gate.waiters(), 0);
    drop(held);
    assert_eq!(gate.available(), 1);
}

#[test]
fn a_large_request_gathers_and_nobody_overtakes_it() {
    let gate = Semaphore::new(2);
    let held = gate.try_acquire().unwrap();
    let mut large = queued(gate.acquire_many(3));
    let mut small = queued(gate.acquire());
    drop(held);
    assert_eq!(gate.available(), 0);
    assert_pending!(small.poll());
    gate.release(2);
    assert_eq!(assert_ready!(large.poll()).permits(), 3);
    drop(large);
    assert_ready!(small.poll()).forget();
    assert_eq!(gate.available(), 3);
}

#[test]
fn a_cancelled_large_request_passes_on_what_it_gathered() {
    let gate = Semaphore::new(2);
    let large = queued(gate.acquire_many(3));
    let (mut a, mut b) = (queued(gate.acquire()), queued(gate.acquire()));
    drop(large);
    let held = (assert_ready!(a.poll()), assert_ready!(b.poll()));
    assert_eq!(gate.available(), 0);
    drop(held);
    assert_eq!(gate.available(), 2);
}

#[test]
fn none_at_all_is_ready_at_once_and_holds_nothing() {
    let gate = Semaphore::new(0);
    let waiter = queued(gate.acquire());
    let none = assert_ready!(spawn(gate.acquire_many(0)).poll());
    assert_eq!(none.permits(), 0);
    assert!(gate.try_acquire_many(0).is_ok());
    drop((none, waiter));
    assert_eq!(gate.available(), 0);
}

#[test]
fn more_than_max_panics_at_the_call() {
    let gate = Arc::new(Semaphore::new(1));
    let too_many = Semaphore::MAX + 1;
    assert!(catch_unwind(AssertUnwindSafe(|| drop(gate.acquire_many(too_many)))).is_err());
    assert!(
        catch_unwind(AssertUnwindSafe(|| drop(gate.clone().acquire_many_owned(too_many)))).is_err()
    );
    assert_eq!(gate.available(), 1);
}

#[test]
fn a_permit_can_be_forgotten_split_and_merged() {
    let gate = Semaphore::new(5);
    let mut permit = gate.try_acquire_many(4).unwrap();
    let mut two = permit.split(2).unwrap();
    assert_eq!((permit.permits(), two.permits()), (2, 2));
    assert!(two.split(3).is_none());
    assert_eq!(two.permits(), 2, "a split that is refused loses nothing");
    two.merge(permit.split(1).unwrap());
    assert_eq!((permit.permits(), two.permits()), (1, 3));
    permit.forget();
    drop(two);
    assert_eq!(gate.available(), 4);
    assert_eq!(gate.forget(9), 4);
    assert_eq!(gate.available(), 0);
}

#[test]
fn permits_of_two_semaphores_do_not_merge_and_are_not_lost() {
    let (a, b) = (Semaphore::new(1), Semaphore::new(1));
    let (mut of_a, of_b) = (a.try_acquire().unwrap(), b.try_acquire().unwrap());
    assert!(catch_unwind(AssertUnwindSafe(|| of_a.merge(of_b))).is_err());
    assert_eq!((a.available(), b.available()), (0, 1));
    drop(of_a);
    assert_eq!(a.available(), 1);
}

#[test]
fn permits_do_not_merge_to_more_than_can_be_released() {
    let gate = Semaphore::new(Semaphore::MAX);
    let mut most = gate.try_acquire_many(Semaphore::MAX).unwrap();
    gate.release(1);
    let more = gate.try_acquire().unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| most.merge(more))).is_err());
    assert_eq!((most.permits(), gate.available()), (Semaphore::MAX, 1), "the other is released");
    assert_eq!(gate.forget(1), 1);
    drop(most);
    assert_eq!(gate.available(), Semaphore::MAX);
}

#[test]
fn owned_permits_are_had_at_once_or_not_and_name_their_semaphore() {
    let gate = Arc::new(Semaphore::new(3));
    let one = gate.clone().try_acquire_owned().unwrap();
    let two = gate.clone().try_acquire_many_owned(2).unwrap();
    assert!(Arc::ptr_eq(one.semaphore(), &gate) && Arc::ptr_eq(two.semaphore(), &gate));
    assert_eq!(gate.clone().try_acquire_owned().err(), Some(WouldBlock));
    assert_eq!(gate.clone().try_acquire_many_owned(0).unwrap().permits(), 0);
    drop(two);
    let permit = gate.try_acquire().unwrap();
    let of: &Semaphore = permit.semaphore();
    drop(permit);
    assert_eq!((of.available(), one.permits()), (2, 1));
}

#[test]
fn permits_that_come_back_above_max_are_gone_without_a_panic() {
    let gate = Semaphore::new(Semaphore::MAX);
    let permit = gate.try_acquire().unwrap();
    gate.release(1);
    drop(permit);
    assert_eq!(gate.available(), Semaphore::MAX);
    let hold_and_release = |_| {
        let permits = gate.try_acquire_many(Semaphore::MAX).unwrap();
        gate.release(Semaphore::MAX);
        permits
    };
    drop((0..9).map(hold_and_release).collect::<Vec<_>>());
    assert_eq!(gate.available(), Semaphore::MAX);
}
