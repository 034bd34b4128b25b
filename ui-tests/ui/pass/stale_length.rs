//! The length is read under the same acquisition, or the index is checked.

#![deny(warnings)]

use interlocking::{Lock, RwLock, guarded, synchronized};

static LOG: RwLock<Vec<String>> = RwLock::new(Vec::new());
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

/// One acquisition.
#[guarded(read LOG)]
async fn one_acquisition() -> String {
    let lines = log.len();
    tokio::task::yield_now().await;
    log[lines - 1].clone()
}

/// `get` checks the index.
#[synchronized]
async fn get(log: &RwLock<Vec<String>>) -> Option<String> {
    let lines = log.read().await.len();
    log.read().await.get(lines - 1).cloned()
}

/// The length is read again.
#[synchronized]
async fn measured_again(log: &RwLock<Vec<String>>) -> Vec<String> {
    let lines = log.read().await.len();
    println!("{lines} so far");
    let log = log.read().await;
    let lines = log.len();
    log[lines / 2..].to_vec()
}

/// The index belongs to another list.
#[synchronized]
async fn another_list(names: &[String]) -> Option<String> {
    let jobs = QUEUE.lock().await.len();
    let queue = QUEUE.lock().await;
    println!("{:?}", queue.first());
    (jobs < names.len()).then(|| names[jobs].clone())
}

/// The length is used as a number, not as an index.
#[synchronized]
async fn only_a_number() -> u32 {
    let jobs = QUEUE.lock().await.len();
    tokio::task::yield_now().await;
    QUEUE.lock().await[0] + jobs as u32
}

#[synchronized]
async fn on_purpose() -> u32 {
    let jobs = QUEUE.lock().await.len();
    tokio::task::yield_now().await;
    let queue = QUEUE.lock().await;
    #[sync_allow(stale_length, reason = "jobs are only ever added")]
    let last = queue[jobs - 1];
    last
}

fn main() {
    drop((one_acquisition(), get(&LOG), measured_again(&LOG), another_list(&[]), only_a_number()));
    drop(on_purpose());
}
