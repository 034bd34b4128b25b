//! A waiter clears an event that other tasks wait for.

#![deny(deprecated)]

use interlocking::{Event, synchronized};

pub static WAKE: Event = Event::new();

#[synchronized]
async fn worker(number: u32) {
    loop {
        WAKE.wait().await;
        WAKE.clear();
        println!("{number} works");
        tokio::task::yield_now().await;
    }
}

#[synchronized]
async fn once(ready: &Event) {
    ready.wait().await;
    println!("ready");
    ready.clear();
}

fn main() {
    drop((worker(1), once(&WAKE)));
}
