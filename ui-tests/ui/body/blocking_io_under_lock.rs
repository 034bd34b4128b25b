//! Blocking input and output under a lock.

#![deny(deprecated)]

use std::io::{self, Write};

use interlocking::{Lock, RwLock, guarded, synchronized};

static LEDGER: Lock<Vec<u8>> = Lock::new(Vec::new());
static NAMES: RwLock<Vec<String>> = RwLock::new(Vec::new());

#[guarded(LEDGER)]
async fn reads_a_file(path: &str) -> io::Result<()> {
    *ledger = std::fs::read(path)?;
    Ok(())
}

#[guarded(LEDGER)]
async fn writes_a_file(path: &str) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(&ledger)
}

#[guarded(write NAMES)]
async fn runs_a_command() -> io::Result<()> {
    let output = std::process::Command::new("git").args(["branch", "--list"]).output()?;
    names.push(String::from_utf8_lossy(&output.stdout).into_owned());
    Ok(())
}

#[synchronized]
async fn connects(peer: &str) -> io::Result<()> {
    let ledger = LEDGER.lock().await;
    let mut stream = std::net::TcpStream::connect(peer)?;
    stream.write_all(&ledger)
}

#[guarded(write NAMES)]
async fn asks() -> io::Result<()> {
    let mut name = String::new();
    std::io::stdin().read_line(&mut name)?;
    names.push(name);
    Ok(())
}

fn main() {
    drop((reads_a_file("a"), writes_a_file("a"), runs_a_command(), connects("a:1"), asks()));
}
