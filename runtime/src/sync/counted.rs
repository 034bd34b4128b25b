//! The atomics and the mutex of the unit tests: they count, per thread, what the fast paths promise to spare.

use std::{
    cell::Cell,
    sync::{LockResult, MutexGuard, atomic::Ordering},
};

thread_local! {
    static COSTS: Cell<Costs> = const { Cell::new(Costs { read_modify_writes: 0, mutexes: 0 }) };
}

/// What a piece of code has cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Costs {
    pub(crate) read_modify_writes: usize,
    pub(crate) mutexes: usize,
}

/// What `code` costs.
pub(crate) fn costs<R>(code: impl FnOnce() -> R) -> (R, Costs) {
    let before = COSTS.get();
    let result = code();
    let after = COSTS.get();
    let costs = Costs {
        read_modify_writes: after.read_modify_writes - before.read_modify_writes,
        mutexes: after.mutexes - before.mutexes,
    };
    (result, costs)
}

fn count_read_modify_write() {
    let costs = COSTS.get();
    COSTS.set(Costs { read_modify_writes: costs.read_modify_writes + 1, ..costs });
}

pub(crate) use std::sync::atomic::AtomicBool;

macro_rules! counted {
    ($atomic:ident, $word:ty) => {
        pub(crate) struct $atomic(std::sync::atomic::$atomic);

        #[allow(dead_code, reason = "each word uses other operations")]
        impl $atomic {
            pub(crate) const fn new(value: $word) -> Self {
                $atomic(std::sync::atomic::$atomic::new(value))
            }

            pub(crate) fn load(&self, order: Ordering) -> $word {
                self.0.load(order)
            }

            pub(crate) fn store(&self, value: $word, order: Ordering) {
                self.0.store(value, order);
            }

            pub(crate) fn compare_exchange(
                &self,
                current: $word,
                new: $word,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$word, $word> {
                count_read_modify_write();
                self.0.compare_exchange(current, new, success, failure)
            }

            /// Never fails without a reason, so that the counts are always the same.
            pub(crate) fn compare_exchange_weak(
                &self,
                current: $word,
                new: $word,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$word, $word> {
                self.compare_exchange(current, new, success, failure)
            }

            pub(crate) fn fetch_add(&self, value: $word, order: Ordering) -> $word {
                count_read_modify_write();
                self.0.fetch_add(value, order)
            }

            pub(crate) fn fetch_and(&self, value: $word, order: Ordering) -> $word {
                count_read_modify_write();
                self.0.fetch_and(value, order)
            }

            pub(crate) fn fetch_sub(&self, value: $word, order: Ordering) -> $word {
                count_read_modify_write();
                self.0.fetch_sub(value, order)
            }

            pub(crate) fn fetch_update(
                &self,
                success: Ordering,
                failure: Ordering,
                update: impl FnMut($word) -> Option<$word>,
            ) -> Result<$word, $word> {
                count_read_modify_write();
                self.0.fetch_update(success, failure, update)
            }
        }
    };
}

counted!(AtomicUsize, usize);
counted!(AtomicU32, u32);
counted!(AtomicU64, u64);

pub(crate) struct Mutex<T>(std::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Mutex(std::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let costs = COSTS.get();
        COSTS.set(Costs { mutexes: costs.mutexes + 1, ..costs });
        self.0.lock()
    }
}
