//! Timeouts of at most a day, and timeouts that are computed.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{Lock, TimedOut, guarded, semaphore};

static BALANCE: Lock<u32> = Lock::new(0);

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A nightly job may take a day.
#[guarded(BALANCE?, timeout = 24h)]
async fn a_day() -> Result<u32, TimedOut> {
    Ok(*balance)
}

/// The same day in another unit.
#[guarded(BALANCE?, timeout = 86400000ms)]
async fn in_milliseconds() -> Result<u32, TimedOut> {
    Ok(*balance)
}

/// A large number of a small unit.
#[guarded(BALANCE?, timeout = 250000us)]
async fn in_microseconds() -> Result<u32, TimedOut> {
    Ok(*balance)
}

/// A constant with a name.
#[semaphore(8, timeout = WEEK, else { return })]
async fn named() {}

#[semaphore(8, timeout = 48h, else { return }, allow(long_timeout, reason = "runs over the weekend"))]
async fn on_purpose() {}

fn main() {
    drop((a_day(), in_milliseconds(), in_microseconds(), named(), on_purpose()));
}
