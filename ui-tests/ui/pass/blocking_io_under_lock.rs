//! Input and output with `.await`, on another thread, or without a lock.

#![deny(warnings)]

use std::{io, process::Stdio};

use interlocking::{Lock, guarded, semaphore, synchronized};
use tokio::io::AsyncWriteExt;

static LEDGER: Lock<Vec<u8>> = Lock::new(Vec::new());

/// tokio's functions do not block.
#[guarded(LEDGER)]
async fn reads_a_file(path: &str) -> io::Result<()> {
    *ledger = tokio::fs::read(path).await?;
    Ok(())
}

/// tokio's `Command` and streams do not block.
#[guarded(LEDGER)]
async fn runs_a_command(peer: &str) -> io::Result<()> {
    let output = tokio::process::Command::new("git").arg("log").output().await?;
    *ledger = output.stdout;
    let mut stream = tokio::net::TcpStream::connect(peer).await?;
    stream.write_all(&ledger).await
}

/// The pool of blocking threads reads the file.
#[guarded(LEDGER)]
async fn on_the_pool(path: String) -> io::Result<()> {
    *ledger = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
    Ok(())
}

/// The file is read before the lock is acquired.
#[synchronized]
async fn before(path: &str) -> io::Result<()> {
    let text = std::fs::read(path)?;
    LEDGER.lock().await.extend(text);
    Ok(())
}

/// The file is written after the lock is released.
#[guarded(LEDGER)]
async fn after(path: &str) -> io::Result<()> {
    let copy = ledger.clone();
    drop(ledger);
    std::fs::write(path, copy)
}

/// No lock is held.
#[semaphore(4)]
async fn limited(path: &str) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// The command is started and not awaited.
#[guarded(LEDGER)]
async fn starts_a_command() -> io::Result<()> {
    ledger.clear();
    std::process::Command::new("sync").stdout(Stdio::null()).spawn()?;
    Ok(())
}

#[guarded(LEDGER, allow(blocking_io_under_lock, reason = "a file of one line, in memory"))]
async fn on_purpose() -> io::Result<()> {
    *ledger = std::fs::read("/proc/self/stat")?;
    Ok(())
}

fn main() {
    drop((reads_a_file("a"), runs_a_command("a:1"), on_the_pool(String::new()), before("a")));
    drop((after("a"), limited("a"), starts_a_command(), on_purpose()));
}
