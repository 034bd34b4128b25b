use interlocking::{Lock, RwLock, guarded};

pub(crate) static LEDGER: Lock<u64> = Lock::new(0);
pub(crate) static CACHE: RwLock<Vec<u64>> = RwLock::new(Vec::new());

#[guarded(LEDGER)]
pub(crate) async fn settle(amount: u64) {
    *ledger += amount;
}

#[guarded(write CACHE)]
pub(crate) async fn cached() -> usize {
    cache.push(0);
    count(&cache)
}

pub(crate) fn count(values: &[u64]) -> usize {
    values.len()
}

pub(crate) fn is_free() -> bool {
    LEDGER.try_lock().is_ok()
}
