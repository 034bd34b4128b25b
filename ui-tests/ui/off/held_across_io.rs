//! A lock is held while the task waits for the network, a disk or a timer.

use std::time::Duration;

use interlocking::{Lock, guarded};

static NAMES: Lock<Vec<String>> = Lock::new(Vec::new());

#[guarded(NAMES)]
async fn sleeps() {
    tokio::time::sleep(Duration::from_millis(10)).await;
    names.clear();
}

#[guarded(NAMES)]
async fn reads(path: &str) -> std::io::Result<()> {
    names.push(tokio::fs::read_to_string(path).await?);
    Ok(())
}

fn main() {
    drop((sleeps(), reads("names")));
}
