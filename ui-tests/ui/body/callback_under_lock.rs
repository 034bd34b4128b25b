//! A callback is awaited under a lock that it may acquire.

#![deny(deprecated)]

use std::pin::Pin;

use futures::future::BoxFuture;
use interlocking::{Lock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

#[guarded(LEDGER)]
async fn parameter(amount: u32, hook: impl AsyncFn(usize)) {
    ledger.push(amount);
    hook(ledger.len()).await;
}

#[guarded(LEDGER)]
async fn returns_a_future<F, Fut>(amount: u32, hook: F) -> bool
where
    F: FnOnce(usize) -> Fut,
    Fut: Future<Output = bool>,
{
    ledger.push(amount);
    hook(ledger.len()).await
}

trait Observer {
    fn changed(&self, value: u32) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

#[synchronized]
async fn object(amount: u32, observer: &dyn Observer) {
    let mut ledger = LEDGER.lock().await;
    ledger.push(amount);
    observer.changed(amount).await;
}

type Listener = Box<dyn Fn(u32) -> BoxFuture<'static, ()>>;

struct Hub {
    value: Lock<u32>,
    first: Listener,
    listeners: Vec<Listener>,
}

impl Hub {
    #[guarded(self.value)]
    async fn field(&self, new: u32) {
        *value = new;
        (self.first)(new).await;
    }

    #[guarded(self.value)]
    async fn list(&self, new: u32) {
        *value = new;
        for listener in &self.listeners {
            listener(new).await;
        }
    }
}

struct Silent;

impl Observer for Silent {
    fn changed(&self, _: u32) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

fn main() {
    drop((parameter(1, async |_| ()), returns_a_future(1, async |_| true), object(1, &Silent)));
    let first: Listener = Box::new(|_| Box::pin(async {}));
    let hub = Hub { value: Lock::new(0), first, listeners: Vec::new() };
    drop((hub.field(1), hub.list(1)));
}
