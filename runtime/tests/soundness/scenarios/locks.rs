//! Locks, predicates and conditions.

use interlocking::{Condition, Lock, LockGuard, LockMap, lock_all};

use super::*;

fn touch_lock(lock: &'static Lock<u32>) -> Rc<dyn Fn()> {
    Rc::new(move || {
        let _ = (lock.is_locked(), lock.waiters(), text(lock));
        drop(lock.try_lock());
        poll_once(pin!(lock.lock()));
        poll_once(pin!(lock.lock_when(|_| false)));
    })
}

fn assert_free(lock: &'static Lock<u32>) {
    assert_eq!((lock.is_locked(), lock.waiters()), (false, 0), "{lock:?}");
    drop(lock.try_lock().expect("free"));
}

fn lock_scenario(lock: &'static Lock<u32>, grant: Rc<dyn Fn()>) -> Scenario {
    let (end, touch) = (also(&grant), touch_lock(lock));
    Scenario { grant, end, touch, assert_pristine: Box::new(move || assert_free(lock)) }
}

pub(super) fn release() -> Made {
    let lock = leak(Lock::new(0));
    let held = Held::new(lock.try_lock().unwrap());
    (lock_scenario(lock, held.release()), [0, 1].map(|_| waiting(lock.lock())))
}

pub(super) fn release_of_one_of_two() -> Made {
    let locks = leak([Lock::new(0), Lock::new(0)]);
    let held = Held::new(locks[1].try_lock().unwrap());
    let scenario = lock_scenario(&locks[1], held.release());
    (scenario, [waiting(lock_all(locks)), waiting(locks[1].lock())])
}

pub(super) fn predicates_become_true() -> Made {
    let lock = leak(Lock::new(0));
    let held = Held::new(lock.try_lock().unwrap());
    let scenario = lock_scenario(lock, held.release_by(|mut guard| *guard = 1));
    (scenario, [0, 1].map(|_| waiting(lock.lock_when(|n| *n > 0))))
}

pub(super) fn false_predicate_first() -> Made {
    let lock = leak(Lock::new(0));
    let held = Held::new(lock.try_lock().unwrap());
    let (grant, mend) = (held.release_by(|mut guard| *guard += 1), make_true(lock));
    let end = also(&grant);
    let end = Box::new(move || {
        end();
        mend();
    });
    let scenario = Scenario { end, ..lock_scenario(lock, grant) };
    (scenario, [waiting(lock.lock_when(|n| *n > 1)), waiting(lock.lock())])
}

/// Makes every predicate true, if the lock is free.
fn make_true(lock: &'static Lock<u32>) -> Box<dyn Fn()> {
    Box::new(move || {
        if let Ok(mut guard) = lock.try_lock() {
            *guard = 10;
        }
    })
}

pub(super) fn until() -> Made {
    let lock = leak(Lock::new(0));
    let held = lock.try_lock().unwrap();
    let scenario = lock_scenario(lock, make_true(lock).into());
    (scenario, [waiting(held.until(|n| *n > 0)), waiting(lock.lock_when(|n| *n > 0))])
}

/// Waits on a condition, or for the lock if it is not free.
fn waits(
    lock: &'static Lock<u32>,
    wait: impl FnOnce(LockGuard<'static, u32>) -> Waiting + 'static,
) -> Waiting {
    lazy(move || match lock.try_lock() {
        Ok(guard) => wait(guard),
        Err(_) => waiting(lock.lock()),
    })
}

/// If the lock is free, changes the data and notifies.
fn notifies(
    lock: &'static Lock<u32>,
    changed: &'static Condition<u32>,
    n: usize,
) -> impl Fn() + 'static {
    move || {
        if let Ok(mut guard) = lock.try_lock() {
            *guard += 1;
            changed.notify(n, &guard);
        }
    }
}

fn condition_scenario(
    lock: &'static Lock<u32>,
    changed: &'static Condition<u32>,
    n: usize,
) -> Scenario {
    let touch = touch_lock(lock);
    Scenario {
        grant: Rc::new(notifies(lock, changed, n)),
        end: Box::new(notifies(lock, changed, usize::MAX)),
        touch: Rc::new(move || {
            let _ = (changed.waiters(), text(changed));
            touch();
        }),
        assert_pristine: Box::new(move || {
            assert_free(lock);
            assert_unbound(changed);
        }),
    }
}

fn assert_unbound(changed: &Condition<u32>) {
    assert_eq!(changed.waiters(), 0);
    let other = Lock::new(0);
    poll_once(pin!(changed.wait(other.try_lock().unwrap())));
}

pub(super) fn notify(n: usize) -> Made {
    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::new()));
    let futures = [0, 1].map(|_| waits(lock, |held| waiting(changed.wait(held))));
    (condition_scenario(lock, changed, n), futures)
}

pub(super) fn notify_behind_a_locker() -> Made {
    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::new()));
    let held = lock.try_lock().unwrap();
    let futures = [waiting(changed.wait(held)), waiting(lock.lock())];
    (condition_scenario(lock, changed, 1), futures)
}

pub(super) fn wait_for() -> Made {
    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::new()));
    let futures = [1, 2].map(|at_least| {
        waits(lock, move |held| waiting(changed.wait_for(held, move |n| *n >= at_least)))
    });
    (condition_scenario(lock, changed, usize::MAX), futures)
}

pub(super) fn two_conditions() -> Made {
    let (lock, conditions) = (leak(Lock::new(0)), leak([Condition::new(), Condition::new()]));
    let futures = [0, 1]
        .map(|at| waits(lock, move |held| waiting(conditions[at].wait_for(held, |n| *n > 1))));
    let scenario = condition_scenario(lock, &conditions[0], 1);
    let other = notifies(lock, &conditions[1], usize::MAX);
    let (end, assert_pristine) = (scenario.end, scenario.assert_pristine);
    let scenario = Scenario {
        end: Box::new(move || {
            end();
            other();
        }),
        assert_pristine: Box::new(move || {
            assert_pristine();
            assert_unbound(&conditions[1]);
        }),
        ..scenario
    };
    (scenario, futures)
}

#[cfg(feature = "tokio")]
pub(super) fn timeouts() -> Made {
    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::new()));
    let futures = [
        waits(lock, |held| waiting(changed.wait(held))),
        waits(lock, |held| waiting(changed.wait_timeout(held, std::time::Duration::ZERO))),
    ];
    (condition_scenario(lock, changed, 1), futures)
}

#[cfg(feature = "tokio")]
pub(super) fn timeout_behind_a_locker() -> Made {
    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::new()));
    let held = lock.try_lock().unwrap();
    let timeout = changed.wait_for_timeout(held, |n| *n > 5, std::time::Duration::ZERO);
    (condition_scenario(lock, changed, 1), [waiting(timeout), waiting(lock.lock())])
}

pub(super) fn lock_map() -> Made {
    let map = leak(LockMap::<u32, u32>::new());
    let grant = Held::new(map.try_lock(1).unwrap()).release();
    let scenario = Scenario {
        end: also(&grant),
        grant,
        touch: Rc::new(|| {
            let _ = (map.len(), text(map));
            drop(map.try_lock(1));
            drop(map.try_lock(2));
            poll_once(pin!(map.lock(1)));
        }),
        assert_pristine: Box::new(move || assert!(map.is_empty(), "{map:?}")),
    };
    (scenario, [0, 1].map(|_| waiting(map.lock(1))))
}
