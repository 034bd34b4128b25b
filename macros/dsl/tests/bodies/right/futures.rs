//! Futures that are polled by reference, and streams of futures.

#![allow(unused)]
use std::{pin::pin, time::Duration};

use futures::stream::{self, FuturesUnordered, StreamExt};
use interlocking::Lock;
use tokio::{
    sync::Mutex,
    time::{sleep, timeout},
};

static A: Lock<u32> = Lock::new(1);
static B: Lock<u32> = Lock::new(1);
const SECOND: Duration = Duration::from_secs(1);
async fn work() {}
async fn compute(x: u32) -> u32 {
    x
}

async fn gone_with_its_block() {
    {
        let mut f = pin!(A.lock());
        tokio::select! { _ = &mut f => {}, _ = sleep(SECOND) => {} }
    }
    drop(A.lock().await);
}
async fn boxed_and_gone_with_its_block() {
    {
        let mut f = Box::pin(A.lock());
        let in_time = timeout(SECOND, &mut f).await.is_ok();
    }
    drop(A.lock().await);
}
async fn gone_with_its_round() {
    for _ in 0..3 {
        let mut f = pin!(A.lock());
        tokio::select! { _ = f.as_mut() => break, _ = sleep(SECOND) => continue }
    }
    drop(A.lock().await);
}
async fn dropped_first() {
    let mut f = Box::pin(A.lock());
    tokio::select! { _ = &mut f => {}, _ = sleep(SECOND) => {} }
    drop(f);
    drop(A.lock().await);
}
async fn of_another_lock() {
    let mut f = pin!(async {
        let g = A.lock().await;
        work().await;
        drop(g);
    });
    tokio::select! {
        _ = &mut f => {}
        _ = work() => drop(B.lock().await),
    }
}
async fn a_task_goes_on_by_itself() {
    let mut task = pin!(tokio::spawn(async {
        let g = A.lock().await;
        work().await;
        drop(g);
    }));
    tokio::select! {
        _ = &mut task => {}
        _ = sleep(SECOND) => drop(A.lock().await),
    }
}
async fn tasks_of_a_stream() {
    let mut done = FuturesUnordered::new();
    for x in 0..9 {
        done.push(tokio::spawn(async move {
            *A.lock().await += x;
        }));
    }
    while let Some(x) = done.next().await {
        *A.lock().await += 1;
    }
}
async fn one_future_at_a_time() {
    let numbers = stream::iter(0..9).then(|x| async move {
        let g = A.lock().await;
        compute(*g + x).await
    });
    let mut numbers = pin!(numbers);
    while let Some(x) = numbers.next().await {
        *A.lock().await += x;
    }
}
async fn a_buffer_of_one() {
    let numbers = stream::iter(0..9).map(|x| async move {
        let g = A.lock().await;
        compute(*g + x).await
    });
    let mut numbers = numbers.buffered(1);
    while let Some(x) = numbers.next().await {
        *A.lock().await += x;
    }
}
async fn futures_without_the_lock() {
    let mut numbers = stream::iter(0..9).map(|x| async move { compute(x).await }).buffered(4);
    while let Some(x) = numbers.next().await {
        *A.lock().await += x;
    }
}
async fn after_the_last() {
    let mut done = FuturesUnordered::new();
    done.push(async {
        let g = A.lock().await;
        compute(*g).await
    });
    while done.next().await.is_some() {}
    drop(A.lock().await);
}
async fn items_of_two_lists(locks: &[Mutex<u32>], others: &[Mutex<u32>]) {
    let mut done = FuturesUnordered::new();
    for l in locks {
        done.push(async move {
            let g = l.lock().await;
            compute(*g).await
        });
    }
    while done.next().await.is_some() {
        for l in others {
            *l.lock().await += 1;
        }
    }
}
