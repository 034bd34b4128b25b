use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tokio_test::{
    assert_pending, assert_ready,
    task::{Spawn, spawn},
};

use crate::{Lock, LockGuard, WouldBlock, wait::testing::queued};

#[test]
fn l01_a_new_lock_is_unlocked() {
    let lock = Lock::new(());
    assert!(!lock.is_locked());
    assert_eq!(lock.waiters(), 0);
}

#[test]
fn l02_acquiring_a_free_lock_completes_on_the_first_poll() {
    let lock = Lock::new(7);
    let guard = assert_ready!(spawn(lock.lock()).poll());
    assert_eq!(*guard, 7);
    assert!(lock.is_locked());
}

#[test]
fn l03_debug_says_the_state_and_who_waits_and_never_the_data() {
    let lock = Lock::new("secret");
    assert_eq!(format!("{lock:?}"), "Lock [unlocked]");
    let guard = lock.try_lock().unwrap();
    assert_eq!(format!("{lock:?}"), "Lock [locked]");
    let waiter = queued(lock.lock());
    assert_eq!(format!("{lock:?}"), "Lock [locked, waiters:1]");
    let other = queued(lock.lock());
    assert_eq!(format!("{lock:?}"), "Lock [locked, waiters:2]");
    drop(guard);
    // Handed over: the granted one is the holder, not a waiter.
    assert_eq!(format!("{lock:?}"), "Lock [handed over, waiters:1]");
    drop((waiter, other));
    assert_eq!(format!("{lock:?}"), "Lock [unlocked]");
}

#[test]
fn l04_the_lock_goes_to_waiters_in_order_of_arrival() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let (mut t1, mut t2) = (queued(lock.lock()), queued(lock.lock()));
    drop(held);
    let first = assert_ready!(t1.poll());
    assert_pending!(t2.poll());
    let mut t3 = queued(lock.lock());
    drop(first);
    assert_pending!(t3.poll());
    drop(assert_ready!(t2.poll()));
    drop(assert_ready!(t3.poll()));
    assert!(!lock.is_locked());
}

#[test]
fn l05_one_release_admits_exactly_one_waiter() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let mut waiters: Vec<_> = (0..3).map(|_| queued(lock.lock())).collect();
    drop(held);
    let woken: Vec<_> = waiters.iter().map(|waiter| waiter.is_woken()).collect();
    assert_eq!(woken, [true, false, false]);
    let first = assert_ready!(waiters[0].poll());
    assert_pending!(waiters[1].poll());
    assert_pending!(waiters[2].poll());
    drop(first);
}

#[test]
fn l06_a_cancelled_waiter_leaves_no_entry() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    drop(queued(lock.lock()));
    assert_eq!(lock.waiters(), 0);
    assert!(lock.is_locked());
    drop(held);
    assert!(!lock.is_locked());
}

#[test]
fn l07_a_release_skips_a_cancelled_waiter() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let (b, mut c) = (queued(lock.lock()), queued(lock.lock()));
    drop(b);
    drop(held);
    drop(assert_ready!(c.poll()));
    assert!(!lock.is_locked());
}

#[test]
fn l08_a_granted_waiter_that_is_cancelled_passes_the_lock_on() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let (b, mut c) = (queued(lock.lock()), queued(lock.lock()));
    drop(held);
    assert!(b.is_woken() && !c.is_woken());
    drop(b);
    assert!(c.is_woken());
    drop(assert_ready!(c.poll()));
    assert!(!lock.is_locked());
}

#[test]
fn l09_cancel_and_release_race_admits_exactly_one() {
    for cancel_first in [true, false] {
        let lock = Lock::new(());
        let held = lock.try_lock().unwrap();
        let (t1, mut t2, mut t3) = (queued(lock.lock()), queued(lock.lock()), queued(lock.lock()));
        if cancel_first {
            drop(t1);
            drop(held);
        } else {
            drop(held);
            drop(t1);
        }
        let admitted = assert_ready!(t2.poll());
        assert_pending!(t3.poll());
        drop(admitted);
    }
}

#[test]
fn l10_the_only_waiter_granted_then_cancelled_frees_the_lock() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let waiter = queued(lock.lock());
    drop(held);
    drop(waiter);
    assert!(!lock.is_locked());
    assert_eq!(lock.waiters(), 0);
    assert!(lock.try_lock().is_ok());
}

#[test]
fn l11_cancelling_in_the_middle_keeps_the_order_of_the_rest() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let mut waiters: Vec<_> = (0..4).map(|_| Some(queued(lock.lock()))).collect();
    waiters[1] = None;
    drop(held);
    let mut order = Vec::new();
    while let Some((index, guard)) = first_ready(&mut waiters) {
        order.push(index);
        drop(guard);
    }
    assert_eq!(order, [0, 2, 3]);
}

type Waiting<'a, F> = Option<Spawn<F>>;

fn first_ready<'a, F: Future<Output = LockGuard<'a, ()>>>(
    waiters: &mut [Waiting<'a, F>],
) -> Option<(usize, LockGuard<'a, ()>)> {
    for (index, slot) in waiters.iter_mut().enumerate() {
        let Some(waiter) = slot.as_mut().filter(|waiter| waiter.is_woken()) else { continue };
        let guard = assert_ready!(waiter.poll());
        *slot = None;
        return Some((index, guard));
    }
    None
}

#[test]
fn l12_newcomers_never_overtake_a_granted_waiter() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let mut waiter = queued(lock.lock());
    drop(held);
    assert_eq!(lock.try_lock().err(), Some(WouldBlock));
    let mut newcomer = queued(lock.lock());
    drop(assert_ready!(waiter.poll()));
    drop(assert_ready!(newcomer.poll()));
}

#[test]
fn l13_cancelled_waiters_leave_no_ghosts() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    drop((queued(lock.lock()), queued(lock.lock())));
    drop(held);
    drop(assert_ready!(spawn(lock.lock()).poll()));
}

#[test]
fn l15_acquire_and_release_leave_it_unlocked() {
    let lock = Lock::new(());
    drop(assert_ready!(spawn(lock.lock()).poll()));
    assert!(!lock.is_locked());
}

#[test]
fn l16_the_end_of_a_scope_releases_however_it_ends() {
    let lock = Lock::new(0);
    let early = |fail: bool| -> Result<(), ()> {
        let mut guard = lock.try_lock().unwrap();
        *guard += 1;
        if fail {
            Err(())?
        }
        Ok(())
    };
    early(false).unwrap();
    assert!(!lock.is_locked());
    early(true).unwrap_err();
    assert!(!lock.is_locked());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock.try_lock().unwrap();
        panic!("in the critical section");
    }));
    assert!(panicked.is_err());
    // No poisoning: the next one has it, and the data.
    assert_eq!(*lock.try_lock().unwrap(), 2);
}

#[tokio::test]
async fn l16_an_aborted_task_releases() {
    let lock = Arc::new(Lock::new(()));
    let guard = lock.clone().lock_owned().await;
    let task = tokio::spawn(async move {
        let _guard = guard;
        std::future::pending::<()>().await;
    });
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert!(!lock.is_locked());
}

#[tokio::test(start_paused = true)]
async fn l17_it_is_not_re_entrant() {
    let lock = Lock::new(());
    let _held = lock.lock().await;
    let again = tokio::time::timeout(Duration::from_secs(1), lock.lock()).await;
    assert!(again.is_err());
    assert!(lock.is_locked());
    assert_eq!(lock.waiters(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l18_any_task_and_any_thread_may_release() {
    static LOCK: Lock<u32> = Lock::new(0);
    let mut guard = LOCK.lock().await;
    *guard += 1;
    let waiter = tokio::spawn(async { *LOCK.lock().await });
    thread::spawn(move || drop(guard)).join().unwrap();
    assert_eq!(waiter.await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn l19_a_timeout_removes_the_entry_and_those_behind_keep_their_place() {
    let lock = Lock::new(());
    let held = lock.lock().await;
    let mut slow = spawn(tokio::time::timeout(Duration::from_secs(1), lock.lock()));
    assert_pending!(slow.poll());
    let mut behind = queued(lock.lock());
    let mut last = queued(lock.lock());
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(assert_ready!(slow.poll()).is_err());
    drop(slow);
    assert_eq!(lock.waiters(), 2);
    drop(held);
    drop(assert_ready!(behind.poll()));
    drop(assert_ready!(last.poll()));
}

#[test]
fn l20_a_future_that_was_never_polled_has_no_effect() {
    let lock = Lock::new(());
    let future = lock.lock();
    assert!(!lock.is_locked());
    drop(future);
    assert!(lock.try_lock().is_ok());
    let held = lock.try_lock().unwrap();
    let future = lock.lock();
    assert_eq!(lock.waiters(), 0);
    drop(future);
    drop(held);
}

#[test]
fn l21_it_works_across_runtimes_and_threads() {
    static LOCK: Lock<u32> = Lock::new(0);
    let guard = LOCK.try_lock().unwrap();
    let (waiting, is_waiting) = mpsc::channel();
    let runtime_a = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut waiter = Box::pin(LOCK.lock());
            assert!(futures::poll!(&mut waiter).is_pending());
            waiting.send(()).unwrap();
            *waiter.await += 1;
        });
    });
    is_waiting.recv().unwrap();
    thread::spawn(move || drop(guard)).join().unwrap();
    runtime_a.join().unwrap();
    assert_eq!(*futures::executor::block_on(LOCK.lock()), 1);
}

#[test]
fn l22_acquiring_never_fails() {
    // By its type: the future gives a guard, not a `Result`.
    fn gives_a_guard<'a>(_: &impl Future<Output = LockGuard<'a, ()>>) {}
    let lock = Lock::new(());
    gives_a_guard(&lock.lock());
}

#[test]
fn get_mut_and_into_inner_need_no_lock() {
    let mut lock = Lock::from(1);
    *lock.get_mut() += 1;
    assert_eq!(lock.into_inner(), 2);
    assert_eq!(Lock::<String>::default().into_inner(), "");
}
