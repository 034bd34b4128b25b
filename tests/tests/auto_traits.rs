//! The futures of annotated functions stay `Send` where they were, for every clause.

#![deny(warnings)]

use std::{rc::Rc, sync::Arc};

use futures::future::join_all;
use interlocking::{
    Barrier, BrokenBarrier, Condition, Event, Lock, Semaphore, barrier, guarded, semaphore, sets,
    synchronized, waits,
};
use tokio::task::yield_now;

#[guarded(lock)]
async fn parameter(lock: &Lock<u32>) -> u32 {
    yield_now().await;
    *lock += 1;
    *lock
}

#[guarded(lock)]
async fn generic<T: Send + Clone>(lock: &Lock<T>) -> T {
    yield_now().await;
    lock.clone()
}

#[guarded(a, b)]
async fn swap<T: Send>(a: &Lock<T>, b: &Lock<T>) {
    yield_now().await;
    std::mem::swap(&mut *a, &mut *b);
}

#[guarded(lock, notify_all = changed)]
async fn notifies(lock: &Lock<u32>, changed: &Condition<u32>) {
    yield_now().await;
    *lock += 1;
}

#[guarded(lock)]
async fn waits_for(lock: &Lock<u32>, changed: &Condition<u32>, n: u32) -> u32 {
    lock = changed.wait_for(lock, |value| *value >= n).await;
    *lock
}

#[semaphore(8, allow(shared_across_generics, reason = "the limit is one for all"))]
async fn own_semaphore<T: Send>(value: T) -> T {
    yield_now().await;
    value
}

#[semaphore(gate, permits = n)]
async fn permits(gate: &Semaphore, n: usize) {
    yield_now().await;
}

#[barrier(meet?)]
async fn meets(meet: &Barrier) -> Result<(), BrokenBarrier> {
    yield_now().await;
    Ok(())
}

#[barrier(turn = meet, else { return 0 })]
async fn meets_or(meet: &Barrier) -> usize {
    yield_now().await;
    turn.index()
}

#[barrier(1, allow(single_party_barrier, reason = "nobody else comes"))]
async fn own_barrier() {
    yield_now().await;
}

#[waits(event)]
#[sets(done)]
async fn event(event: &Event, done: &Event) {
    yield_now().await;
}

#[synchronized]
async fn block(lock: &Lock<u32>) -> u32 {
    let value = #[guarded(guard = lock)]
    {
        yield_now().await;
        *guard
    };
    yield_now().await;
    value
}

#[guarded(queue = queues[index])]
async fn element(queues: &[Arc<Lock<Vec<u32>>>], index: usize) {
    yield_now().await;
    queue.push(1);
}

fn send<F: Future + Send>(future: F) -> F {
    future
}

#[tokio::test]
async fn futures_stay_send() {
    let (a, b) = (Arc::new(Lock::new(1)), Arc::new(Lock::new(2)));
    let (changed, gate, meet) = (Condition::new(), Semaphore::new(2), Barrier::new(1));
    let (set, done) = (Event::new(), Event::new());
    set.set();
    send(parameter(&a)).await;
    send(generic(&a)).await;
    send(swap(&a, &b)).await;
    send(notifies(&a, &changed)).await;
    assert_eq!(send(waits_for(&a, &changed, 3)).await, 3);
    send(own_semaphore(1)).await;
    send(permits(&gate, 2)).await;
    send(meets(&meet)).await.unwrap();
    send(meets_or(&meet)).await;
    send(own_barrier()).await;
    send(event(&set, &done)).await;
    send(block(&a)).await;
    send(element(&[Arc::new(Lock::new(Vec::new()))], 0)).await;
    assert_eq!(join_all([send(parameter(&b)), send(parameter(&b))]).await, [3, 4]);
    tokio::spawn(async move {
        swap(&a, &b).await;
        parameter(&a).await
    })
    .await
    .unwrap();
}

/// The data are behind an `Rc` and not `Send`. Neither is the future, and it compiles.
#[guarded(cell)]
async fn local(cell: Rc<Lock<Rc<u32>>>) -> u32 {
    yield_now().await;
    **cell
}

#[tokio::test]
async fn data_that_are_not_send_work_on_one_thread() {
    assert_eq!(local(Rc::new(Lock::new(Rc::new(7)))).await, 7);
}
