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

pub(crate) use std::sync::atomic::{AtomicU32, AtomicU64};

pub(crate) struct AtomicUsize(std::sync::atomic::AtomicUsize);

impl AtomicUsize {
    pub(crate) const fn new(value: usize) -> Self {
        AtomicUsize(std::sync::atomic::AtomicUsize::new(value))
    }

    pub(crate) fn load(&self, order: Ordering) -> usize {
        self.0.load(order)
    }

    pub(crate) fn store(&self, value: usize, order: Ordering) {
        self.0.store(value, order);
    }

    pub(crate) fn compare_exchange(
        &self,
        current: usize,
        new: usize,
        success: Ordering,
        failure: Ordering,
    ) -> Result<usize, usize> {
        count_read_modify_write();
        self.0.compare_exchange(current, new, success, failure)
    }

    /// Never fails without a reason, so that the counts are always the same.
    pub(crate) fn compare_exchange_weak(
        &self,
        current: usize,
        new: usize,
        success: Ordering,
        failure: Ordering,
    ) -> Result<usize, usize> {
        self.compare_exchange(current, new, success, failure)
    }

    pub(crate) fn fetch_add(&self, value: usize, order: Ordering) -> usize {
        count_read_modify_write();
        self.0.fetch_add(value, order)
    }

    pub(crate) fn fetch_and(&self, value: usize, order: Ordering) -> usize {
        count_read_modify_write();
        self.0.fetch_and(value, order)
    }

    pub(crate) fn fetch_sub(&self, value: usize, order: Ordering) -> usize {
        count_read_modify_write();
        self.0.fetch_sub(value, order)
    }

    pub(crate) fn fetch_update(
        &self,
        success: Ordering,
        failure: Ordering,
        update: impl FnMut(usize) -> Option<usize>,
    ) -> Result<usize, usize> {
        count_read_modify_write();
        self.0.fetch_update(success, failure, update)
    }
}

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
