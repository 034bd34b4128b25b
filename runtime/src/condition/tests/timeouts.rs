use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, advance};
use tokio_test::{
    assert_pending, assert_ready,
    task::{Spawn, spawn},
};

use crate::{Condition, Lock, TimedOut, wait::testing::queued};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn c29_a_timeout_gives_the_guard_back_and_removes_the_entry() {
    let (lock, condition) = (Lock::new(7), Condition::new());
    let began = Instant::now();
    let (guard, outcome) = condition.wait_timeout(lock.lock().await, SECOND).await;
    assert_eq!((*guard, outcome), (7, Err(TimedOut)));
    assert_eq!(began.elapsed(), SECOND);
    assert!(lock.is_locked());
    assert_eq!((condition.waiters(), lock.waiters()), (0, 0));
    drop(guard);
    assert!(!lock.is_locked());
}

#[tokio::test(start_paused = true)]
async fn c29_notified_in_time_is_ok() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut waiter = queued(condition.wait_timeout(lock.try_lock().unwrap(), SECOND));
    condition.notify_one(&lock.try_lock().unwrap());
    let (guard, outcome) = assert_ready!(waiter.poll());
    assert_eq!(outcome, Ok(()));
    drop(guard);
}

#[tokio::test(start_paused = true)]
async fn c30_once_notified_it_is_ok_even_if_the_lock_comes_later() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut waiter = queued(condition.wait_timeout(lock.try_lock().unwrap(), SECOND));
    let mut other = queued(condition.wait(lock.try_lock().unwrap()));
    let holder = lock.try_lock().unwrap();
    condition.notify_one(&holder);
    advance(2 * SECOND).await;
    assert_pending!(waiter.poll());
    drop(holder);
    let (guard, outcome) = assert_ready!(waiter.poll());
    assert_eq!(outcome, Ok(()));
    drop(guard);
    assert_pending!(other.poll());
}

#[tokio::test(start_paused = true)]
async fn c30_who_timed_out_takes_no_notification_from_others() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut slow = queued(condition.wait_timeout(lock.try_lock().unwrap(), SECOND));
    let mut other = queued(condition.wait(lock.try_lock().unwrap()));
    let holder = lock.try_lock().unwrap();
    advance(2 * SECOND).await;
    assert_pending!(slow.poll());
    // It has timed out and waits for the lock only: the notification is the other's.
    assert_eq!((condition.waiters(), lock.waiters()), (1, 1));
    condition.notify_one(&holder);
    drop(holder);
    let (guard, outcome) = assert_ready!(slow.poll());
    assert_eq!(outcome, Err(TimedOut));
    drop(guard);
    drop(assert_ready!(other.poll()));
}

#[tokio::test(start_paused = true)]
async fn who_times_out_joins_the_end_of_the_line() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut slow = queued(condition.wait_timeout(lock.try_lock().unwrap(), SECOND));
    let holder = lock.try_lock().unwrap();
    let mut before = queued(lock.lock());
    advance(SECOND).await;
    assert_pending!(slow.poll());
    let mut after = queued(lock.lock());
    drop(holder);
    drop(assert_ready!(before.poll()));
    assert_pending!(after.poll());
    drop(assert_ready!(slow.poll()));
    drop(assert_ready!(after.poll()));
}

#[tokio::test(start_paused = true)]
async fn dropping_it_in_any_state_leaves_no_trace() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let wait = || condition.wait_timeout(lock.try_lock().unwrap(), SECOND);
    drop(wait());
    drop(queued(wait()));
    // Timed out and in line; then granted.
    for granted in [false, true] {
        let mut slow = queued(wait());
        let holder = lock.try_lock().unwrap();
        advance(SECOND).await;
        assert_pending!(slow.poll());
        if granted {
            drop(holder);
            assert!(slow.is_woken());
            drop(slow);
        } else {
            drop(slow);
            drop(holder);
        }
        assert_eq!((lock.is_locked(), lock.waiters(), condition.waiters()), (false, 0, 0));
    }
    // Unbound: the condition may go with another lock.
    let other = Lock::new(0);
    drop(queued(condition.wait(other.try_lock().unwrap())));
}

fn poll_outcome<'a, T: 'a>(
    waiter: &mut Spawn<impl Future<Output = (crate::LockGuard<'a, T>, Result<(), TimedOut>)>>,
) -> Result<(), TimedOut> {
    assert_ready!(waiter.poll()).1
}

#[tokio::test(start_paused = true)]
async fn one_deadline_however_many_notifications() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut waiter =
        queued(condition.wait_for_timeout(lock.try_lock().unwrap(), |n| *n == 3, SECOND));
    for _ in 0..2 {
        advance(SECOND / 4).await;
        condition.notify_all(&lock.try_lock().unwrap());
        assert_pending!(waiter.poll());
    }
    advance(SECOND / 2).await;
    assert_eq!(poll_outcome(&mut waiter), Err(TimedOut));
}

#[tokio::test(start_paused = true)]
async fn the_predicate_is_tested_once_more_at_the_end() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let mut waiter =
        queued(condition.wait_for_timeout(lock.try_lock().unwrap(), |n| *n == 3, SECOND));
    // True, and nobody said so.
    *lock.try_lock().unwrap() = 3;
    advance(SECOND).await;
    assert_eq!(poll_outcome(&mut waiter), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_predicate_that_is_true_at_once_needs_no_time() {
    let (lock, condition) = (Lock::new(3), Condition::new());
    let mut waiter =
        spawn(condition.wait_for_timeout(lock.try_lock().unwrap(), |n| *n == 3, Duration::ZERO));
    assert_eq!(poll_outcome(&mut waiter), Ok(()));
    let mut never =
        spawn(condition.wait_for_timeout(lock.try_lock().unwrap(), |_| false, Duration::ZERO));
    assert_eq!(poll_outcome(&mut never), Err(TimedOut));
}

#[tokio::test(start_paused = true)]
async fn owned_guards_time_out_too() {
    let (lock, condition) = (Arc::new(Lock::new(3)), Condition::new());
    let held = lock.clone().lock_owned().await;
    let (held, outcome) = condition.wait_timeout_owned(held, SECOND).await;
    assert_eq!(outcome, Err(TimedOut));
    let (held, outcome) = condition.wait_for_timeout_owned(held, |n| *n == 3, SECOND).await;
    assert_eq!((*held, outcome), (3, Ok(())));
}

#[tokio::test(start_paused = true)]
async fn the_error_says_the_limit() {
    let (lock, condition) = (Lock::new(0), Condition::new());
    let (guard, outcome) = condition.wait_timeout(lock.lock().await, SECOND).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.to_string().as_str(), error.limit()), ("timed out after 1 s", Some(SECOND)));
    assert_eq!((error.target(), TimedOut.to_string().as_str()), (None, "timed out"));
    let limit = Duration::from_millis(1500);
    let (_guard, outcome) = condition.wait_for_timeout(guard, |n| *n > 0, limit).await;
    assert_eq!(outcome.unwrap_err().to_string(), "timed out after 1.5 s");
}
