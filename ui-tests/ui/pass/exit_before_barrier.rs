//! Every path arrives at the barrier, or aborts it.

#![deny(warnings)]

use std::{io, sync::Arc, time::Duration};

use interlocking::{Barrier, BrokenBarrier, barrier, synchronized};

static MEET: Barrier = Barrier::new(3);

async fn load(path: &str) -> io::Result<String> {
    tokio::fs::read_to_string(path).await
}

/// The error is handled after the barrier.
#[synchronized]
async fn looks_later(path: &str, meet: &tokio::sync::Barrier) -> io::Result<usize> {
    let part = load(path).await;
    meet.wait().await;
    Ok(part?.len())
}

/// The `?` leaves only the inner block.
#[synchronized]
async fn inner_block(path: &str, meet: &tokio::sync::Barrier) -> io::Result<usize> {
    let part = async {
        let first = load(path).await?;
        let second = load(&first).await?;
        Ok(first.len() + second.len())
    };
    let part = part.await;
    meet.wait().await;
    part
}

/// The `?` and the `return` leave a task and a block with a timeout, which this function awaits.
#[synchronized]
async fn inner_task(path: String, meet: &tokio::sync::Barrier) -> Option<usize> {
    let limit = Duration::from_secs(5);
    let task = tokio::spawn(async move {
        if path.is_empty() {
            return Ok(String::new());
        }
        load(&path).await
    });
    let other = tokio::time::timeout(limit, async { Ok::<_, io::Error>(load("b").await?.len()) });
    let (task, other) = tokio::join!(task, other);
    meet.wait().await;
    Some(task.ok()?.ok()?.len() + other.ok()?.ok()?)
}

/// Both paths arrive.
#[synchronized]
async fn both_ways(path: &str, meet: &tokio::sync::Barrier) -> io::Result<usize> {
    match load(path).await {
        Ok(part) => {
            meet.wait().await;
            Ok(part.len())
        }
        Err(error) => {
            meet.wait().await;
            Err(error)
        }
    }
}

/// The path that returns early aborts the barrier.
#[synchronized]
async fn aborts(path: &str, meet: &Barrier) -> Result<usize, BrokenBarrier> {
    let Ok(part) = load(path).await else {
        meet.abort();
        return Ok(0);
    };
    meet.wait().await?;
    Ok(part.len())
}

/// The `?` comes before the barrier exists.
#[synchronized]
async fn made_later(path: &str) -> io::Result<()> {
    let part = load(path).await?;
    let meet = Arc::new(tokio::sync::Barrier::new(2));
    let other = Arc::clone(&meet);
    let task = tokio::spawn(async move {
        other.wait().await;
    });
    meet.wait().await;
    println!("{part}");
    task.await.map_err(io::Error::other)
}

/// The attribute's barrier comes before the body.
#[barrier(MEET?)]
async fn met_before(path: &str) -> Result<usize, BrokenBarrier> {
    let Ok(part) = load(path).await else { return Ok(0) };
    Ok(part.len())
}

#[synchronized]
async fn on_purpose(path: &str, meet: &tokio::sync::Barrier) -> io::Result<usize> {
    #[sync_allow(exit_before_barrier, reason = "who fails ends the process, and with it the others")]
    let part = load(path).await?;
    meet.wait().await;
    Ok(part.len())
}

fn main() {
    let meet = tokio::sync::Barrier::new(3);
    drop((looks_later("a", &meet), inner_block("a", &meet), inner_task(String::new(), &meet)));
    drop((both_ways("a", &meet), aborts("a", &MEET), made_later("a"), met_before("a")));
    drop(on_purpose("a", &meet));
}
