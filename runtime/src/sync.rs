//! The only file that names `std::sync` or loom: everything else takes its atomics and its mutex from here.

#[cfg(all(test, not(interlocking_loom)))]
pub(crate) mod counted;

#[cfg(interlocking_loom)]
pub(crate) use loom::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
};
#[cfg(not(interlocking_loom))]
pub(crate) use std::sync::atomic::Ordering;
#[cfg(not(any(interlocking_loom, test)))]
pub(crate) use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize},
};

#[cfg(all(test, not(interlocking_loom)))]
pub(crate) use self::counted::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Mutex};

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
