//! A crate that re-exports interlocking, and a macro that uses it.

pub use interlocking as sync;

/// A function that counts its calls under a lock of its own.
#[macro_export]
macro_rules! counter {
    ($name:ident) => {
        #[$crate::sync::guarded(calls = LOCK, crate = $crate::sync)]
        async fn $name() -> u32 {
            *calls += 1;
            *calls
        }
    };
}
