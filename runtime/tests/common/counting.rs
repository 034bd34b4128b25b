//! The system's allocator with a counter, for the tests and benches that limit the number of allocations.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    /// Below zero where this thread frees what another has allocated.
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

/// How many allocations this thread has made.
pub(crate) fn allocated() -> u64 {
    ALLOCATIONS.get()
}

/// How many bytes this thread has allocated and not freed.
#[allow(dead_code, reason = "the bench counts allocations only")]
pub(crate) fn live_bytes() -> isize {
    LIVE.get()
}

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        LIVE.set(LIVE.get() + layout.size() as isize);
        // SAFETY: the caller keeps the contract of `GlobalAlloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;
