//! `Semaphore` beside the semaphores of other libraries.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::*},
};

use tokio::task::yield_now;

use crate::rounds::{Row, run, spawn};

macro_rules! acquire {
    ($semaphore:expr, $($acquire:tt)*) => {{
        let semaphore = $semaphore;
        move |n| {
            run(async {
                for _ in 0..n {
                    drop(semaphore.$($acquire)*);
                }
            })
        }
    }};
}

/// Many tasks that each hold a permit across an await.
macro_rules! many_tasks {
    ($semaphore:expr, $($acquire:tt)*) => {{
        let semaphore = Arc::new($semaphore);
        move |n| {
            for _ in 0..n {
                let tasks: Vec<_> = (0..TASKS)
                    .map(|_| {
                        let semaphore = semaphore.clone();
                        spawn(async move {
                            let permit = semaphore.$($acquire)*;
                            yield_now().await;
                            drop(permit);
                        })
                    })
                    .collect();
                run(async {
                    for task in tasks {
                        task.await.unwrap();
                    }
                });
            }
        }
    }};
}

const TASKS: usize = 10_000;

fn uncontended() -> Row {
    let tokio = acquire!(tokio::sync::Semaphore::new(10), acquire().await.unwrap());
    Row::new("semaphore acquire + release", 0.28, tokio)
        .with("async-lock", acquire!(async_lock::Semaphore::new(10), acquire().await))
        .with("mea", acquire!(mea::semaphore::Semaphore::new(10), acquire(1).await))
        .with("maitake", acquire!(maitake_sync::Semaphore::new(10), acquire(1).await.unwrap()))
        .with("ours", acquire!(interlocking::Semaphore::new(10), acquire().await))
        .with("limit", two_atomics())
        .missed_because("73 instructions to tokio's 210; the limit's two read-modify-writes, then the budget and the future")
}

fn through_few_permits() -> Row {
    let tokio = many_tasks!(tokio::sync::Semaphore::new(100), acquire().await.unwrap());
    Row::new("10 000 tasks through 100 permits", 0.95, tokio)
        .with("async-lock", many_tasks!(async_lock::Semaphore::new(100), acquire().await))
        .with("mea", many_tasks!(mea::semaphore::Semaphore::new(100), acquire(1).await))
        .with("maitake", many_tasks!(maitake_sync::Semaphore::new(100), acquire(1).await.unwrap()))
        .with("ours", many_tasks!(interlocking::Semaphore::new(100), acquire().await))
        .with("limit", no_semaphore())
}

pub(crate) fn rows() -> Vec<Row> {
    vec![uncontended(), through_few_permits()]
}

/// The same tasks without a semaphore.
fn no_semaphore() -> impl FnMut(u64) {
    move |n| {
        for _ in 0..n {
            let tasks: Vec<_> = (0..TASKS).map(|_| spawn(yield_now())).collect();
            run(async {
                for task in tasks {
                    task.await.unwrap();
                }
            });
        }
    }
}

fn two_atomics() -> impl FnMut(u64) {
    let permits = AtomicUsize::new(10);
    move |n| {
        run(async {
            for _ in 0..n {
                let before = permits.fetch_sub(1, Acquire);
                assert!(before > 0);
                permits.fetch_add(1, Release);
            }
        })
    }
}
