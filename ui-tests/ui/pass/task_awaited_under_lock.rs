//! What is waited for needs no lock, or the lock is what it takes to wait for it.

#![deny(warnings)]

use std::io;

use interlocking::{Lock, guarded, semaphore, synchronized};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    task::JoinSet,
};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static ORDERS: Lock<Option<mpsc::Receiver<u32>>> = Lock::new(None);

/// The lock is released before.
#[guarded(LEDGER)]
async fn released(amount: u32, confirmed: oneshot::Receiver<bool>) {
    ledger.push(amount);
    drop(ledger);
    if confirmed.await == Ok(false) {
        LEDGER.lock().await.pop();
    }
}

/// The receiver is what the lock guards: who sends does not need it.
#[guarded(ORDERS)]
async fn guarded_receiver() -> Option<u32> {
    orders.as_mut()?.recv().await
}

/// The workers take turns at one receiver.
#[synchronized]
async fn take_turns(orders: &Mutex<mpsc::Receiver<u32>>) {
    loop {
        let order = orders.lock().await.recv().await;
        let Some(order) = order else { break };
        LEDGER.lock().await.push(order);
    }
}

struct Worker {
    orders: mpsc::Receiver<u32>,
    done: u32,
}

/// The same of a receiver with what belongs to it.
#[guarded(worker)]
async fn field(worker: &Lock<Worker>) -> Option<u32> {
    let order = worker.orders.recv().await?;
    worker.done += 1;
    Some(order)
}

/// The blocking thread runs what is written here, and that needs no lock.
#[guarded(LEDGER)]
async fn blocking(path: String) -> io::Result<()> {
    let text = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
    ledger.push(text.len() as u32);
    Ok(())
}

/// The task runs what is written here.
#[guarded(LEDGER)]
async fn task(parts: [u32; 2]) {
    let sum = tokio::spawn(async move { parts[0] + parts[1] });
    ledger.extend(sum.await);
}

/// So do these tasks.
#[guarded(LEDGER)]
async fn tasks() {
    let mut squares = JoinSet::new();
    for n in 0..3 {
        squares.spawn(async move { n * n });
    }
    while let Some(square) = squares.join_next().await {
        ledger.extend(square);
    }
}

/// A permit is no lock: others can have one.
#[semaphore(8)]
async fn limited(confirmed: oneshot::Receiver<bool>) -> bool {
    confirmed.await == Ok(true)
}

/// Nobody waits for the task.
#[guarded(LEDGER)]
async fn started(confirmed: oneshot::Receiver<u32>) {
    ledger.clear();
    tokio::spawn(async move { LEDGER.lock().await.extend(confirmed.await) });
}

#[guarded(LEDGER, allow(task_awaited_under_lock, reason = "who answers is another process"))]
async fn on_purpose(amount: oneshot::Receiver<u32>) {
    ledger.extend(amount.await);
}

fn main() {
    let worker = Lock::new(Worker { orders: mpsc::channel(1).1, done: 0 });
    let orders = Mutex::new(mpsc::channel(1).1);
    drop((released(1, oneshot::channel().1), guarded_receiver(), take_turns(&orders)));
    drop((field(&worker), blocking(String::new()), task([1, 2]), tasks()));
    drop((limited(oneshot::channel().1), started(oneshot::channel().1)));
    drop(on_purpose(oneshot::channel().1));
}
