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
];

fn main() {
    callgrind::print(WORKS);
}
