//! The primitives run on any executor, and between executors.

use std::{sync::Arc, thread};

use futures::executor::{LocalPool, block_on};
use interlocking::{Barrier, Condition, Event, Lock, RwLock, Semaphore, guarded, semaphore, waits};

/// Two tasks that use every primitive and wait for each other.
#[derive(Default)]
struct Shared {
    queue: Lock<Vec<u32>>,
    filled: Condition<Vec<u32>>,
    settings: RwLock<u32>,
    started: Event,
}

impl Shared {
    #[waits(self.started)]
    #[guarded(self.queue, notify_all = self.filled)]
    async fn produce(&self, meet: &Barrier) {
        *self.settings.write().await += 1;
        queue.push(7);
        drop(queue);
        meet.wait().await.unwrap();
    }

    #[semaphore(gate)]
    async fn consume(&self, meet: &Barrier, gate: &Semaphore) -> u32 {
        self.started.set();
        meet.wait().await.unwrap();
        let settings = *self.settings.read().await;
        let mut queue =
            self.filled.wait_for(self.queue.lock().await, |queue| !queue.is_empty()).await;
        queue.pop().unwrap() + settings
    }
}

async fn both() {
    let (shared, meet, gate) = (Shared::default(), Barrier::new(2), Semaphore::new(1));
    let (_, consumed) = futures::join!(shared.produce(&meet), shared.consume(&meet, &gate));
    assert_eq!(consumed, 8);
    assert_eq!(*shared.queue.lock_when(Vec::is_empty).await, []);
}

#[test]
fn futures() {
    block_on(both());
    LocalPool::new().run_until(both());
}

#[test]
fn smol() {
    smol::block_on(both());
    smol::block_on(smol::spawn(both()));
}

#[test]
fn tokio() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(both());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async { tokio::spawn(both()).await.unwrap() });
}

/// Tasks of three executors and plain threads exclude each other.
#[test]
fn between_executors() {
    let lock = Arc::new(Lock::new(0));
    let add = |lock: Arc<Lock<u32>>| async move {
        for _ in 0..200 {
            let mut guard = lock.lock().await;
            let read = *guard;
            if read % 16 == 0 {
                thread::yield_now();
            }
            *guard = read + 1;
        }
    };
    let (a, b, c, d) = (lock.clone(), lock.clone(), lock.clone(), lock.clone());
    let threads = [
        thread::spawn(move || block_on(add(a))),
        thread::spawn(move || smol::block_on(add(b))),
        thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(add(c));
        }),
        thread::spawn(move || (0..200).for_each(|_| *d.blocking_lock() += 1)),
    ];
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(*lock.try_lock().unwrap(), 800);
}
