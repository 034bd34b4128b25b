//! A guard, a permit or a result is not used.

#![deny(unused_must_use)]

use std::time::Duration;

use interlocking::{BoundedSemaphore, Condition, Lock, LockGuard, Semaphore};

async fn limited(gate: &Semaphore, memory: &BoundedSemaphore) {
    gate.try_acquire();
    memory.release(1);
}

async fn held(lock: &'static Lock<u32>) {
    guard(lock).await;
}

async fn guard(lock: &'static Lock<u32>) -> LockGuard<'static, u32> {
    lock.lock().await
}

async fn waited(changed: &Condition<u32>, held: LockGuard<'_, u32>) {
    changed.wait_for_timeout(held, |value| *value > 0, Duration::from_secs(1)).await;
}

fn main() {
    static LOCK: Lock<u32> = Lock::new(0);
    static CHANGED: Condition<u32> = Condition::new();
    drop(limited(&Semaphore::new(1), &BoundedSemaphore::new(1)));
    drop((held(&LOCK), waited(&CHANGED, LOCK.try_lock().unwrap())));
}
