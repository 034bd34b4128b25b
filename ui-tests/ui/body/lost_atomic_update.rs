//! A lost update: an atomic is loaded, and a result of the value is stored after an `.await`.

#![deny(deprecated)]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use interlocking::{Lock, synchronized};

static NEXT: AtomicU64 = AtomicU64::new(0);
static LOG: Lock<Vec<u64>> = Lock::new(Vec::new());

async fn register(id: u64) -> u64 {
    tokio::task::yield_now().await;
    id + 1
}

#[synchronized]
async fn plus_one() -> u64 {
    let id = NEXT.load(Ordering::SeqCst);
    LOG.lock().await.push(id);
    NEXT.store(id + 1, Ordering::SeqCst);
    id
}

#[synchronized]
async fn through_a_variable() {
    let next = NEXT.load(Ordering::Acquire) + 1;
    tokio::task::yield_now().await;
    NEXT.store(next, Ordering::Release);
}

#[synchronized]
async fn by_a_call(next: &AtomicU64) {
    let id = next.load(Ordering::SeqCst);
    let following = register(id).await;
    next.store(following, Ordering::SeqCst);
}

struct Pool {
    busy: AtomicUsize,
}

impl Pool {
    #[synchronized]
    async fn run(&self, job: u64) {
        let busy = self.busy.load(Ordering::Relaxed);
        self.busy.store(busy + 1, Ordering::Relaxed);
        register(job).await;
        self.busy.store(busy, Ordering::Relaxed);
    }
}

fn main() {
    let pool = Pool { busy: AtomicUsize::new(0) };
    drop((plus_one(), through_a_variable(), by_a_call(&NEXT), pool.run(1)));
}
