//! One scenario for each way to wait and to be granted: two futures that wait, and the operation that grants.

mod locks;
mod others;

use std::{
    any::Any,
    cell::Cell,
    fmt::Debug,
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// A future, whose output holds what was acquired.
pub(crate) type Waiting = Pin<Box<dyn Future<Output = Box<dyn Any>>>>;

/// The primitive that two futures wait for.
pub(crate) struct Scenario {
    /// Grants what a future waits for.
    pub(crate) grant: Rc<dyn Fn()>,
    /// Grants what every future waits for, if it is called repeatedly and every output is dropped meanwhile.
    pub(crate) end: Box<dyn Fn()>,
    /// Calls every getter, tries to acquire, and queues a future and cancels it.
    pub(crate) touch: Rc<dyn Fn()>,
    /// Asserts that the primitive is free and has no waiters.
    pub(crate) assert_pristine: Box<dyn Fn()>,
}

/// A scenario and its two futures.
type Made = (Scenario, [Waiting; 2]);

pub(crate) type Make = fn() -> Made;

pub(crate) const SCENARIOS: &[(&str, Make)] = &[
    ("lock: release", locks::release),
    ("lock_all: release", locks::release_of_one_of_two),
    ("lock_when: true after a change", locks::predicates_become_true),
    ("lock_when: false, before a plain waiter", locks::false_predicate_first),
    ("until", locks::until),
    ("condition: notify_one", || locks::notify(1)),
    ("condition: notify(2)", || locks::notify(2)),
    ("condition: notify_all", || locks::notify(usize::MAX)),
    ("condition: notify while the lock has waiters", locks::notify_behind_a_locker),
    ("condition: wait_for", locks::wait_for),
    ("condition: two conditions of one lock", locks::two_conditions),
    #[cfg(feature = "tokio")]
    ("condition: wait_timeout", locks::timeouts),
    #[cfg(feature = "tokio")]
    ("condition: wait_timeout while the lock has waiters", locks::timeout_behind_a_locker),
    ("lock_map: release", locks::lock_map),
    ("rwlock: a writer releases to readers", others::readers),
    ("rwlock: a reader releases to a writer", others::writer_then_reader),
    ("rwlock: the most readers", others::most_readers),
    ("rwlock: downgrade", others::downgrade),
    ("rwlock: downgrade, owned", others::downgrade_owned),
    ("semaphore: release", others::semaphore),
    ("semaphore: a request gathers", others::gather),
    ("bounded semaphore: permits come back", others::bounded),
    ("closable semaphore: close", others::close),
    ("event: set", || others::event(|event| event.set())),
    ("event: set and clear", others::set_and_clear),
    ("barrier: trip", others::trip),
    ("barrier: reset", || others::barrier(interlocking::Barrier::reset)),
    ("barrier: abort", || others::barrier(interlocking::Barrier::abort)),
];

/// The futures borrow their primitive for `'static`: it is leaked.
fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(crate) fn waiting<F: Future<Output: 'static> + 'static>(future: F) -> Waiting {
    struct Erased<F>(Pin<Box<F>>);

    impl<F: Future<Output: 'static>> Future for Erased<F> {
        type Output = Box<dyn Any>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Box<dyn Any>> {
            self.0.as_mut().poll(cx).map(|output| Box::new(output) as Box<dyn Any>)
        }
    }

    Box::pin(Erased(Box::pin(future)))
}

/// A future that is created at its first poll.
fn lazy(make: impl FnOnce() -> Waiting + 'static) -> Waiting {
    let (mut make, mut made) = (Some(make), None);
    Box::pin(std::future::poll_fn(move |cx| {
        let made: &mut Waiting = made.get_or_insert_with(|| (make.take().expect("once"))());
        made.as_mut().poll(cx)
    }))
}

fn poll_once(future: Pin<&mut (impl Future + ?Sized)>) {
    let _ = future.poll(&mut Context::from_waker(Waker::noop()));
}

fn text(value: &impl Debug) -> String {
    format!("{value:?}")
}

/// A guard, until it is released.
struct Held<G>(Rc<Cell<Option<G>>>);

impl<G: 'static> Held<G> {
    fn new(guard: G) -> Self {
        Held(Rc::new(Cell::new(Some(guard))))
    }

    /// Passes the guard to `release`, once.
    fn release_by(&self, release: impl Fn(G) + 'static) -> Rc<dyn Fn()> {
        let held = self.0.clone();
        Rc::new(move || {
            if let Some(guard) = held.take() {
                release(guard);
            }
        })
    }

    fn release(&self) -> Rc<dyn Fn()> {
        self.release_by(drop)
    }
}

/// Another handle of `grant`.
fn also(grant: &Rc<dyn Fn()>) -> Box<dyn Fn()> {
    let grant = grant.clone();
    Box::new(move || grant())
}
