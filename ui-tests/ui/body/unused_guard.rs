//! A guard or a permit that is dropped at once.

use std::sync::Arc;

use interlocking::{Lock, Semaphore, synchronized};
use tokio::sync::AcquireError;

#[synchronized]
async fn bound_to_nothing(file: &Lock<String>) -> std::io::Result<()> {
    let _ = file.lock().await;
    tokio::fs::write("file", "text").await
}

#[synchronized]
async fn statement(file: &Lock<String>) -> std::io::Result<()> {
    file.lock().await;
    tokio::fs::write("file", "text").await
}

#[synchronized]
async fn permit(gate: &Semaphore) -> std::io::Result<String> {
    let _ = gate.acquire().await;
    tokio::fs::read_to_string("file").await
}

#[synchronized]
async fn result_of_a_permit(gate: Arc<tokio::sync::Semaphore>) -> std::io::Result<String> {
    let _ = gate.clone().acquire_owned().await;
    tokio::fs::read_to_string("file").await
}

#[synchronized]
async fn permit_of_a_result(gate: &tokio::sync::Semaphore) -> Result<(), AcquireError> {
    let _ = gate.acquire().await?;
    tokio::task::yield_now().await;
    Ok(())
}

fn main() {
    let file = Lock::new(String::new());
    let gate = Arc::new(tokio::sync::Semaphore::new(3));
    drop((bound_to_nothing(&file), statement(&file), permit(&Semaphore::new(3))));
    drop((result_of_a_permit(gate.clone()), permit_of_a_result(&gate)));
}
