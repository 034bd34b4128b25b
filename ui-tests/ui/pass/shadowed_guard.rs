//! The guard is used before its name is shadowed, or its name is not shadowed.

#![deny(warnings)]

use std::mem;

use interlocking::{Lock, guarded, synchronized};

static BALANCE: Lock<u32> = Lock::new(0);
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

/// The new variable is a copy of the data.
#[guarded(BALANCE)]
async fn copied() -> String {
    let balance = *balance;
    format!("{balance} in cents")
}

/// The new variable is a reference to the data.
#[guarded(QUEUE)]
async fn borrowed(job: u32) {
    let queue = &mut *queue;
    queue.push(job);
}

/// The new variable is a value taken out of the data.
#[guarded(QUEUE)]
async fn taken() -> u32 {
    let queue = mem::take(&mut *queue);
    queue.into_iter().sum()
}

/// The guard is dropped before.
#[guarded(QUEUE)]
async fn released(job: u32) -> u32 {
    drop(queue);
    let queue = job + 1;
    queue
}

/// A format string uses the guard.
#[guarded(QUEUE)]
async fn printed() -> usize {
    println!("{queue:?}");
    let queue = queue.len();
    queue
}

/// The parameter of a closure is a variable of the closure.
#[guarded(QUEUE)]
async fn in_a_closure(queues: &[Vec<u32>]) {
    let longest = queues.iter().map(|queue| queue.len()).max();
    queue.extend(longest.map(|length| length as u32));
}

/// The variable belongs to another function.
#[guarded(QUEUE)]
async fn in_a_function(job: u32) {
    fn next(job: u32) -> u32 {
        let queue = job + 1;
        queue
    }
    queue.push(next(job));
}

/// The lock protects the code, not its data.
#[guarded(BALANCE)]
async fn unused(path: &str) -> std::io::Result<String> {
    tokio::fs::read_to_string(path).await
}

#[guarded(BALANCE, allow(shadowed_guard, reason = "only one may run, whatever the balance is"))]
async fn on_purpose(amount: u32) -> u32 {
    let balance = amount * 2;
    balance
}

#[synchronized]
async fn on_purpose_in_a_block(amount: u32) -> u32 {
    #[guarded(BALANCE)]
    {
        #[sync_allow(shadowed_guard, reason = "only one may run, whatever the balance is")]
        let balance = amount * 2;
        balance
    }
}

fn main() {
    drop((copied(), borrowed(1), taken(), released(1), printed(), in_a_closure(&[])));
    drop((in_a_function(1), unused("file"), on_purpose(1), on_purpose_in_a_block(1)));
}
