//! A guard outlives its lock.

use interlocking::{Lock, LockGuard};

struct Session<'a> {
    held: Option<LockGuard<'a, u32>>,
}

impl Session<'_> {
    async fn keep(&mut self, lock: &Lock<u32>) {
        self.held = Some(lock.lock().await);
    }
}

fn main() {
    drop(Session { held: None }.keep(&Lock::new(0)));
}
