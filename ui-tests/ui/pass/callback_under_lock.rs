//! Callbacks that are not async, that run without the lock, or whose code is known.

#![deny(warnings)]

use futures::future::BoxFuture;
use interlocking::{Lock, Semaphore, guarded, semaphore, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static GATE: Semaphore = Semaphore::new(8);

/// A callback that is not async cannot await the lock.
#[guarded(LEDGER)]
async fn update(change: impl FnOnce(&mut Vec<u32>)) {
    change(&mut ledger);
}

/// The lock is released before the callback.
#[guarded(LEDGER)]
async fn released(amount: u32, hook: impl AsyncFn(usize)) {
    ledger.push(amount);
    let entries = ledger.len();
    drop(ledger);
    hook(entries).await;
}

/// The lock is held for its block only.
#[synchronized]
async fn behind_the_block(amount: u32, hook: impl AsyncFn(usize)) {
    let entries = #[guarded(LEDGER)]
    {
        ledger.push(amount);
        ledger.len()
    };
    hook(entries).await;
}

/// The callback is written in this function.
#[guarded(LEDGER)]
async fn written_here(amounts: &[u32]) {
    let taxed = async |amount: u32| {
        tokio::task::yield_now().await;
        amount + amount / 5
    };
    let rounded = |amount: u32| async move { amount / 100 * 100 };
    for &amount in amounts {
        ledger.push(taxed(amount).await + rounded(amount).await);
    }
}

/// The callee is a function item, not a parameter.
#[guarded(LEDGER)]
async fn function() {
    async fn rate() -> u32 {
        tokio::task::yield_now().await;
        20
    }
    ledger.push(rate().await);
}

/// The parameter is a future that the caller has created.
#[guarded(LEDGER)]
async fn future(amount: impl Future<Output = u32>) {
    ledger.push(amount.await);
}

/// A permit is not exclusive: the callback can acquire another one.
#[semaphore(GATE)]
async fn limited<F: AsyncFn()>(work: &F) {
    work().await;
}

/// Another task runs the callback, and no code awaits that task.
#[guarded(LEDGER)]
async fn spawned(amount: u32, hook: fn(usize) -> BoxFuture<'static, ()>) {
    ledger.push(amount);
    tokio::spawn(hook(ledger.len()));
}

struct Hub {
    value: Lock<u32>,
    listeners: Vec<Box<dyn Fn(u32) -> BoxFuture<'static, ()>>>,
}

impl Hub {
    /// The listeners run after the lock is released.
    #[guarded(self.value)]
    async fn set(&self, new: u32) {
        *value = new;
        drop(value);
        for listener in &self.listeners {
            listener(new).await;
        }
    }

    #[guarded(self.value)]
    async fn on_purpose(&self, new: u32) {
        *value = new;
        for listener in &self.listeners {
            #[sync_allow(callback_under_lock, reason = "a listener only sends what it is told")]
            listener(new).await;
        }
    }
}

fn main() {
    drop((update(|ledger| ledger.clear()), released(1, async |_| ()), function()));
    drop((behind_the_block(1, async |_| ()), written_here(&[1]), future(async { 1 })));
    drop((spawned(1, |_| Box::pin(async {})), limited(&async || ())));
    let hub = Hub { value: Lock::new(0), listeners: Vec::new() };
    drop((hub.set(1), hub.on_purpose(1)));
}
