//! A lock is held while another task works, which may need the lock.

#![deny(deprecated)]

use interlocking::{Lock, RwLock, guarded, synchronized};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::{JoinHandle, JoinSet},
};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);

async fn audit() -> u32 {
    LEDGER.lock().await.len() as u32
}

#[guarded(LEDGER)]
async fn reply(amount: u32, confirmed: oneshot::Receiver<bool>) {
    if confirmed.await == Ok(true) {
        ledger.push(amount);
    }
}

#[guarded(write LIMIT)]
async fn message(mut orders: mpsc::Receiver<u32>) {
    while let Some(order) = orders.recv().await {
        *limit = order;
    }
}

#[guarded(LEDGER)]
async fn task() {
    let audited = tokio::spawn(audit());
    ledger.extend(audited.await);
}

#[synchronized]
async fn handle(audited: JoinHandle<u32>) {
    let mut ledger = LEDGER.lock().await;
    ledger.extend(audited.await);
}

#[guarded(LEDGER)]
async fn set_of_tasks(mut audits: JoinSet<u32>) {
    while let Some(audited) = audits.join_next().await {
        ledger.extend(audited);
    }
}

#[guarded(LEDGER)]
async fn change(mut limit: watch::Receiver<u32>) {
    if limit.changed().await.is_ok() {
        ledger.push(*limit.borrow());
    }
}

fn main() {
    drop((reply(1, oneshot::channel().1), message(mpsc::channel(1).1), task()));
    drop((set_of_tasks(JoinSet::new()), change(watch::channel(1).1)));
    drop(async { handle(tokio::spawn(audit())).await });
}
