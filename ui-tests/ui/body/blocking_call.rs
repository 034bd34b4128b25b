//! Calls that block the thread in async code.

use std::{thread, time::Duration};

use interlocking::{Lock, guarded, synchronized};
use tokio::{
    runtime::{Handle, Runtime},
    sync::mpsc,
};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<String>> = Lock::new(Vec::new());

async fn rate() -> u32 {
    20
}

#[guarded(LEDGER)]
async fn sleeps() {
    while ledger.is_empty() {
        thread::sleep(Duration::from_millis(10));
    }
}

#[synchronized]
async fn sleeps_in_a_task() {
    tokio::spawn(async {
        std::thread::sleep(Duration::from_millis(10));
        println!("later");
    });
}

#[guarded(LEDGER)]
async fn runs_a_future() {
    let rate = Handle::current().block_on(rate());
    ledger.push(rate);
}

#[synchronized]
async fn runs_it_elsewhere() -> std::io::Result<()> {
    let runtime = Runtime::new()?;
    println!("{}", runtime.block_on(rate()));
    println!("{}", futures::executor::block_on(rate()));
    Ok(())
}

#[guarded(LEDGER)]
async fn locks() {
    LOG.blocking_lock().push(format!("{} entries", ledger.len()));
}

#[synchronized]
async fn receives(mut orders: mpsc::Receiver<u32>) {
    while let Some(order) = orders.blocking_recv() {
        LEDGER.lock().await.push(order);
    }
}

fn main() {
    drop((sleeps(), sleeps_in_a_task(), runs_a_future(), runs_it_elsewhere(), locks()));
    drop(receives(mpsc::channel(1).1));
}
