//! `try_lock` never waits.

#![deny(warnings)]

use interlocking::{Lock, RwLock, Semaphore, WouldBlock, guarded, synchronized};
use tokio::sync::Mutex;

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static LOG: Mutex<Vec<String>> = Mutex::const_new(Vec::new());
static LIMIT: RwLock<u32> = RwLock::new(0);
static GATE: Semaphore = Semaphore::new(1);

struct Account {
    balance: Lock<u32>,
    history: Mutex<Vec<u32>>,
}

/// The attempt fails while the lock is held.
#[guarded(LEDGER)]
async fn what_is_held() -> bool {
    ledger.push(1);
    LEDGER.try_lock().is_err()
}

/// The same with a reader.
#[guarded(read LIMIT)]
async fn upgrades_if_alone() -> u32 {
    match LIMIT.try_write() {
        Ok(mut alone) => {
            *alone += 1;
            *alone
        }
        Err(_) => *limit,
    }
}

/// Both accounts, in any order.
#[synchronized]
async fn either_order(from: &Account, to: &Account) -> Result<(), WouldBlock> {
    let mut source = from.balance.lock().await;
    let mut target = to.balance.try_lock()?;
    std::mem::swap(&mut *source, &mut *target);
    Ok(())
}

/// After a failed attempt, both locks are released.
#[synchronized]
async fn backs_off(from: &Account, to: &Account) {
    loop {
        let source = from.history.lock().await;
        if let Ok(mut target) = to.history.try_lock() {
            target.extend(source.iter());
            break;
        }
        drop(source);
        tokio::task::yield_now().await;
    }
}

/// One function locks in one order ...
#[guarded(LEDGER)]
async fn one_way() {
    if let Ok(mut log) = LOG.try_lock() {
        log.push(format!("{} entries", ledger.len()));
    }
}

/// ... and one in the other, with attributes.
#[guarded(LOG)]
#[guarded(LEDGER?, nowait)]
async fn the_other_way() -> Result<(), WouldBlock> {
    ledger.clear();
    log.clear();
    Ok(())
}

/// The same on a block.
#[guarded(LOG)]
async fn in_a_block() {
    #[guarded(LEDGER, nowait, else { return })]
    {
        ledger.push(log.len() as u32);
    }
}

/// The attempt takes a permit only if there is one.
#[guarded(LEDGER)]
async fn permit() -> usize {
    match GATE.try_acquire() {
        Ok(_permit) => ledger.len(),
        Err(_) => 0,
    }
}

/// A lock of std is tried, and released before the `.await`.
#[synchronized]
async fn of_std(seen: &std::sync::Mutex<Vec<u32>>) {
    if let Ok(mut seen) = seen.try_lock() {
        seen.clear();
    }
    LEDGER.lock().await.clear();
}

fn main() {
    let account = || Account { balance: Lock::new(0), history: Mutex::default() };
    let (a, b) = (account(), account());
    drop((what_is_held(), upgrades_if_alone(), either_order(&a, &b), backs_off(&a, &b)));
    drop((
        one_way(),
        the_other_way(),
        in_a_block(),
        permit(),
        of_std(&std::sync::Mutex::default()),
    ));
}
