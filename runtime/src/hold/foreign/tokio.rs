//! tokio's primitives.

use std::{convert::Infallible, future::ready, ptr};

use tokio::sync::{
    AcquireError, Barrier, BarrierWaitResult, Mutex, MutexGuard, Notify, RwLock, RwLockReadGuard,
    RwLockWriteGuard, Semaphore, SemaphorePermit, TryAcquireError,
};

use super::Watched;
use crate::hold::{
    CanFail, Exclusive, Permits, Rendezvous, Shared, Signal, Succeeds, primitives::lock,
};

lock!(Exclusive for Mutex: MutexGuard, exclusive = lock, try_exclusive = try_lock);
lock!(Exclusive for RwLock: RwLockWriteGuard, exclusive = write, try_exclusive = try_write);
lock!(Shared for RwLock: RwLockReadGuard, shared = read, try_shared = try_read);

/// Fails once it is closed. More permits than `u32::MAX` can never be had, and panic.
#[diagnostic::do_not_recommend]
impl Permits for Semaphore {
    type Permit<'a> = SemaphorePermit<'a>;
    type Error = AcquireError;

    fn permits(&self, n: usize) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        Watched { future: self.acquire_many(count(n)) }
    }

    fn try_permits(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<Option<SemaphorePermit<'_>>, AcquireError>> {
        let tried = self.try_acquire_many(count(n));
        async move {
            match tried {
                Ok(permit) => Ok(Some(permit)),
                Err(TryAcquireError::NoPermits) => Ok(None),
                // Acquiring gives the error that says so.
                Err(TryAcquireError::Closed) => self.acquire().await.map(Some),
            }
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a semaphore of tokio's has at most `u32::MAX` permits to take at once")
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized> CanFail<P> for AcquireError {
    type Error = Self;
}

#[diagnostic::do_not_recommend]
impl Rendezvous for Barrier {
    type Turn = BarrierWaitResult;
    type Error = Infallible;

    fn meet(&self) -> impl Future<Output = Result<BarrierWaitResult, Infallible>> {
        Succeeds { future: Watched { future: self.wait() } }
    }
}

/// Setting it wakes everybody who waits, and lets one more pass who comes later: a `Notify` remembers one notification. For a state
/// that stays, use an [`Event`](crate::Event).
#[diagnostic::do_not_recommend]
impl Signal for Notify {
    type Error = Infallible;

    fn wait(&self) -> impl Future<Output = Result<(), Infallible>> {
        Succeeds { future: Watched { future: self.notified() } }
    }

    fn set(&self) {
        self.notify_waiters();
        self.notify_one();
    }
}
