//! `cargo bench -p interlocking --bench instructions`: instructions for each piece of work, counted by valgrind's callgrind.
//! The counts do not depend on the load of the machine.
//!
//! Each piece runs twice, once with more rounds. The difference divided by the additional rounds is the cost of one round.

#[path = "../common/by_hand.rs"]
mod by_hand;
#[path = "../common/callgrind.rs"]
mod callgrind;

use std::pin::pin;

use by_hand::{hand_over, poll, ready};
use callgrind::Work;

macro_rules! uncontended {
    ($primitive:expr, $($acquire:tt)*) => {
        |n| {
            let primitive = $primitive;
            for _ in 0..n {
                drop(ready(pin!(primitive.$($acquire)*)));
            }
        }
    };
}

macro_rules! cancel {
    ($mutex:expr) => {
        |n| {
            let mutex = $mutex;
            let held = ready(pin!(mutex.lock()));
            for _ in 0..n {
                assert!(poll(pin!(mutex.lock())).is_pending());
            }
            drop(held);
        }
    };
}

macro_rules! free {
    ($event:expr, |$e:ident| $wait:expr, $set:expr) => {
        |n| {
            let $e = $event;
            for _ in 0..n {
                let (mut a, mut b) = (pin!($wait), pin!($wait));
                assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
                $set;
                ready(a);
                ready(b);
            }
        }
    };
}

macro_rules! meet {
    ($barrier:expr) => {
        |n| {
            let barrier = $barrier;
            for _ in 0..n {
                let (mut a, mut b) = (pin!(barrier.wait()), pin!(barrier.wait()));
                assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
                let _ = (ready(pin!(barrier.wait())), ready(a), ready(b));
            }
        }
    };
}

/// A request queues at a semaphore without permits, and a permit is released to it.
macro_rules! permits {
    ($semaphore:expr, |$s:ident| $acquire:expr, $release:expr) => {
        |n| {
            let $s = $semaphore;
            for _ in 0..n {
                let mut waiting = pin!($acquire);
                assert!(poll(waiting.as_mut()).is_pending());
                $release;
                ready(waiting).forget();
            }
        }
    };
}

/// The waiters of a round.
const TEN: usize = 10;

/// Ten tasks wait for a notification and then for the lock, one after the other.
macro_rules! notify_all {
    ($lock:expr, $condition:expr, |$l:ident, $c:ident| $wait:expr, |$held:ident| $notify:expr) => {
        |n| {
            let ($l, $c) = ($lock, $condition);
            for _ in 0..n {
                let mut waiting: [_; TEN] = std::array::from_fn(|_| Box::pin($wait));
                waiting.iter_mut().for_each(|w| assert!(poll(w.as_mut()).is_pending()));
                let $held = ready(pin!($l.lock()));
                $notify;
                drop($held);
                waiting.iter_mut().for_each(|w| ready(w.as_mut()));
            }
        }
    };
}

macro_rules! ten_parties {
    ($barrier:expr) => {
        |n| {
            let barrier = $barrier;
            for _ in 0..n {
                let mut waiting: [_; TEN - 1] = std::array::from_fn(|_| Box::pin(barrier.wait()));
                waiting.iter_mut().for_each(|w| assert!(poll(w.as_mut()).is_pending()));
                let _ = ready(pin!(barrier.wait()));
                waiting.iter_mut().for_each(|w| assert!(poll(w.as_mut()).is_ready()));
            }
        }
    };
}

/// A reset sends one party away, after earlier parties that were sent away were forgotten.
fn reset_after_forgotten<const FORGOTTEN: usize>(n: u64) {
    let barrier = interlocking::Barrier::new(2);
    for _ in 0..FORGOTTEN {
        let mut forgotten = Box::pin(barrier.wait());
        assert!(poll(forgotten.as_mut()).is_pending());
        std::mem::forget(forgotten);
        barrier.reset();
    }
    for _ in 0..n {
        let mut waiting = pin!(barrier.wait());
        assert!(poll(waiting.as_mut()).is_pending());
        barrier.reset();
        assert!(ready(waiting).is_err());
    }
}

/// The name of the work, and the library that does it.
const WORKS: &[Work] = &[
    ("lock + unlock (goal: 65)", "ours", uncontended!(interlocking::Lock::new(0), lock())),
    ("lock + unlock (goal: 65)", "tokio", uncontended!(tokio::sync::Mutex::new(0), lock())),
    ("lock + unlock (goal: 65)", "async-lock", uncontended!(async_lock::Mutex::new(0), lock())),
    ("lock + unlock (goal: 65)", "mea", uncontended!(mea::mutex::Mutex::new(0), lock())),
    ("lock + unlock (goal: 65)", "maitake", uncontended!(maitake_sync::Mutex::new(0), lock())),
    ("semaphore", "ours", uncontended!(interlocking::Semaphore::new(1), acquire())),
    ("semaphore", "tokio", uncontended!(tokio::sync::Semaphore::new(1), acquire())),
    ("read", "ours", uncontended!(interlocking::RwLock::new(0), read())),
    ("read", "tokio", uncontended!(tokio::sync::RwLock::new(0), read())),
    ("write", "ours", uncontended!(interlocking::RwLock::new(0), write())),
    ("write", "tokio", uncontended!(tokio::sync::RwLock::new(0), write())),
    ("hand-over", "ours", |n| hand_over!(interlocking::Lock::new(0))(n)),
    ("hand-over", "tokio", |n| hand_over!(tokio::sync::Mutex::new(0))(n)),
    ("hand-over", "mea", |n| hand_over!(mea::mutex::Mutex::new(0))(n)),
    ("hand-over", "maitake", |n| hand_over!(maitake_sync::Mutex::new(0))(n)),
    ("queue and cancel", "ours", cancel!(interlocking::Lock::new(0))),
    ("queue and cancel", "tokio", cancel!(tokio::sync::Mutex::new(0))),
    ("queue and cancel", "maitake", cancel!(maitake_sync::Mutex::new(0))),
    (
        "permits: queue, release, collect",
        "ours",
        permits!(interlocking::Semaphore::new(0), |s| s.acquire(), s.release(1)),
    ),
    (
        "permits: queue, release, collect",
        "tokio",
        permits!(
            tokio::sync::Semaphore::new(0),
            |s| async { s.acquire().await.unwrap() },
            s.add_permits(1)
        ),
    ),
    (
        "notify_all to 10",
        "ours",
        notify_all!(
            interlocking::Lock::new(0),
            interlocking::Condition::new(),
            |lock, changed| async { drop(changed.wait(lock.lock().await).await) },
            |held| changed.notify_all(&held)
        ),
    ),
    (
        "notify_all to 10",
        "tokio",
        notify_all!(
            tokio::sync::Mutex::new(0),
            tokio::sync::Notify::new(),
            |lock, notify| async {
                notify.notified().await;
                drop(lock.lock().await);
            },
            |held| notify.notify_waiters()
        ),
    ),
    (
        "event, 2 waiters",
        "ours",
        free!(interlocking::Event::new(), |e| e.wait(), {
            e.set();
            e.clear();
        }),
    ),
    (
        "event, 2 waiters",
        "tokio",
        free!(tokio::sync::Notify::new(), |e| e.notified(), e.notify_waiters()),
    ),
    ("barrier of 3", "ours", meet!(interlocking::Barrier::new(3))),
    ("barrier of 3", "tokio", meet!(tokio::sync::Barrier::new(3))),
    ("barrier of 3", "mea", meet!(mea::barrier::Barrier::new(3))),
    ("barrier of 10", "ours", ten_parties!(interlocking::Barrier::new(TEN))),
    ("barrier of 10", "tokio", ten_parties!(tokio::sync::Barrier::new(TEN))),
    ("barrier of 10", "mea", ten_parties!(mea::barrier::Barrier::new(TEN as u32))),
    ("barrier: reset", "ours", reset_after_forgotten::<0>),
    ("barrier: reset, 10 000 parties forgotten", "ours", reset_after_forgotten::<10_000>),
];

fn main() {
    callgrind::print(WORKS);
}
