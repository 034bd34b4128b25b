//! Input and output that wait with `.await`, on another thread, or when no lock is held.

#![deny(warnings)]

use std::{io, process::Stdio};

use interlocking::{Lock, guarded, semaphore, synchronized};
use tokio::io::AsyncWriteExt;

static LEDGER: Lock<Vec<u8>> = Lock::new(Vec::new());

/// tokio waits with `.await`.
#[guarded(LEDGER)]
async fn reads_a_file(path: &str) -> io::Result<()> {
    *ledger = tokio::fs::read(path).await?;
    Ok(())
}

/// So does its command, and its stream.
#[guarded(LEDGER)]
async fn runs_a_command(peer: &str) -> io::Result<()> {
    let output = tokio::process::Command::new("git").arg("log").output().await?;
    *ledger = output.stdout;
    let mut stream = tokio::net::TcpStream::connect(peer).await?;
    stream.write_all(&ledger).await
}

/// The pool of blocking threads reads it.
#[guarded(LEDGER)]
async fn on_the_pool(path: String) -> io::Result<()> {
    *ledger = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
    Ok(())
}

/// It is read before the lock is held.
#[synchronized]
async fn before(path: &str) -> io::Result<()> {
    let text = std::fs::read(path)?;
    LEDGER.lock().await.extend(text);
    Ok(())
}

/// It is written after the release.
#[guarded(LEDGER)]
async fn after(path: &str) -> io::Result<()> {
    let copy = ledger.clone();
    drop(ledger);
    std::fs::write(path, copy)
}

/// Nobody waits for a lock.
#[semaphore(4)]
async fn limited(path: &str) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// A command is started, and nobody waits for it.
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
