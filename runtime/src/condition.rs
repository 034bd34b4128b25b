//! Waiting under a lock for something to change.

#[cfg(test)]
mod tests;
#[cfg(feature = "tokio")]
mod timeout;

use std::{
    fmt,
    marker::PhantomData,
    mem,
    panic::Location,
    pin::Pin,
    ptr,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
};

use crate::{
    Holds, Lock, LockGuard, OwnedLockGuard, coop,
    lock::{Acquired, Binding, LockRef, sealed::Holds as _},
    observe::hook,
    sync::const_unless_loom,
    wait::{self, Acquiring, Key, Request},
};

#[cfg(feature = "tokio")]
pub use self::timeout::{WaitForTimeout, WaitTimeout};

/// A place to wait, under the lock of some `T`, for that data to change.
///
/// asyncio's `Condition`, without a lock of its own: a condition goes with the lock whose guard it is given, and any number of
/// conditions go with one lock. It is bound to that lock while anyone waits on it, or has been notified and not yet returned.
///
/// Fair: notified waiters join the line for the lock, behind those already in it, in the order in which they began to wait.
/// A wait returns only when it was notified; there are no spurious wake-ups. Notifications are not stored: one that finds
/// nobody waiting is gone. Should a notified waiter be dropped before it returns, its notification goes to the oldest of the
/// waiters that were there at the call.
///
/// # Examples
///
/// ```
/// use interlocking::{Condition, Lock};
///
/// static RESOURCE: Lock<u32> = Lock::new(0);
/// static CHANGED: Condition<u32> = Condition::new();
///
/// async fn three() {
///     let resource = CHANGED.wait_for(RESOURCE.lock().await, |r| *r == 3).await;
///     assert_eq!(*resource, 3);
/// }
///
/// async fn increment() {
///     let mut resource = RESOURCE.lock().await;
///     *resource += 1;
///     CHANGED.notify_all(&resource);
/// }
/// # futures::executor::block_on(async {
/// #     futures::join!(three(), async { for _ in 0..3 { increment().await } });
/// # });
/// ```
pub struct Condition<T: ?Sized> {
    binding: Binding,
    data: PhantomData<fn(&T)>,
}

impl<T: ?Sized> Condition<T> {
    const_unless_loom! {
        /// Makes a condition that nobody waits on.
        pub const fn new() -> Self {
            Condition { binding: Binding::new(), data: PhantomData }
        }
    }

    /// Releases the lock, waits to be notified, and returns holding the lock again.
    ///
    /// The state to wait for is yours to test, before and after; [`wait_for`](Self::wait_for) does it.
    ///
    /// # Cancel safety
    ///
    /// The future owns the guard: dropping it before its first poll releases the lock, and later leaves nothing held. A
    /// notification that it had been given goes to the next waiter.
    ///
    /// # Panics
    ///
    /// If the condition is in use with another lock, here and again at the first poll; the guard is released and nothing is
    /// queued.
    #[track_caller]
    pub fn wait<'a>(&self, held: LockGuard<'a, T>) -> Wait<'_, &'a Lock<T>> {
        self.wait_on(held)
    }

    /// [`wait`](Self::wait) with an owned guard.
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_owned(&self, held: OwnedLockGuard<T>) -> Wait<'_, Arc<Lock<T>>> {
        self.wait_on(held)
    }

    /// Waits until `predicate` is true of the data, and returns holding the lock.
    ///
    /// The predicate is tested under the lock: at the first poll, where true means that the lock is never released, and after
    /// each notification. A false one waits again, behind those who wait already.
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait`](Self::wait). A panic of the predicate releases the lock.
    #[track_caller]
    pub fn wait_for<'a, F>(
        &self,
        held: LockGuard<'a, T>,
        predicate: F,
    ) -> WaitFor<'_, &'a Lock<T>, F>
    where
        F: FnMut(&T) -> bool,
    {
        WaitFor { wait: self.wait_on(held), predicate }
    }

    /// [`wait_for`](Self::wait_for) with an owned guard.
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait_for`](Self::wait_for).
    #[track_caller]
    pub fn wait_for_owned<F>(
        &self,
        held: OwnedLockGuard<T>,
        predicate: F,
    ) -> WaitFor<'_, Arc<Lock<T>>, F>
    where
        F: FnMut(&T) -> bool,
    {
        WaitFor { wait: self.wait_on(held), predicate }
    }

    #[track_caller]
    fn wait_on<R: LockRef>(&self, held: R::Guard) -> Wait<'_, R>
    where
        R::Guard: Holds<T>,
    {
        if held.raw().is_elsewhere(&self.binding) {
            drop(held);
            bound_elsewhere();
        }
        Wait { binding: &self.binding, stage: Stage::Holding(held) }
    }

    /// Notifies the oldest waiter: it returns once it has its turn at the lock.
    ///
    /// # Panics
    ///
    /// If somebody waits on this condition with another lock than the one held.
    #[track_caller]
    pub fn notify_one(&self, held: &impl Holds<T>) {
        self.notify(1, held);
    }

    /// Notifies the `n` oldest waiters, or all if there are fewer; each notification counts for another waiter.
    ///
    /// # Panics
    ///
    /// As for [`notify_one`](Self::notify_one).
    #[track_caller]
    pub fn notify(&self, n: usize, held: &impl Holds<T>) {
        if held.raw().notify(&self.binding, n).is_err() {
            bound_elsewhere();
        }
    }

    /// Notifies all that wait at this moment; a wait that begins later is not woken.
    ///
    /// # Panics
    ///
    /// As for [`notify_one`](Self::notify_one).
    #[track_caller]
    pub fn notify_all(&self, held: &impl Holds<T>) {
        self.notify(usize::MAX, held);
    }

    /// How many wait and have not been notified.
    pub fn waiters(&self) -> usize {
        self.binding.waiters()
    }

    pub(crate) fn binding(&self) -> &Binding {
        &self.binding
    }
}

impl<T: ?Sized> Default for Condition<T> {
    fn default() -> Self {
        Condition::new()
    }
}

/// `Condition` or `Condition [waiters:2]`.
impl<T: ?Sized> fmt::Debug for Condition<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.waiters() {
            0 => f.write_str("Condition"),
            waiters => write!(f, "Condition [waiters:{waiters}]"),
        }
    }
}

#[cold]
#[track_caller]
fn bound_elsewhere() -> ! {
    panic!("a condition was given the guard of another lock than the one its waiters hold");
}

/// The same for an attribute, whose place is not that of the panic.
#[cold]
pub(crate) fn bound_elsewhere_at(place: &Location<'_>) -> ! {
    panic!(
        "a condition was given the guard of another lock than the one its waiters hold, by the attribute at {place}"
    );
}

/// The future of [`Condition::wait`] and [`Condition::wait_owned`].
#[must_use = "futures do nothing unless awaited, and this one holds the lock"]
pub struct Wait<'c, R: LockRef> {
    binding: &'c Binding,
    stage: Stage<'c, R>,
}

enum Stage<'c, R: LockRef> {
    Holding(R::Guard),
    Waiting(Acquiring<NotifiedRequest<'c, R>>),
    /// The predicate of a `wait_for` is true; the budget was exhausted before the guard could be delivered.
    Satisfied(R::Guard),
    Done,
}

impl<R: LockRef> Unpin for Wait<'_, R> {}

impl<R: LockRef> Future for Wait<'_, R> {
    type Output = R::Guard;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Guard> {
        self.wait(cx)
    }
}

impl<'c, R: LockRef> Wait<'c, R> {
    fn take_held(&mut self) -> R::Guard {
        match mem::replace(&mut self.stage, Stage::Done) {
            Stage::Holding(held) | Stage::Satisfied(held) => held,
            _ => unreachable!("called while holding"),
        }
    }

    /// The predicate of a `wait_for` is true: delivers the guard, for a unit of the budget.
    fn deliver(&mut self, cx: &mut Context<'_>) -> Poll<R::Guard> {
        self.stage = Stage::Satisfied(self.take_held());
        ready!(coop::poll_proceed(cx));
        Poll::Ready(self.take_held())
    }

    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<R::Guard> {
        match &mut self.stage {
            Stage::Holding(_) => {
                self.release(cx.waker());
                Poll::Pending
            }
            Stage::Waiting(waiting) => {
                let acquired = ready!(waiting.poll(cx));
                let lock = &waiting.request().lock;
                self.binding.unbind_one();
                let guard = lock.guard(acquired);
                self.stage = Stage::Done;
                Poll::Ready(guard)
            }
            Stage::Satisfied(_) | Stage::Done => panic!("polled after it was ready"),
        }
    }

    /// Turns a waiter that has not been notified into one that only waits for the lock, at the end of the line; `false` if it
    /// has been notified. The caller wakes the next holder.
    #[cfg(feature = "tokio")]
    fn time_out(&self) -> (bool, Option<Waker>) {
        match &self.stage {
            Stage::Waiting(waiting) if let Some(key) = waiting.place() => {
                waiting.request().lock.raw().time_out(key, self.binding)
            }
            _ => (false, None),
        }
    }

    /// Queues, and gives the lock up in the same step.
    fn release(&mut self, waker: &Waker) {
        // Cloned first: should that panic, the guard is still in its stage.
        let noting = hook::noting(waker);
        let mut waker = Some(noting.waker().clone());
        let lock = R::disarm(self.take_held());
        let Ok((key, next)) = lock.raw().wait(self.binding, &mut waker) else {
            wait::both(|| lock.raw().release(), || drop(waker));
            bound_elsewhere();
        };
        // The place is noted before anybody is woken: a panicking waker must not lose it.
        let request = NotifiedRequest { lock, binding: self.binding };
        let address = request.lock.raw().address();
        self.stage = Stage::Waiting(Acquiring::queued(request, key));
        wait::wake_one(next);
        if let Stage::Waiting(waiting) = &self.stage {
            let future = ptr::from_ref(waiting.request()).addr();
            hook::suspended(address, future, &noting);
        }
    }
}

/// The future of [`Condition::wait_for`] and [`Condition::wait_for_owned`].
#[must_use = "futures do nothing unless awaited, and this one holds the lock"]
pub struct WaitFor<'c, R: LockRef, F> {
    wait: Wait<'c, R>,
    predicate: F,
}

impl<R: LockRef, F> Unpin for WaitFor<'_, R, F> {}

impl<R: LockRef, F: FnMut(&R::Data) -> bool> Future for WaitFor<'_, R, F> {
    type Output = R::Guard;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Guard> {
        let WaitFor { wait, predicate } = &mut *self;
        loop {
            match &wait.stage {
                Stage::Holding(held) if predicate(held) => return wait.deliver(cx),
                Stage::Satisfied(_) => return wait.deliver(cx),
                // Here the lock is given up, or was before; a new grant is tested at once.
                _ => {
                    let held = ready!(wait.wait(cx));
                    wait.stage = Stage::Holding(held);
                }
            }
        }
    }
}

/// A waiter on its way back to the lock.
struct NotifiedRequest<'c, R: LockRef> {
    lock: R,
    binding: &'c Binding,
}

impl<R: LockRef> Request for NotifiedRequest<'_, R> {
    type Place = Key;
    type Grant = Acquired;
    type Freed = ();

    fn try_take(&self) -> Option<Acquired> {
        None
    }

    fn enqueue(&self, _: &mut Option<Waker>, (): &mut ()) -> Result<Acquired, Key> {
        unreachable!("queued from the start")
    }

    fn collect(&self, key: Key, waker: &Waker) -> Option<Acquired> {
        self.lock.raw().collect(key, waker)
    }

    fn cancel(&self, key: Key) {
        self.lock.raw().cancel(key, Some(self.binding));
    }

    fn give_back(&self, _: Acquired) {
        self.lock.raw().give_back(self.binding);
    }

    fn address(&self) -> usize {
        self.lock.raw().address()
    }
}
