//! A lock is held while the task waits at a barrier: a party that needs the lock never arrives.

#![deny(deprecated)]

use std::sync::Arc;

use interlocking::{Barrier, BrokenBarrier, Lock, RwLock, barrier, guarded, synchronized};

static RESULTS: Lock<Vec<u32>> = Lock::new(Vec::new());
static ROUND: RwLock<u32> = RwLock::new(0);
static MEET: Barrier = Barrier::new(3);

#[guarded(RESULTS)]
#[barrier(MEET?)]
async fn by_attributes(result: u32) -> Result<(), BrokenBarrier> {
    results.push(result);
    Ok(())
}

#[guarded(RESULTS)]
async fn in_the_body(result: u32, meet: &tokio::sync::Barrier) {
    results.push(result);
    meet.wait().await;
}

#[guarded(write ROUND)]
async fn one_writes(meet: Arc<tokio::sync::Barrier>) {
    if meet.wait().await.is_leader() {
        *round += 1;
    }
}

#[synchronized]
async fn acquired_in_the_body(result: u32, meet: &tokio::sync::Barrier) {
    let mut results = RESULTS.lock().await;
    results.push(result);
    meet.wait().await;
    println!("{results:?}");
}

#[synchronized]
async fn in_a_block(result: u32) -> Result<(), BrokenBarrier> {
    #[guarded(RESULTS)]
    {
        results.push(result);
        #[barrier(MEET?)]
        {
            println!("{results:?}");
        }
    }
    Ok(())
}

fn main() {
    let meet = Arc::new(tokio::sync::Barrier::new(3));
    drop((by_attributes(1), in_the_body(1, &meet), one_writes(meet.clone())));
    drop((acquired_in_the_body(1, &meet), in_a_block(1)));
}
