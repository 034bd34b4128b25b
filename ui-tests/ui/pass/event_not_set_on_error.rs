//! Events that are set on every path, and other methods named `set`.

#![deny(warnings)]

use std::{io, sync::OnceLock};

use interlocking::{Event, sets, synchronized};

static LOADED: Event = Event::new();
static TEXT: OnceLock<String> = OnceLock::new();

async fn read(path: &str) -> io::Result<String> {
    tokio::fs::read_to_string(path).await
}

/// The attribute sets the event.
#[sets(LOADED)]
async fn attribute(path: &str) -> io::Result<usize> {
    Ok(read(path).await?.len())
}

/// The event is set before the first test.
#[synchronized]
async fn looked_at_behind(path: &str) -> io::Result<usize> {
    let text = read(path).await;
    LOADED.set();
    Ok(text?.len())
}

/// The event is set before any operation that can fail.
#[synchronized]
async fn begins(started: &Event, path: &str) -> io::Result<usize> {
    started.set();
    Ok(read(path).await?.len())
}

/// Every path sets the event.
#[synchronized]
async fn in_each_branch(path: Option<&str>) -> usize {
    let Some(path) = path else {
        LOADED.set();
        return 0;
    };
    let text = read(path).await.unwrap_or_default();
    LOADED.set();
    text.len()
}

/// The `?` leaves the block, not the function.
#[synchronized]
async fn from_a_block(path: &str) -> bool {
    let loaded = async {
        let text = read(path).await?;
        io::Result::Ok(text.len())
    };
    let is_loaded = loaded.await.is_ok();
    LOADED.set();
    is_loaded
}

/// The `break` leaves the loop, and the event is set afterwards.
#[synchronized]
async fn retries(path: &str) {
    while read(path).await.is_err() {
        tokio::task::yield_now().await;
    }
    LOADED.set();
}

/// The `set` of a cell has no waiters.
#[synchronized]
async fn cell(path: &str) -> io::Result<bool> {
    let text = read(path).await?;
    Ok(TEXT.set(text).is_ok())
}

#[synchronized]
async fn on_purpose(path: &str) -> io::Result<usize> {
    let text = read(path).await?;
    #[sync_allow(event_not_set_on_error, reason = "the program ends if this fails")]
    LOADED.set();
    Ok(text.len())
}

fn main() {
    drop((attribute("file"), looked_at_behind("file"), begins(&LOADED, "file"), cell("file")));
    drop((in_each_branch(None), from_a_block("file"), retries("file"), on_purpose("file")));
}
