//! `Barrier` beside the barriers of other libraries.

use std::pin::pin;

use crate::{
    by_hand::ready,
    rounds::{Crowd, Row, wakers},
};

macro_rules! meet {
    ($barrier:expr, $parties:ident) => {{
        let barrier = $barrier;
        move |n| {
            for _ in 0..n {
                let mut crowd = Crowd::new($parties - 1, |_| barrier.wait());
                crowd.wait();
                let _ = ready(pin!(barrier.wait()));
                crowd.finish();
            }
        }
    }};
}

fn row(work: &'static str, goal: f64, parties: usize) -> Row {
    Row::new(work, goal, meet!(tokio::sync::Barrier::new(parties), parties))
        .with("async-lock", meet!(async_lock::Barrier::new(parties), parties))
        .with("mea", meet!(mea::barrier::Barrier::new(parties as u32), parties))
        .with("ours", meet!(interlocking::Barrier::new(parties), parties))
        .with("limit", wakers(parties - 1))
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row("barrier 3, per party", 0.30, 3),
        row("barrier 64, per party", 0.34, 64),
        row("barrier 1000, per party", 0.31, 1000),
    ]
}
