//! `unless` and `else |error|`, written wrongly.

use interlocking::{Event, Lock, barrier, guarded, sets};

static TOTAL: Lock<u32> = Lock::new(0);
static STOP: Event = Event::new();

#[guarded(TOTAL, unless = STOP)]
async fn not_handled() {}

#[guarded(TOTAL, nowait, unless = STOP, else { return })]
async fn never_waits() {}

#[guarded(TOTAL, unless = TOTAL, else { return })]
async fn no_event() {}

#[guarded(TOTAL, unless, else { return })]
async fn no_value() {}

#[sets(STOP, unless = STOP)]
async fn setting() {}

#[guarded(TOTAL, timeout = 1s, else |a, b| { return })]
async fn two_errors() {}

#[guarded(TOTAL, timeout = 1s, else |error| return)]
async fn no_block() {}

#[guarded(TOTAL, timeout = 1s, else |error| { println!("{error}") })]
async fn goes_on() -> u32 {
    *total
}

#[barrier(2, unless = STOP, else |error| { println!("{error}") })]
async fn goes_on_too() {}

#[guarded(TOTAL, else |error| { return })]
async fn cannot_fail() {}

fn main() {}
