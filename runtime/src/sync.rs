//! The only file that names `std::sync` or loom: everything else takes its atomics and its mutex from here.

#[cfg(all(test, not(loom)))]
pub(crate) mod counted;

#[cfg(loom)]
pub(crate) use loom::sync::{
    Mutex,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::Ordering;
#[cfg(not(any(loom, test)))]
pub(crate) use std::sync::{
    Mutex,
    atomic::{AtomicU32, AtomicUsize},
};

#[cfg(all(test, not(loom)))]
pub(crate) use self::counted::{AtomicU32, AtomicUsize, Mutex};

/// Declares a constructor that is `const`, so that primitives can be statics, except under loom, whose types cannot be
/// built in constants.
macro_rules! const_unless_loom {
    ($(#[$attribute:meta])* $visibility:vis const fn $($rest:tt)*) => {
        #[cfg(not(loom))]
        $(#[$attribute])*
        $visibility const fn $($rest)*

        #[cfg(loom)]
        $(#[$attribute])*
        $visibility fn $($rest)*
    };
}
pub(crate) use const_unless_loom;
