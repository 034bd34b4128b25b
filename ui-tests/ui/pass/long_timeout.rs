//! Timeouts of at most a day, and those that are computed.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{Lock, TimedOut, guarded, semaphore};

static BALANCE: Lock<u32> = Lock::new(0);

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A day is what a nightly job may take.
#[guarded(BALANCE?, timeout = 24h)]
async fn a_day() -> Result<u32, TimedOut> {
    Ok(*balance)
}

/// It is the same day.
#[guarded(BALANCE?, timeout = 86400000ms)]
async fn in_milliseconds() -> Result<u32, TimedOut> {
    Ok(*balance)
}

/// A large number of a small unit.
#[guarded(BALANCE?, timeout = 250000us)]
async fn in_microseconds() -> Result<u32, TimedOut> {
    Ok(*balance)
}

/// Who gives it a name has thought of its unit.
#[semaphore(8, timeout = WEEK, else { return })]
async fn named() {}

#[semaphore(8, timeout = 48h, else { return }, allow(long_timeout, reason = "runs over the weekend"))]
async fn on_purpose() {}

fn main() {
    drop((a_day(), in_milliseconds(), in_microseconds(), named(), on_purpose()));
}
