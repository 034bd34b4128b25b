//! A lock is held while its holder waits for a disk, the network or a timer: the rule is off unless a manifest turns it on.

#![deny(warnings)]

use std::{io, time::Duration};

use interlocking::{Lock, guarded, synchronized};
use tokio::{io::AsyncWriteExt, net::TcpStream};

static CONNECTION: Lock<Option<TcpStream>> = Lock::new(None);
static CONFIG: Lock<String> = Lock::new(String::new());

/// Only one may write to it, and waits until it has.
#[guarded(CONNECTION)]
async fn send(text: &str) -> io::Result<()> {
    match &mut *connection {
        Some(connection) => connection.write_all(text.as_bytes()).await,
        None => Err(io::ErrorKind::NotConnected.into()),
    }
}

/// Who comes meanwhile waits for the same.
#[guarded(CONFIG)]
async fn load() -> io::Result<usize> {
    if config.is_empty() {
        *config = tokio::fs::read_to_string("config").await?;
    }
    Ok(config.len())
}

/// Nobody may start in between.
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
