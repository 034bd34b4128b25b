//! Loops that wait, or that try each thing once.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Lock<Vec<String>> = Lock::new(Vec::new());

/// It lets others run between two attempts.
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

/// It waits for the lock.
#[guarded(LEDGER)]
async fn waits() {
    let mut log = LOG.lock().await;
    log.push(format!("{} entries", ledger.len()));
}

/// It tries once.
#[guarded(LEDGER)]
async fn once() {
    if let Ok(mut log) = LOG.try_lock() {
        log.push(format!("{} entries", ledger.len()));
    }
}

/// It tries each once, and takes the first that is free.
#[guarded(LEDGER)]
async fn first_free(shards: &[Lock<Vec<u32>>]) {
    for shard in shards {
        if let Ok(mut shard) = shard.try_lock() {
            shard.append(&mut ledger);
            break;
        }
    }
}

/// Nobody waits for a lock that is held.
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
