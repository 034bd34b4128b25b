//! A length from one acquisition is used as an index under the next.

#![deny(deprecated)]

use interlocking::{Lock, RwLock, guarded, synchronized};

static LOG: RwLock<Vec<String>> = RwLock::new(Vec::new());
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

struct Table {
    rows: Vec<u32>,
}

#[synchronized]
async fn last(log: &RwLock<Vec<String>>) -> String {
    let lines = log.read().await.len();
    log.read().await[lines - 1].clone()
}

#[synchronized]
async fn middle() {
    let jobs = QUEUE.lock().await.len();
    println!("{}", QUEUE.lock().await[jobs / 2]);
}

#[guarded(read LOG)]
async fn tail() -> Vec<String> {
    let lines = log.len();
    drop(log);
    tokio::task::yield_now().await;
    let half = lines / 2;
    LOG.read().await[half..].to_vec()
}

#[synchronized]
async fn of_a_field(table: &Lock<Table>) -> u32 {
    let rows = table.lock().await.rows.len();
    tokio::task::yield_now().await;
    let table = table.lock().await;
    table.rows[rows - 1]
}

fn main() {
    drop((last(&LOG), middle(), tail(), of_a_field(&Lock::new(Table { rows: Vec::new() }))));
}
