//! Wakers that count, and that run an action of the test's choice at one of the calls that are made to them.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    mem::{self, ManuallyDrop},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{RawWaker, RawWakerVTable, Waker},
    thread,
};

pub(crate) type Action = Box<dyn FnOnce()>;

thread_local! {
    /// How many times a waker was cloned, woken or dropped on this thread since [`arm`].
    static CALLS: Cell<usize> = const { Cell::new(0) };
    static ACTIONS: RefCell<Vec<(usize, Action)>> = const { RefCell::new(Vec::new()) };
}

/// Starts to count the calls of this thread's wakers; each action runs inside of the call with its number.
pub(crate) fn arm(actions: Vec<(usize, Action)>) {
    ACTIONS.set(actions);
    CALLS.set(0);
}

/// Ends what [`arm`] began; returns how many calls there were.
pub(crate) fn disarm() -> usize {
    drop(ACTIONS.take());
    CALLS.get()
}

fn called() {
    let call = CALLS.replace(CALLS.get() + 1);
    let action = ACTIONS.with_borrow_mut(|actions| {
        let at = actions.iter().position(|(at, _)| *at == call)?;
        Some(actions.swap_remove(at).1)
    });
    if let Some(action) = action {
        action();
    }
}

/// What a waker of the test panics with; the panic hook prints nothing of it.
struct Injected;

/// As [`Injected`], and dropping it panics again.
struct InjectedTwice;

impl Drop for InjectedTwice {
    fn drop(&mut self) {
        inject_panic();
    }
}

pub(crate) fn inject_panic() {
    unwind_with(Injected);
}

pub(crate) fn inject_panic_whose_payload_panics() {
    unwind_with(InjectedTwice);
}

/// Panics, unless the thread unwinds already: a second panic aborts the process, whatever a library does.
fn unwind_with(payload: impl Send + 'static) {
    if thread::panicking() {
        mem::forget(payload);
    } else {
        resume_unwind(Box::new(payload));
    }
}

/// The result of `code`, or nothing if a waker's panic came out of it; any other panic goes on.
pub(crate) fn caught<R>(code: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(code)).map_err(assert_injected).ok()
}

fn assert_injected(panic: Box<dyn Any + Send>) {
    match panic.downcast::<InjectedTwice>() {
        Ok(twice) => mem::forget(twice),
        Err(panic) if panic.is::<Injected>() => {}
        Err(panic) => resume_unwind(panic),
    }
}

/// A waker, and how many times it and its clones were woken.
pub(crate) struct Counting {
    wakes: Arc<AtomicUsize>,
    waker: ManuallyDrop<Waker>,
}

impl Counting {
    pub(crate) fn new() -> Self {
        let wakes = Arc::new(AtomicUsize::new(0));
        let raw = RawWaker::new(Arc::into_raw(wakes.clone()).cast(), &VTABLE);
        // SAFETY: the vtable keeps the contract of wakers over an `Arc`'s pointer: each waker owns one count of it.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        Counting { wakes, waker }
    }

    pub(crate) fn waker(&self) -> &Waker {
        &self.waker
    }

    pub(crate) fn wakes(&self) -> usize {
        self.wakes.load(Relaxed)
    }

    /// How many clones of the waker there are.
    pub(crate) fn clones(&self) -> usize {
        Arc::strong_count(&self.wakes) - 2
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        // SAFETY: this is the count of `waker`, which is not used any more, and whose own drop would be one more call.
        unsafe { Arc::decrement_strong_count(Arc::as_ptr(&self.wakes)) };
    }
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(
    |data| {
        called();
        // SAFETY: `data` is from `Arc::into_raw`, and the waker that it is from still owns its count.
        unsafe { Arc::increment_strong_count(data.cast::<AtomicUsize>()) };
        RawWaker::new(data, &VTABLE)
    },
    |data| {
        // SAFETY: as above, and this waker gives up its reference count.
        let wakes = unsafe { Arc::from_raw(data.cast::<AtomicUsize>()) };
        wakes.fetch_add(1, Relaxed);
        called();
    },
    |data| {
        // SAFETY: as above; the count stays the waker's.
        let wakes = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<AtomicUsize>()) });
        wakes.fetch_add(1, Relaxed);
        called();
    },
    |data| {
        // SAFETY: as above, and this waker gives up its reference count.
        let _wakes = unsafe { Arc::from_raw(data.cast::<AtomicUsize>()) };
        called();
    },
);
