//! A loop tries to acquire without an `.await`, which blocks the thread and the held lock.

#![deny(deprecated)]

use interlocking::{Lock, RwLock, Semaphore, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<String>> = Lock::new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);
static GATE: Semaphore = Semaphore::new(1);

#[guarded(LEDGER)]
async fn until_it_is_free() {
    loop {
        if let Ok(mut log) = LOG.try_lock() {
            log.push(format!("{} entries", ledger.len()));
            break;
        }
    }
}

#[guarded(LEDGER)]
async fn in_the_condition() {
    while LOG.try_lock().is_err() {
        std::hint::spin_loop();
    }
    ledger.clear();
}

#[guarded(LEDGER)]
async fn a_permit() {
    let permit = loop {
        match GATE.try_acquire() {
            Ok(permit) => break permit,
            Err(_) => continue,
        }
    };
    ledger.clear();
    drop(permit);
}

#[synchronized]
async fn acquired_in_the_body() {
    let mut ledger = LEDGER.lock().await;
    loop {
        if let Ok(limit) = LIMIT.try_read() {
            ledger.push(*limit);
            break;
        }
    }
}

/// No other task can fill it meanwhile.
#[guarded(LEDGER)]
async fn until_it_is_filled() {
    while ledger.is_empty() {
        tokio::task::yield_now().await;
    }
}

fn main() {
    drop(until_it_is_filled());
    drop((until_it_is_free(), in_the_condition(), a_permit(), acquired_in_the_body()));
}
