//! A service to look at with tokio-console: `RUSTFLAGS="--cfg tokio_unstable" cargo run --example service` here, and `tokio-console` in
//! another terminal. Without the `cfg` it shows the primitives, and no tasks.

use std::time::Duration;

use interlocking::{Event, Lock, Semaphore, guarded, semaphore, sets, waits};
use tokio::time::sleep;

static ACCOUNTS: Lock<u32> = Lock::new(0);
static GATE: Semaphore = Semaphore::new(2);
static STARTED: Event = Event::new();

#[guarded(ACCOUNTS)]
async fn transfer() {
    sleep(Duration::from_millis(300)).await;
    *accounts += 1;
}

#[semaphore(GATE)]
async fn upload() {
    sleep(Duration::from_millis(700)).await;
}

#[waits(STARTED)]
async fn work() {
    loop {
        transfer().await;
        upload().await;
    }
}

#[sets(STARTED)]
async fn start() {
    sleep(Duration::from_secs(1)).await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    console_subscriber::init();
    for _ in 0..5 {
        tokio::spawn(work());
    }
    start().await;
    std::future::pending().await
}
