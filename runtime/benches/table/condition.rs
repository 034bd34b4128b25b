//! `Condition` beside tokio's `Mutex` with `Notify`, and mea's `Condvar`.

use std::{pin::pin, sync::Arc};

use crate::{
    by_hand::ready,
    rounds::{Crowd, Row, run},
};

/// Two tasks take turns.
async fn both<F: Future<Output = ()> + Send + 'static>(player: impl Fn(usize) -> F) {
    let (a, b) = (tokio::spawn(player(0)), tokio::spawn(player(1)));
    a.await.unwrap();
    b.await.unwrap();
}

fn ping_pong() -> Row {
    let tokio = |n| {
        let shared = Arc::new((
            tokio::sync::Mutex::new(0),
            [tokio::sync::Notify::new(), tokio::sync::Notify::new()],
        ));
        run(both(move |me| {
            let shared = shared.clone();
            async move {
                for _ in 0..n {
                    loop {
                        let mut turn = shared.0.lock().await;
                        if *turn == me {
                            *turn = 1 - me;
                            shared.1[1 - me].notify_one();
                            break;
                        }
                        drop(turn);
                        shared.1[me].notified().await;
                    }
                }
            }
        }));
    };
    let mea = |n| {
        let conditions = [mea::condvar::Condvar::new(), mea::condvar::Condvar::new()];
        let shared = Arc::new((mea::mutex::Mutex::new(0), conditions));
        run(both(move |me| {
            let shared = shared.clone();
            async move {
                for _ in 0..n {
                    let turn = shared.0.lock().await;
                    let mut turn = shared.1[me].wait_while(turn, |turn| *turn != me).await;
                    *turn = 1 - me;
                    shared.1[1 - me].notify_one();
                }
            }
        }));
    };
    let ours = |n| {
        let conditions = [interlocking::Condition::new(), interlocking::Condition::new()];
        let shared = Arc::new((interlocking::Lock::new(0), conditions));
        run(both(move |me| {
            let shared = shared.clone();
            async move {
                for _ in 0..n {
                    let turn = shared.0.lock().await;
                    let mut turn = shared.1[me].wait_for(turn, |turn| *turn == me).await;
                    *turn = 1 - me;
                    shared.1[1 - me].notify_one(&turn);
                }
            }
        }));
    };
    Row::new("condition ping-pong", 0.48, tokio).with("mea", mea).with("ours", ours).missed_because(
        "a mutex pair each to wait, to notify and to hand over, and two turns of the scheduler, which both have in common",
    )
}

const WAITERS: usize = 1000;

fn notify_all() -> Row {
    let (mutex, notify) = (tokio::sync::Mutex::new(0), tokio::sync::Notify::new());
    let tokio = move |n| {
        for _ in 0..n {
            let mut crowd = Crowd::new(WAITERS, |_| async {
                notify.notified().await;
                drop(mutex.lock().await);
            });
            crowd.wait();
            let held = ready(pin!(mutex.lock()));
            notify.notify_waiters();
            drop(held);
            crowd.finish();
        }
    };
    let (mutex, condvar) = (mea::mutex::Mutex::new(0), mea::condvar::Condvar::new());
    let mea = move |n| {
        for _ in 0..n {
            let mut crowd = Crowd::new(WAITERS, |_| async {
                drop(condvar.wait(mutex.lock().await).await);
            });
            crowd.wait();
            let held = ready(pin!(mutex.lock()));
            condvar.notify_all();
            drop(held);
            crowd.finish();
        }
    };
    let (lock, condition) = (interlocking::Lock::new(0), interlocking::Condition::new());
    let ours = move |n| {
        for _ in 0..n {
            let mut crowd = Crowd::new(WAITERS, |_| async {
                drop(condition.wait(lock.lock().await).await);
            });
            crowd.wait();
            let held = ready(pin!(lock.lock()));
            condition.notify_all(&held);
            drop(held);
            crowd.finish();
        }
    };
    Row::new("notify_all to 1000", 0.70, tokio).with("mea", mea).with("ours", ours).missed_because(
        "a mutex pair for each waiter, to hand the lock to the next one in order; woken all at once, they find it free on one thread",
    )
}

pub(crate) fn rows() -> Vec<Row> {
    vec![ping_pong(), notify_all()]
}
