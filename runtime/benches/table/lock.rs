//! `Lock` beside the mutexes of other libraries.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::*},
    },
};

use tokio::task::yield_now;

use crate::{
    by_hand::{hand_over, poll, ready},
    rounds::{Crowd, Row, run},
};

/// The same work for every mutex.
macro_rules! contenders {
    ($row:expr, $work:ident) => {
        $row.with("async-lock", $work!(Arc::new(async_lock::Mutex::new(0u64))))
            .with("futures", $work!(Arc::new(futures::lock::Mutex::new(0u64))))
            .with("mea", $work!(Arc::new(mea::mutex::Mutex::new(0u64))))
            .with("maitake", $work!(Arc::new(maitake_sync::Mutex::new(0u64))))
            .with("ours", $work!(Arc::new(interlocking::Lock::new(0u64))))
    };
}

macro_rules! uncontended {
    ($mutex:expr) => {{
        let mutex = $mutex;
        move |n| {
            run(async {
                for _ in 0..n {
                    *mutex.lock().await += 1;
                }
            })
        }
    }};
}

macro_rules! one_thread {
    ($mutex:expr, $tasks:expr) => {{
        let mutex = $mutex;
        move |n| {
            run(async {
                let tasks: Vec<_> = (0..$tasks)
                    .map(|_| {
                        let mutex = mutex.clone();
                        tokio::spawn(async move {
                            for _ in 0..n {
                                let mut guard = mutex.lock().await;
                                *guard += 1;
                                yield_now().await;
                            }
                        })
                    })
                    .collect();
                for task in tasks {
                    task.await.unwrap();
                }
            })
        }
    }};
}

macro_rules! eight_tasks {
    ($mutex:expr) => {
        one_thread!($mutex, 8)
    };
}

macro_rules! sixty_four_tasks {
    ($mutex:expr) => {
        one_thread!($mutex, 64)
    };
}

macro_rules! thousand_tasks {
    ($mutex:expr) => {
        one_thread!($mutex, 1000)
    };
}

macro_rules! two_workers {
    ($mutex:expr) => {{
        let mutex = $mutex;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        move |n| {
            runtime.block_on(async {
                let tasks: Vec<_> = (0..4)
                    .map(|_| {
                        let mutex = mutex.clone();
                        tokio::spawn(async move {
                            for _ in 0..n {
                                *mutex.lock().await += 1;
                            }
                        })
                    })
                    .collect();
                for task in tasks {
                    task.await.unwrap();
                }
            })
        }
    }};
}

macro_rules! cancel {
    ($mutex:expr) => {{
        let mutex = $mutex;
        move |n| {
            let held = ready(pin!(mutex.lock()));
            let mut crowd = Crowd::new(1000, |_| mutex.lock());
            crowd.wait();
            for _ in 0..n {
                assert!(poll(pin!(mutex.lock())).is_pending());
            }
            drop((crowd, held));
        }
    }};
}

pub(crate) fn rows() -> Vec<Row> {
    let tokio = || Arc::new(tokio::sync::Mutex::new(0u64));
    vec![
        contenders!(
            Row::new("lock + unlock, uncontended", 0.28, uncontended!(tokio())),
            uncontended
        )
        .with("limit", two_atomics())
        .missed_because("63 instructions to tokio's 250; the limit's two read-modify-writes, then the budget and the future"),
        contenders!(Row::new("hand-over, polled by hand", 0.50, hand_over!(tokio())), hand_over),
        contenders!(Row::new("queue and cancel behind 1000", 0.54, cancel!(tokio())), cancel)
            .missed_because("272 instructions to tokio's 255, two mutex pairs in both: links are indices, and checked"),
        contenders!(
            Row::new("contended, await inside, 8 tasks", 0.80, eight_tasks!(tokio())),
            eight_tasks
        )
        .with("limit", no_lock(8))
        .missed_because(TURNS),
        contenders!(
            Row::new("contended, await inside, 64 tasks", 0.80, sixty_four_tasks!(tokio())),
            sixty_four_tasks
        )
        .with("limit", no_lock(64))
        .missed_because(TURNS),
        contenders!(
            Row::new("contended, await inside, 1000 tasks", 0.80, thousand_tasks!(tokio())),
            thousand_tasks
        )
        .with("limit", no_lock(1000))
        .missed_because(TURNS),
        contenders!(
            Row::new("contended, two workers, short section", 0.62, two_workers!(tokio())),
            two_workers
        )
        .noisy(),
    ]
}

const TURNS: &str =
    "a hand-over and two turns of tokio's scheduler each; the turns are what both have in common";

/// A lower limit for every lock: one read-modify-write to acquire, one to release.
fn two_atomics() -> impl FnMut(u64) {
    let (locked, data) = (AtomicBool::new(false), AtomicU64::new(0));
    move |n| {
        run(async {
            for _ in 0..n {
                assert!(locked.compare_exchange(false, true, Acquire, Relaxed).is_ok());
                data.store(data.load(Relaxed) + 1, Relaxed);
                assert!(locked.compare_exchange(true, false, Release, Relaxed).is_ok());
            }
        })
    }
}

/// The same tasks without a lock.
fn no_lock(tasks: usize) -> impl FnMut(u64) {
    move |n| {
        run(async {
            let task = || {
                tokio::spawn(async move {
                    for _ in 0..n {
                        yield_now().await;
                    }
                })
            };
            for task in (0..tasks).map(|_| task()).collect::<Vec<_>>() {
                task.await.unwrap();
            }
        })
    }
}
