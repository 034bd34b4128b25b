//! `RwLock` beside the reader-writer locks of other libraries.

use crate::rounds::{Row, run};

macro_rules! acquire {
    ($lock:expr, $acquire:ident) => {{
        let lock = $lock;
        move |n| {
            run(async {
                for _ in 0..n {
                    std::hint::black_box(*lock.$acquire().await);
                }
            })
        }
    }};
}

macro_rules! row {
    ($work:literal, $goal:literal, $acquire:ident) => {
        Row::new($work, $goal, acquire!(tokio::sync::RwLock::new(0u64), $acquire))
            .with("async-lock", acquire!(async_lock::RwLock::new(0u64), $acquire))
            .with("mea", acquire!(mea::rwlock::RwLock::new(0u64), $acquire))
            .with("maitake", acquire!(maitake_sync::RwLock::new(0u64), $acquire))
            .with("ours", acquire!(interlocking::RwLock::new(0u64), $acquire))
            .missed_because("59 instructions to tokio's 201: two read-modify-writes, then the budget and the future")
    };
}

pub(crate) fn rows() -> Vec<Row> {
    vec![row!("RwLock read", 0.32, read), row!("RwLock write", 0.32, write)]
}
