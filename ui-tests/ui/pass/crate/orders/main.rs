//! Locks in one order, under a common lock, or where nobody else can be.
#![deny(warnings)]

mod store;

use interlocking::guarded;
use store::{FIRST, GATE, SECOND, Store};

interlocking::check!();

#[guarded(GATE)]
async fn gated() {
    *gate += 1;
    forwards().await;
    backwards().await;
}

#[guarded(FIRST)]
async fn forwards() {
    *first += *SECOND.lock().await;
}

#[guarded(SECOND)]
async fn backwards() {
    *second += *FIRST.lock().await;
}

#[tokio::main]
async fn main() {
    gated().await;
    let mut store = Store::default();
    store.load().await;
    store.rename().await;
    store.count().await;
}
