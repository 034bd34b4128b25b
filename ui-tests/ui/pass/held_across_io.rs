//! Input and output under a lock: the rule is off by default.

#![deny(warnings)]

use std::{io, time::Duration};

use interlocking::{Lock, guarded, synchronized};
use tokio::{io::AsyncWriteExt, net::TcpStream};

static CONNECTION: Lock<Option<TcpStream>> = Lock::new(None);
static CONFIG: Lock<String> = Lock::new(String::new());

/// The lock serializes the writes to the file.
#[guarded(CONNECTION)]
async fn send(text: &str) -> io::Result<()> {
    match &mut *connection {
        Some(connection) => connection.write_all(text.as_bytes()).await,
        None => Err(io::ErrorKind::NotConnected.into()),
    }
}

/// Other tasks that need the configuration wait for the file.
#[guarded(CONFIG)]
async fn load() -> io::Result<usize> {
    if config.is_empty() {
        *config = tokio::fs::read_to_string("config").await?;
    }
    Ok(config.len())
}

/// The lock keeps other tasks from starting during the delay.
#[synchronized]
async fn pause() {
    let config = CONFIG.lock().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("{config}");
}

#[guarded(CONFIG, allow(held_across_io, reason = "nobody needs it before it is there"))]
async fn on_purpose() -> io::Result<()> {
    *config = tokio::fs::read_to_string("config").await?;
    Ok(())
}

#[guarded(CONFIG)]
async fn on_purpose_in_a_statement() {
    #[sync_allow(held_across_io, reason = "nobody needs it before it is there")]
    tokio::time::sleep(Duration::from_secs(1)).await;
    config.clear();
}

fn main() {
    drop((send("text"), load(), pause(), on_purpose(), on_purpose_in_a_statement()));
}
