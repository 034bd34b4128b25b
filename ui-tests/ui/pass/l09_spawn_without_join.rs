//! A task that needs what is held, and for which nobody waits before it is released.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{Lock, RwLock, Semaphore, guarded, semaphore, synchronized};
use tokio::{
    sync::Mutex,
    task::{JoinHandle, JoinSet},
};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Mutex<Vec<String>> = Mutex::const_new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);
static GATE: Semaphore = Semaphore::new(1);

/// Nobody waits for it.
#[guarded(LEDGER)]
async fn forgotten(amount: u32) {
    ledger.push(amount);
    tokio::spawn(async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        LEDGER.lock().await.clear();
    });
}

/// The caller may wait for it, when the lock is free.
#[guarded(LEDGER)]
async fn returned(amount: u32) -> JoinHandle<usize> {
    ledger.push(amount);
    tokio::spawn(async { LEDGER.lock().await.len() })
}

/// So may who has named it.
#[guarded(LEDGER)]
async fn named_and_returned(amount: u32) -> (u32, JoinHandle<usize>) {
    let task = tokio::spawn(async move {
        let mut ledger = LEDGER.lock().await;
        ledger.push(amount);
        ledger.len()
    });
    (ledger[0], task)
}

/// The lock is released before this waits for it.
#[guarded(LEDGER)]
async fn joined_after_the_release(amount: u32) {
    ledger.push(amount);
    let task = tokio::spawn(async { LEDGER.lock().await.len() });
    drop(ledger);
    println!("{:?}", task.await);
}

/// The set is the caller's, who joins it.
#[guarded(LEDGER)]
async fn set_of_the_caller(amount: u32, tasks: &mut JoinSet<()>) {
    ledger.push(amount);
    tasks.spawn(async move { LEDGER.lock().await.retain(|it| *it != amount) });
}

/// So it is with a list of handles.
#[synchronized]
async fn list_of_the_caller(tasks: &mut Vec<JoinHandle<()>>) {
    let log = LOG.lock().await;
    for at in 0..log.len() {
        tasks.push(tokio::spawn(async move { LOG.lock().await.truncate(at) }));
    }
}

/// A set is joined behind the block that holds.
#[synchronized]
async fn set_joined_later() {
    let mut tasks = JoinSet::new();
    #[guarded(LEDGER)]
    {
        for &amount in &*ledger {
            tasks.spawn(async move { LEDGER.lock().await.push(amount) });
        }
    }
    while let Some(done) = tasks.join_next().await {
        println!("{}", done.is_ok());
    }
}

/// It is ended, not waited for.
#[guarded(write LIMIT)]
async fn aborted() {
    let watcher = tokio::spawn(async { println!("{}", LIMIT.read().await) });
    *limit += 1;
    watcher.abort();
}

/// Whether it has ended is only asked.
#[guarded(LEDGER)]
async fn asked() -> bool {
    let task = tokio::spawn(async { LEDGER.lock().await.clear() });
    ledger.push(1);
    task.is_finished()
}

/// The blocking thread waits for the lock, and nobody for the thread.
#[guarded(LEDGER)]
async fn on_the_pool() {
    ledger.push(1);
    tokio::task::spawn_blocking(|| LEDGER.blocking_lock().clear());
}

/// It needs another lock, and is waited for.
#[guarded(LEDGER)]
async fn another_lock(text: String) {
    let logged = tokio::spawn(async move { LOG.lock().await.push(text) });
    ledger.push(u32::from(logged.await.is_ok()));
}

/// The task has the limit that this has, and gets a permit when this is done.
#[semaphore(GATE)]
async fn limited(amount: u32) {
    tokio::spawn(async move {
        let _permit = GATE.acquire().await;
        LEDGER.lock().await.push(amount);
    });
    tokio::task::yield_now().await;
}

fn main() {
    let (mut set, mut list) = (JoinSet::new(), Vec::new());
    drop((forgotten(1), returned(1), named_and_returned(1), joined_after_the_release(1)));
    drop((set_of_the_caller(1, &mut set), list_of_the_caller(&mut list), set_joined_later()));
    drop((aborted(), asked(), on_the_pool(), another_lock(String::new()), limited(1)));
}
