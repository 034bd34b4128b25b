//! An event that is not set if an error comes before: its waiters deadlock.

#![deny(deprecated)]

use std::io;

use interlocking::{Event, Lock, guarded, synchronized};

static LOADED: Event = Event::new();
static CONFIG: Lock<String> = Lock::new(String::new());

async fn read(path: &str) -> io::Result<String> {
    tokio::fs::read_to_string(path).await
}

#[guarded(CONFIG)]
async fn question_mark(path: &str) -> io::Result<()> {
    *config = read(path).await?;
    LOADED.set();
    Ok(())
}

#[synchronized]
async fn let_else(path: &str) {
    let Ok(text) = read(path).await else { return };
    CONFIG.lock().await.push_str(&text);
    LOADED.set();
}

#[synchronized]
async fn in_an_arm(path: &str) -> usize {
    let text = match read(path).await {
        Ok(text) => text,
        Err(_) => return 0,
    };
    LOADED.set();
    text.len()
}

fn main() {
    drop((question_mark("file"), let_else("file"), in_an_arm("file")));
}
