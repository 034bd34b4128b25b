//! Stored functions are called under a lock.

use interlocking::{Lock, guarded};

struct Bus {
    listeners: Vec<Box<dyn Fn(u32) + Send + Sync>>,
    last: Lock<u32>,
}

impl Bus {
    #[guarded(self.last)]
    async fn emit(&self, value: u32) {
        *last = value;
        for listener in &self.listeners {
            listener(value);
        }
    }
}

fn main() {
    drop(Bus { listeners: Vec::new(), last: Lock::new(0) }.emit(3));
}
