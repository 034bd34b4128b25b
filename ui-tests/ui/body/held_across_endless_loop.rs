//! An endless loop under a lock.

#![deny(deprecated)]

use std::time::Duration;

use interlocking::{Lock, RwLock, guarded, synchronized};
use tokio::sync::mpsc::Receiver;

static SEEN: Lock<Vec<u32>> = Lock::new(Vec::new());
static PERIOD: RwLock<Duration> = RwLock::new(Duration::from_secs(1));

#[guarded(SEEN)]
async fn serve() {
    let mut job = 0;
    loop {
        job += 1;
        seen.push(job);
        tokio::task::yield_now().await;
    }
}

#[guarded(read PERIOD)]
async fn tick() -> ! {
    loop {
        tokio::time::sleep(*period).await;
        println!("tick");
    }
}

#[synchronized]
async fn in_the_body() {
    let mut seen = SEEN.lock().await;
    loop {
        for job in 0..9 {
            if job == 3 {
                break;
            }
            seen.push(job);
        }
        tokio::task::yield_now().await;
    }
}

#[synchronized]
async fn block(mut jobs: Receiver<u32>) {
    #[guarded(SEEN)]
    {
        loop {
            tokio::select! {
                Some(job) = jobs.recv() => seen.push(job),
                () = tokio::time::sleep(Duration::from_secs(1)) => seen.clear(),
            }
        }
    }
}

fn main() {
    drop((serve(), in_the_body(), block(tokio::sync::mpsc::channel(1).1)));
    drop(tick());
}
