//! A waiter clears the event that others wait for, too.

#![deny(deprecated)]

use interlocking::{Event, synchronized};

static WAKE: Event = Event::new();

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

struct Worker {
    wake: Event,
}

impl Worker {
    #[synchronized]
    async fn rounds(&self, rounds: u32) {
        for round in 0..rounds {
            self.wake.wait().await;
            self.wake.clear();
            println!("{round}");
        }
    }
}

fn main() {
    let worker_ = Worker { wake: Event::new() };
    drop((worker(1), once(&WAKE), worker_.rounds(3)));
}
