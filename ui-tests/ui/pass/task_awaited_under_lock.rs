//! The other task does not need the lock, or the lock guards the receiver itself.

#![deny(warnings)]

use std::io;

use interlocking::{Lock, guarded, semaphore, synchronized};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    task::JoinSet,
};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static ORDERS: Lock<Option<mpsc::Receiver<u32>>> = Lock::new(None);

/// The lock is released before the wait.
#[guarded(LEDGER)]
async fn released(amount: u32, confirmed: oneshot::Receiver<bool>) {
    ledger.push(amount);
    drop(ledger);
    if confirmed.await == Ok(false) {
        LEDGER.lock().await.pop();
    }
}

/// The lock guards the receiver, which the sender does not need.
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

/// The lock guards the receiver together with other data.
#[guarded(worker)]
async fn field(worker: &Lock<Worker>) -> Option<u32> {
    let order = worker.orders.recv().await?;
    worker.done += 1;
    Some(order)
}

/// The closure on the blocking thread is written here and needs no lock.
#[guarded(LEDGER)]
async fn blocking(path: String) -> io::Result<()> {
    let text = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
    ledger.push(text.len() as u32);
    Ok(())
}

/// The body of the task is written here and needs no lock.
#[guarded(LEDGER)]
async fn task(parts: [u32; 2]) {
    let sum = tokio::spawn(async move { parts[0] + parts[1] });
    ledger.extend(sum.await);
}

/// The bodies of these tasks need no lock either.
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

/// A permit is not exclusive: other tasks can acquire one.
#[semaphore(8)]
async fn limited(confirmed: oneshot::Receiver<bool>) -> bool {
    confirmed.await == Ok(true)
}

/// No code awaits the task.
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
