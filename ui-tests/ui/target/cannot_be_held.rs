//! Targets that the attribute cannot hold.

use interlocking::{Barrier, Event, Lock, Semaphore, barrier, guarded, semaphore, sets, waits};

static NUMBER: u32 = 0;
static MEET: Barrier = Barrier::new(2);
pub static READY: Event = Event::new();
static GATE: Semaphore = Semaphore::new(2);
static BALANCE: Lock<u32> = Lock::new(0);

#[guarded(NUMBER)]
async fn number() {}

#[guarded(MEET)]
async fn meeting() {}

#[guarded(BALANCE, NUMBER)]
async fn one_of_two() {}

#[semaphore(BALANCE)]
async fn permits() {}

#[barrier(GATE)]
async fn party() {}

#[waits(BALANCE)]
async fn waiting() {}

#[sets(GATE)]
async fn setting() {}

fn main() {
    let _ = &READY;
    drop((number(), meeting(), one_of_two(), permits(), party(), waiting(), setting()));
}
