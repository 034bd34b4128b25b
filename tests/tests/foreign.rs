//! Targets of other kinds: tokio's primitives, and a type that implements a trait of `hold`.

#![deny(warnings)]

use std::{convert::Infallible, sync::Arc};

use interlocking::{barrier, guarded, hold::Exclusive, semaphore};
use tokio::sync::{AcquireError, Barrier, Mutex, MutexGuard, RwLock, Semaphore};

struct Service {
    pool: Mutex<Vec<u32>>,
    settings: Arc<RwLock<u32>>,
    gate: Semaphore,
    meet: Barrier,
}

impl Service {
    #[guarded(self.pool, read self.settings)]
    async fn push(&self) -> usize {
        pool.push(*settings);
        pool.len()
    }

    #[guarded(write self.settings)]
    async fn set(&self, value: u32) {
        *settings = value;
    }

    #[semaphore(self.gate?, permits = 2)]
    async fn limited(&self) -> Result<usize, AcquireError> {
        Ok(self.gate.available_permits())
    }

    #[barrier(turn = self.meet)]
    async fn meet(&self) -> bool {
        turn.is_leader()
    }
}

#[tokio::test]
async fn tokios_primitives_are_targets() {
    let service = Service {
        pool: Mutex::new(Vec::new()),
        settings: Arc::new(RwLock::new(1)),
        gate: Semaphore::new(3),
        meet: Barrier::new(2),
    };
    service.set(7).await;
    assert_eq!(service.push().await, 1);
    assert_eq!(*service.pool.lock().await, [7]);
    assert_eq!(service.limited().await.unwrap(), 1);
    service.gate.close();
    assert!(service.limited().await.is_err());
    let (a, b) = tokio::join!(service.meet(), service.meet());
    assert!(a ^ b);
}

/// A lock of the application: tokio's mutex, with a count of its acquisitions.
struct Counted<T> {
    inner: Mutex<T>,
    acquired: std::sync::atomic::AtomicU32,
}

impl<T> Exclusive for Counted<T> {
    type Guard<'a>
        = MutexGuard<'a, T>
    where
        T: 'a;
    type Error = Infallible;

    async fn exclusive(&self) -> Result<MutexGuard<'_, T>, Infallible> {
        self.acquired.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(self.inner.lock().await)
    }

    async fn try_exclusive(&self) -> Result<Option<MutexGuard<'_, T>>, Infallible> {
        Ok(self.inner.try_lock().ok())
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

#[guarded(counted)]
async fn add(counted: &Counted<u32>) -> u32 {
    *counted += 1;
    *counted
}

#[tokio::test]
async fn a_type_of_the_application_is_a_target() {
    let counted = Counted { inner: Mutex::new(0), acquired: Default::default() };
    assert_eq!((add(&counted).await, add(&counted).await), (1, 2));
    assert_eq!(counted.acquired.into_inner(), 2);
}
