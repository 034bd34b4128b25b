//! async-lock's primitives. Its locks do not hand over in order: a newcomer may overtake who waits.

use std::{convert::Infallible, future::ready, ptr};

use async_lock::{
    Barrier, BarrierWaitResult, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
    Semaphore, SemaphoreGuard,
};

use super::Watched;
use crate::hold::{Exclusive, Permits, Rendezvous, Shared, Succeeds, primitives::lock};

lock!(Exclusive for Mutex: MutexGuard, exclusive = lock, try_exclusive = try_lock);
lock!(Exclusive for RwLock: RwLockWriteGuard, exclusive = write, try_exclusive = try_write);
lock!(Shared for RwLock: RwLockReadGuard, shared = read, try_shared = try_read);

/// Gives one permit at a time: for more, two tasks could each wait for what the other has. `permits` other than 1 panics.
#[diagnostic::do_not_recommend]
impl Permits for Semaphore {
    type Permit<'a> = SemaphoreGuard<'a>;
    type Error = Infallible;

    fn permits(&self, n: usize) -> impl Future<Output = Result<SemaphoreGuard<'_>, Infallible>> {
        assert_one(n);
        Succeeds { future: Watched { future: self.acquire() } }
    }

    fn try_permits(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<Option<SemaphoreGuard<'_>>, Infallible>> {
        assert_one(n);
        ready(Ok(self.try_acquire()))
    }
}

fn assert_one(n: usize) {
    assert!(
        n == 1,
        "a semaphore of async-lock's gives one permit at a time, and {n} were asked for"
    );
}

#[diagnostic::do_not_recommend]
impl Rendezvous for Barrier {
    type Turn = BarrierWaitResult;
    type Error = Infallible;

    fn meet(&self) -> impl Future<Output = Result<BarrierWaitResult, Infallible>> {
        Succeeds { future: Watched { future: self.wait() } }
    }
}
