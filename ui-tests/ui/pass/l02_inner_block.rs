//! A guard in an inner block ends with it.

#![deny(warnings)]

use std::sync::Mutex;

use interlocking::{Lock, RwLock, guarded, synchronized};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);

async fn send(job: u32) {
    tokio::task::yield_now().await;
    println!("{job}");
}

/// The block of the condition ends it in each round.
#[synchronized]
async fn while_let() {
    while let Some(job) = {
        let mut queue = QUEUE.lock().await;
        queue.pop()
    } {
        send(job).await;
        QUEUE.lock().await.push(job / 2);
    }
}

/// So it is with an attribute on the block.
#[synchronized]
async fn while_let_attribute() {
    while let Some(job) = #[guarded(QUEUE)]
    {
        queue.pop()
    } {
        send(job).await;
    }
}

/// So it is with a lock that blocks.
#[synchronized]
async fn while_let_of_std(queue: &Mutex<Vec<u32>>) {
    while let Some(job) = {
        let mut queue = queue.lock().unwrap();
        queue.pop()
    } {
        send(job).await;
    }
}

/// A block of its own, and then the same lock.
#[synchronized]
async fn block(queue: &tokio::sync::Mutex<Vec<u32>>) {
    let job = {
        let mut queue = queue.lock().await;
        queue.sort_unstable();
        queue.pop()
    };
    if let Some(job) = job {
        send(job).await;
        queue.lock().await.push(job);
    }
}

/// A `match` of a block.
#[synchronized]
async fn match_of_a_block() {
    match {
        let queue = QUEUE.lock().await;
        queue.last().copied()
    } {
        Some(job) => QUEUE.lock().await.push(job + 1),
        None => send(0).await,
    }
}

/// Blocks with attributes, one after the other.
#[guarded(read LIMIT)]
async fn blocks() {
    for _ in 0..*limit {
        let job = #[guarded(QUEUE)]
        {
            queue.pop().unwrap_or_default()
        };
        send(job).await;
        #[guarded(QUEUE)]
        {
            queue.push(job);
        }
    }
}

/// The value of a loop leaves its guard behind.
#[synchronized]
async fn loop_value() -> u32 {
    let job = loop {
        let mut queue = QUEUE.lock().await;
        if let Some(job) = queue.pop() {
            break job;
        }
        drop(queue);
        tokio::task::yield_now().await;
    };
    QUEUE.lock().await.push(job);
    job
}

/// A block with a label is left early.
#[synchronized]
async fn labelled() {
    let job = 'job: {
        let mut queue = QUEUE.lock().await;
        let Some(job) = queue.pop() else { break 'job 0 };
        queue.push(job / 2);
        job
    };
    send(job).await;
    QUEUE.lock().await.push(job);
}

fn main() {
    let queue = tokio::sync::Mutex::new(Vec::new());
    drop((while_let(), while_let_attribute(), while_let_of_std(&Mutex::default())));
    drop((block(&queue), match_of_a_block(), blocks(), loop_value(), labelled()));
}
