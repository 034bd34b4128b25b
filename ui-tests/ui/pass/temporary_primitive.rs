//! A primitive that exists before the call.

#![deny(warnings)]

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, OnceLock},
};

use interlocking::{Lock, Semaphore, guarded, semaphore};

static ONCE: OnceLock<Lock<u32>> = OnceLock::new();
static LAZY: LazyLock<Lock<u32>> = LazyLock::new(|| Lock::new(0));
static BY_NAME: LazyLock<Mutex<HashMap<String, Arc<Lock<u32>>>>> = LazyLock::new(Mutex::default);

/// The first call creates the primitive for all calls.
#[guarded(total = ONCE.get_or_init(|| Lock::new(0)))]
async fn made_once(amount: u32) {
    *total += amount;
}

/// A `static` that initializes itself.
#[guarded(LAZY)]
async fn lazy(amount: u32) {
    *lazy += amount;
}

fn lock_of(name: &str) -> Arc<Lock<u32>> {
    BY_NAME.lock().unwrap().entry(name.to_owned()).or_default().clone()
}

/// The call returns a shared primitive.
#[guarded(total = lock_of(name))]
async fn by_name(name: &str, amount: u32) {
    *total += amount;
}

struct Pool {
    limit: Semaphore,
    total: Arc<Lock<u32>>,
}

impl Pool {
    fn new() -> Self {
        Pool { limit: Semaphore::new(8), total: Arc::default() }
    }

    /// A field lives as long as its object.
    #[semaphore(self.limit)]
    async fn field(&self) -> usize {
        self.limit.available()
    }
}

/// The caller shares the primitive.
#[guarded(total = Arc::clone(&pool.total))]
async fn handed_in(pool: &Pool, amount: u32) {
    *total += amount;
}

#[guarded(
    total = Lock::new(amount),
    allow(temporary_primitive, reason = "shows what the body looks like")
)]
async fn on_purpose(amount: u32) -> u32 {
    *total
}

fn main() {
    let pool = Pool::new();
    drop((made_once(1), lazy(1), by_name("a", 1), pool.field(), handed_in(&pool, 1)));
    drop(on_purpose(1));
}
