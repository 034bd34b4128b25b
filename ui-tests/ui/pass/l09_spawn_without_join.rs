//! A task that needs the held lock, and that no code awaits before the release.

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

/// No code awaits the task.
#[guarded(LEDGER)]
async fn forgotten(amount: u32) {
    ledger.push(amount);
    tokio::spawn(async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        LEDGER.lock().await.clear();
    });
}

/// The caller may await the task after the release.
#[guarded(LEDGER)]
async fn returned(amount: u32) -> JoinHandle<usize> {
    ledger.push(amount);
    tokio::spawn(async { LEDGER.lock().await.len() })
}

/// The caller may await the task by its variable.
#[guarded(LEDGER)]
async fn named_and_returned(amount: u32) -> (u32, JoinHandle<usize>) {
    let task = tokio::spawn(async move {
        let mut ledger = LEDGER.lock().await;
        ledger.push(amount);
        ledger.len()
    });
    (ledger[0], task)
}

/// The lock is released before the task is awaited.
#[guarded(LEDGER)]
async fn joined_after_the_release(amount: u32) {
    ledger.push(amount);
    let task = tokio::spawn(async { LEDGER.lock().await.len() });
    drop(ledger);
    println!("{:?}", task.await);
}

/// The caller owns the `JoinSet`.
#[guarded(LEDGER)]
async fn set_of_the_caller(amount: u32, tasks: &mut JoinSet<()>) {
    ledger.push(amount);
    tasks.spawn(async move { LEDGER.lock().await.retain(|it| *it != amount) });
}

/// The caller owns the list of handles.
#[synchronized]
async fn list_of_the_caller(tasks: &mut Vec<JoinHandle<()>>) {
    let log = LOG.lock().await;
    for at in 0..log.len() {
        tasks.push(tokio::spawn(async move { LOG.lock().await.truncate(at) }));
    }
}

/// The `JoinSet` is awaited after the guarded block.
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

/// The task is aborted, not awaited.
#[guarded(write LIMIT)]
async fn aborted() {
    let watcher = tokio::spawn(async { println!("{}", LIMIT.read().await) });
    *limit += 1;
    watcher.abort();
}

/// The task is only asked whether it has finished.
#[guarded(LEDGER)]
async fn asked() -> bool {
    let task = tokio::spawn(async { LEDGER.lock().await.clear() });
    ledger.push(1);
    task.is_finished()
}

/// No code awaits the blocking thread.
#[guarded(LEDGER)]
async fn on_the_pool() {
    ledger.push(1);
    tokio::task::spawn_blocking(|| LEDGER.blocking_lock().clear());
}

/// The awaited task acquires another lock.
#[guarded(LEDGER)]
async fn another_lock(text: String) {
    let logged = tokio::spawn(async move { LOG.lock().await.push(text) });
    ledger.push(u32::from(logged.await.is_ok()));
}

/// The task acquires a permit after this function has released its own.
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
