//! The only file that names `std::sync` or loom: everything else takes its atomics, its mutex and its condition variable from here.

#[cfg(all(test, not(interlocking_loom)))]
pub(crate) mod counted;

#[cfg(interlocking_loom)]
pub(crate) use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
};
#[cfg(not(interlocking_loom))]
pub(crate) use std::sync::{Condvar, MutexGuard, atomic::Ordering};
#[cfg(not(any(interlocking_loom, test)))]
pub(crate) use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize},
};

#[cfg(all(test, not(interlocking_loom)))]
pub(crate) use self::counted::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Mutex};

/// A number that no other queue of the process has. At one in a nanosecond, 64 bits last 584 years.
pub(crate) fn next_queue_number() -> u64 {
    // Not loom's: it numbers, and orders nothing.
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// For the tests of races: loom's threads, which try every interleaving, or those of the machine, which try some.
#[cfg(all(test, interlocking_loom))]
pub(crate) mod racing {
    pub(crate) use loom::{future::block_on, thread};

    /// Runs `race` in every interleaving with at most three preemptions, or `LOOM_MAX_PREEMPTIONS`.
    pub(crate) fn model(race: impl Fn() + Send + Sync + 'static) {
        let mut model = loom::model::Builder::new();
        model.preemption_bound = model.preemption_bound.or(Some(3));
        model.check(race);
    }
}

#[cfg(all(test, not(interlocking_loom)))]
pub(crate) mod racing {
    pub(crate) use std::thread;

    pub(crate) use futures::executor::block_on;

    /// Runs `race` some times.
    pub(crate) fn model(race: impl Fn() + Send + Sync + 'static) {
        for _ in 0..200 {
            race();
        }
    }
}

/// Declares a constructor that is `const`, so that primitives can be statics, except under loom, whose types cannot be
/// built in constants.
macro_rules! const_unless_loom {
    ($(#[$attribute:meta])* $visibility:vis const fn $($rest:tt)*) => {
        #[cfg(not(interlocking_loom))]
        $(#[$attribute])*
        $visibility const fn $($rest)*

        #[cfg(interlocking_loom)]
        $(#[$attribute])*
        $visibility fn $($rest)*
    };
}
pub(crate) use const_unless_loom;
