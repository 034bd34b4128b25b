//! `Semaphore` beside the semaphores of other libraries.

use std::sync::atomic::{AtomicUsize, Ordering::*};

use crate::rounds::{Row, run};

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

pub(crate) fn rows() -> Vec<Row> {
    let tokio = acquire!(tokio::sync::Semaphore::new(10), acquire().await.unwrap());
    let row = Row::new("semaphore acquire + release", 0.34, tokio)
        .with("async-lock", acquire!(async_lock::Semaphore::new(10), acquire().await))
        .with("mea", acquire!(mea::semaphore::Semaphore::new(10), acquire(1).await))
        .with("maitake", acquire!(maitake_sync::Semaphore::new(10), acquire(1).await.unwrap()))
        .with("ours", acquire!(interlocking::Semaphore::new(10), acquire().await))
        .with("limit", two_atomics());
    vec![row]
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
