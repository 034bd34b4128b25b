//! The future of an acquisition is never awaited.

use std::sync::Arc;

use interlocking::{Lock, Semaphore, guarded, synchronized};

static TOTAL: Lock<u32> = Lock::new(0);

#[synchronized]
async fn variable(file: &Lock<String>) -> std::io::Result<()> {
    let _file = file.lock();
    tokio::fs::write("file", "text").await
}

#[synchronized]
async fn statement(file: &tokio::sync::Mutex<String>) -> std::io::Result<()> {
    file.lock();
    tokio::fs::write("file", "text").await
}

#[synchronized]
async fn permit(gate: Arc<Semaphore>) -> std::io::Result<String> {
    let _permit = gate.clone().acquire_owned();
    tokio::fs::read_to_string("file").await
}

#[synchronized]
async fn one_of_two() {
    let _total = TOTAL.lock();
    tokio::task::yield_now().await;
    #[guarded(TOTAL)]
    {
        *total += 1;
    }
}

fn main() {
    let (file, other) = (Lock::new(String::new()), tokio::sync::Mutex::new(String::new()));
    drop((variable(&file), statement(&other), permit(Arc::new(Semaphore::new(3))), one_of_two()));
}
