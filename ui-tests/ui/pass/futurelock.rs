//! Futures that `select!` owns or that acquire nothing, and handlers that acquire another lock.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{Lock, synchronized};
use tokio::{sync::mpsc, time::sleep};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<String>> = Lock::new(Vec::new());

const SLOW: Duration = Duration::from_secs(1);

/// `select!` drops the losing future before the handler runs.
#[synchronized]
async fn owned(amount: u32) {
    let adding = async { LEDGER.lock().await.push(amount) };
    tokio::select! {
        () = adding => {}
        () = sleep(SLOW) => LEDGER.lock().await.push(0),
    }
}

/// The handler acquires another lock.
#[synchronized]
async fn another_lock(amount: u32) {
    let mut adding = Box::pin(async { LEDGER.lock().await.push(amount) });
    loop {
        tokio::select! {
            () = &mut adding => break,
            () = sleep(SLOW) => LOG.lock().await.push("slow".to_owned()),
        }
    }
}

/// The handler of the borrowed future runs after that future has completed.
#[synchronized]
async fn its_own_handler(amount: u32) {
    let mut adding = Box::pin(async { LEDGER.lock().await.push(amount) });
    tokio::select! {
        () = &mut adding => println!("{} entries", LEDGER.lock().await.len()),
        () = sleep(SLOW) => {}
    }
}

/// The handler does not await the acquisition.
#[synchronized]
async fn tries(amount: u32) {
    let mut adding = Box::pin(async { LEDGER.lock().await.push(amount) });
    loop {
        tokio::select! {
            () = &mut adding => break,
            () = sleep(SLOW) => println!("free: {}", LEDGER.try_lock().is_ok()),
        }
    }
}

/// The borrowed future acquires nothing.
#[synchronized]
async fn timer(mut orders: mpsc::Receiver<u32>) {
    let closing = sleep(SLOW);
    tokio::pin!(closing);
    loop {
        tokio::select! {
            () = &mut closing => break,
            Some(order) = orders.recv() => LEDGER.lock().await.push(order),
        }
    }
}

#[synchronized]
async fn on_purpose(amount: u32) {
    let mut adding = Box::pin(async { LEDGER.lock().await.push(amount) });
    #[sync_allow(futurelock, reason = "shows how it hangs")]
    tokio::select! {
        () = &mut adding => {}
        () = sleep(SLOW) => LEDGER.lock().await.push(0),
    }
}

fn main() {
    drop((owned(1), another_lock(1), its_own_handler(1), tries(1), timer(mpsc::channel(1).1)));
    drop(on_purpose(1));
}
