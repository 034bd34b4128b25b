//! A party may return before it arrives at the barrier.

#![deny(deprecated)]

use std::io;

use interlocking::{Barrier, BrokenBarrier, barrier, synchronized};

static MEET: Barrier = Barrier::new(3);

async fn load(path: &str) -> io::Result<String> {
    tokio::fs::read_to_string(path).await
}

#[synchronized]
async fn question_mark(path: &str, meet: &tokio::sync::Barrier) -> io::Result<usize> {
    let part = load(path).await?;
    meet.wait().await;
    Ok(part.len())
}

#[synchronized]
async fn returns(part: &[u32], meet: &tokio::sync::Barrier) {
    if part.is_empty() {
        return;
    }
    println!("{part:?}");
    meet.wait().await;
}

#[synchronized]
async fn let_else(part: Option<u32>, meet: &tokio::sync::Barrier) -> u32 {
    let Some(part) = part else { return 0 };
    meet.wait().await;
    part
}

#[derive(Debug)]
struct Failed;

impl From<io::Error> for Failed {
    fn from(_: io::Error) -> Self {
        Failed
    }
}

impl From<BrokenBarrier> for Failed {
    fn from(_: BrokenBarrier) -> Self {
        Failed
    }
}

#[synchronized]
async fn before_a_block(path: &str) -> Result<(), Failed> {
    let part = load(path).await?;
    #[barrier(MEET?)]
    {
        println!("{part}");
    }
    Ok(())
}

#[synchronized]
async fn before_its_own(path: &str) -> io::Result<usize> {
    let part = load(path).await?;
    #[barrier(3)]
    {
        Ok(part.len())
    }
}

fn main() {
    let meet = tokio::sync::Barrier::new(3);
    drop((question_mark("part", &meet), returns(&[], &meet), let_else(None, &meet)));
    drop((before_a_block("part"), before_its_own("part")));
}
