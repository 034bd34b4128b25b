//! `Event` beside tokio's `Notify`, event-listener (async-lock's) and maitake-sync's `WaitQueue`.

use crate::rounds::{Crowd, Row, wakers};

macro_rules! free {
    ($event:expr, $waiters:ident, |$e:ident| $wait:expr, $set:expr) => {{
        let event = $event;
        move |n| {
            for _ in 0..n {
                let $e = &event;
                let mut crowd = Crowd::new($waiters, |_| $wait);
                crowd.wait();
                $set;
                crowd.finish();
            }
        }
    }};
}

fn row(work: &'static str, goal: f64, waiters: usize) -> Row {
    let tokio = free!(tokio::sync::Notify::new(), waiters, |e| e.notified(), e.notify_waiters());
    Row::new(work, goal, tokio)
        .with(
            "async-lock",
            free!(event_listener::Event::new(), waiters, |e| e.listen(), {
                e.notify(usize::MAX);
            }),
        )
        .with("maitake", free!(maitake_sync::WaitQueue::new(), waiters, |e| e.wait(), e.wake_all()))
        .with(
            "ours",
            free!(interlocking::Event::new(), waiters, |e| e.wait(), {
                e.set();
                e.clear();
            }),
        )
        .with("limit", wakers(waiters))
        .missed_because(
            "the memory of a crowd above 64 is given back each time, and allocated again",
        )
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row("event, per waiter, 1", 0.93, 1),
        row("event, per waiter, 10", 0.84, 10),
        row("event, per waiter, 1000", 0.75, 1000),
        row("event, per waiter, 100 000", 0.75, 100_000),
    ]
}
