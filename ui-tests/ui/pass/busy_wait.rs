//! Loops that await, and loops that try each lock once.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<String>> = Lock::new(Vec::new());

/// The loop yields between two attempts.
#[guarded(LEDGER)]
async fn yields() {
    loop {
        if let Ok(mut log) = LOG.try_lock() {
            log.push(format!("{} entries", ledger.len()));
            break;
        }
        tokio::task::yield_now().await;
    }
}

/// The loop awaits the lock.
#[guarded(LEDGER)]
async fn waits() {
    let mut log = LOG.lock().await;
    log.push(format!("{} entries", ledger.len()));
}

/// There is one attempt.
#[guarded(LEDGER)]
async fn once() {
    if let Ok(mut log) = LOG.try_lock() {
        log.push(format!("{} entries", ledger.len()));
    }
}

/// The loop tries each lock once.
#[guarded(LEDGER)]
async fn first_free(shards: &[Lock<Vec<u32>>]) {
    for shard in shards {
        if let Ok(mut shard) = shard.try_lock() {
            shard.append(&mut ledger);
            break;
        }
    }
}

/// No lock is held during the loop.
#[synchronized]
async fn holds_nothing() {
    loop {
        if let Ok(mut log) = LOG.try_lock() {
            log.clear();
            break;
        }
    }
}

#[guarded(LEDGER)]
async fn on_purpose(peer: &Lock<u32>) {
    #[sync_allow(busy_wait, reason = "the other side runs on a core of its own, for some cycles")]
    loop {
        if let Ok(peer) = peer.try_lock() {
            ledger.push(*peer);
            break;
        }
    }
}

fn main() {
    drop((yields(), waits(), once(), first_free(&[]), holds_nothing()));
    drop(on_purpose(&Lock::new(1)));
}
