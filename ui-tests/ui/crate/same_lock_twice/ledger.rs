use interlocking::{Lock, RwLock, guarded};

pub(crate) static LEDGER: Lock<u64> = Lock::new(0);
pub(crate) static CACHE: RwLock<Vec<u64>> = RwLock::new(Vec::new());

#[guarded(LEDGER)]
pub(crate) async fn settle(amount: u64) {
    *ledger += amount;
}

#[guarded(read CACHE)]
pub(crate) async fn cached() -> usize {
    cache.len()
}

#[guarded(write CACHE)]
pub(crate) async fn fill() {
    cache.push(0);
}
