//! Listeners that are called under the lock: the rule is off by default.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

type Listener = Box<dyn Fn(u32)>;

struct Hub {
    value: Lock<u32>,
    listeners: Vec<Listener>,
}

impl Hub {
    /// These listeners only record the value.
    #[guarded(self.value)]
    async fn set(&self, new: u32) {
        *value = new;
        for listener in &self.listeners {
            listener(new);
        }
    }

    /// The listeners run after the release.
    #[guarded(self.value)]
    async fn set_then_tell(&self, new: u32) {
        *value = new;
        drop(value);
        for listener in &self.listeners {
            listener(new);
        }
    }

    #[guarded(self.value, allow(listeners_under_lock, reason = "they only count"))]
    async fn on_purpose(&self, new: u32) {
        *value = new;
        for listener in &self.listeners {
            listener(new);
        }
    }
}

/// The caller provides the list.
#[synchronized]
async fn handed_in(amount: u32, listeners: &[Listener]) {
    let mut ledger = LEDGER.lock().await;
    ledger.push(amount);
    listeners.iter().for_each(|listener| listener(amount));
    for listener in listeners {
        listener(amount);
    }
}

fn main() {
    let hub = Hub { value: Lock::new(0), listeners: Vec::new() };
    drop((hub.set(1), hub.set_then_tell(1), hub.on_purpose(1), handed_in(1, &[])));
}
