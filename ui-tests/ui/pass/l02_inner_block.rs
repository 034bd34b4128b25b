//! A guard in an inner block ends with the block.

#![deny(warnings)]

use std::sync::Mutex;

use interlocking::{Lock, RwLock, guarded, synchronized};

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);

async fn send(job: u32) {
    tokio::task::yield_now().await;
    println!("{job}");
}

/// The block in the condition ends the guard in each round.
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

/// A block with an attribute ends the guard.
#[synchronized]
async fn while_let_attribute() {
    while let Some(job) = #[guarded(QUEUE)]
    {
        queue.pop()
    } {
        send(job).await;
    }
}

/// The block ends a blocking guard.
#[synchronized]
async fn while_let_of_std(queue: &Mutex<Vec<u32>>) {
    while let Some(job) = {
        let mut queue = queue.lock().unwrap();
        queue.pop()
    } {
        send(job).await;
    }
}

/// A block, and then the same lock again.
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

/// A `match` on a block.
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

/// Two blocks with attributes, one after the other.
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

/// The guard ends with the block that gives the value of the loop.
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

/// `break` leaves a labelled block early.
#[synchronized]
async fn labelled() {
    let job = 'job: {
        let mut queue = QUEUE.lock().await;
        let Some(job) = queue.pop() else { break 'job 0 };
        queue.push(job / 2);
        job
    };
    send(job).await;
    QUEUE.lock().await.push(job + 1);
}

fn main() {
    let queue = tokio::sync::Mutex::new(Vec::new());
    drop((while_let(), while_let_attribute(), while_let_of_std(&Mutex::default())));
    drop((block(&queue), match_of_a_block(), blocks(), loop_value(), labelled()));
}
