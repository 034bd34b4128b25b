//! A timeout of more than a day, probably a wrong unit.

#![deny(deprecated)]

use interlocking::{Event, Lock, TimedOut, barrier, guarded, semaphore, synchronized, waits};

static BALANCE: Lock<u32> = Lock::new(0);
pub static LOADED: Event = Event::new();

#[guarded(BALANCE?, timeout = 250000s)]
async fn seconds() -> Result<u32, TimedOut> {
    Ok(*balance)
}

#[semaphore(8, timeout = 25h, else { return })]
async fn hours() {}

#[barrier(3, timeout = 1441min, else { return })]
async fn minutes() {}

#[waits(LOADED, timeout = 86_400_001ms, else { return })]
async fn milliseconds() {}

#[synchronized]
async fn block() {
    #[guarded(BALANCE, timeout = 90000s, else { return })]
    {
        *balance += 1;
    }
}

fn main() {
    drop((seconds(), hours(), minutes(), milliseconds(), block()));
}
