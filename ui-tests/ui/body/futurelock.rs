//! A futurelock: a handler of `select!` acquires a lock that is granted to a borrowed future, which is not polled while the handler
//! runs.

#![deny(deprecated)]

use std::time::Duration;

use interlocking::{Lock, RwLock, Semaphore, synchronized};
use tokio::time::sleep;

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);

const SLOW: Duration = Duration::from_secs(1);

#[synchronized]
async fn boxed(amount: u32) {
    let mut adding = Box::pin(async { LEDGER.lock().await.push(amount) });
    tokio::select! {
        _ = &mut adding => {}
        _ = sleep(SLOW) => LEDGER.lock().await.push(0),
    }
}

#[synchronized]
async fn pinned(amount: u32) {
    let acquiring = LEDGER.lock();
    tokio::pin!(acquiring);
    loop {
        tokio::select! {
            mut ledger = &mut acquiring => {
                ledger.push(amount);
                break;
            }
            _ = sleep(SLOW) => println!("still {} entries", LEDGER.lock().await.len()),
        }
    }
}

#[synchronized]
async fn writer(new: u32) {
    let writing = async {
        let mut limit = LIMIT.write().await;
        *limit = new;
    };
    tokio::pin!(writing);
    tokio::select! {
        biased;
        () = &mut writing => {}
        () = sleep(SLOW) => {
            let limit = LIMIT.read().await;
            println!("slow: {limit}");
        }
    }
}

#[synchronized]
async fn permits(gate: &Semaphore) {
    let mut entering = Box::pin(async {
        let permit = gate.acquire().await;
        sleep(SLOW).await;
        drop(permit);
    });
    tokio::select! {
        () = &mut entering => {}
        () = sleep(SLOW) => {
            let _permit = gate.acquire().await;
            println!("slow");
        }
    }
}

fn main() {
    drop((boxed(1), pinned(1), writer(1), permits(&Semaphore::new(1))));
}
