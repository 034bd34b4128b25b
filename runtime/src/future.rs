//! The futures of the primitives, by name, to store them in a struct.

#[cfg(feature = "tokio")]
pub use crate::condition::{WaitForTimeout, WaitTimeout};
pub use crate::{
    barrier::BarrierWait,
    condition::{Wait, WaitFor},
    event::EventWait,
    lock::{LockAll, LockRef, Locking, When},
    lock_map::LockKey,
    rwlock::{Reading, RwLockRef, RwLocking, Writing},
    semaphore::{Acquire, SemaphoreRef},
};
use crate::{fmt::debug_is_name, rwlock::Access};

debug_is_name! {
    [R: LockRef] Locking<R>;
    [R: LockRef, F] When<R, F>;
    ['a, T: ?Sized] LockAll<'a, T>;
    [R: RwLockRef, A: Access] RwLocking<R, A>;
    [R: SemaphoreRef] Acquire<R>;
    ['a] EventWait<'a>;
    ['a] BarrierWait<'a>;
    ['c, R: LockRef] Wait<'c, R>;
    ['c, R: LockRef, F] WaitFor<'c, R, F>;
}

#[cfg(feature = "tokio")]
debug_is_name! {
    ['c, R: LockRef] WaitTimeout<'c, R>;
    ['c, R: LockRef, F] WaitForTimeout<'c, R, F>;
}
