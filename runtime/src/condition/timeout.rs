//! Waiting on a condition with a deadline, on tokio's clock.
//!
//! A timeout around the future of a wait would lose the guard with it; these give it back.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use super::{Condition, Stage, Wait};
use crate::{Lock, LockGuard, OwnedLockGuard, TimedOut, lock::LockRef, wait};

impl<T: ?Sized> Condition<T> {
    /// [`wait`](Self::wait), for at most `timeout`; the guard comes back in both cases.
    ///
    /// Once notified, the result is `Ok`, even if the lock is acquired after the deadline. A waiter that times out joins the end
    /// of the line for the lock, so the guard may come later than the deadline.
    ///
    /// # Errors
    ///
    /// [`TimedOut`](struct@crate::TimedOut), next to the guard, if it was not notified in time.
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait`](Self::wait); and outside of a tokio runtime, or in one without its time driver.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// use std::time::Duration;
    /// use interlocking::{Condition, Lock, TimedOut};
    ///
    /// let (lock, changed) = (Lock::new(1), Condition::new());
    /// let (guard, notified) = changed.wait_timeout(lock.lock().await, Duration::from_millis(1)).await;
    /// assert_eq!((*guard, notified), (1, Err(TimedOut)));
    /// # });
    /// ```
    #[track_caller]
    pub fn wait_timeout<'a>(
        &self,
        held: LockGuard<'a, T>,
        timeout: Duration,
    ) -> WaitTimeout<'_, &'a Lock<T>> {
        WaitTimeout::new(self.wait_on(held), timeout)
    }

    /// [`wait_timeout`](Self::wait_timeout) with an owned guard.
    ///
    /// # Errors
    ///
    /// As for [`wait_timeout`](Self::wait_timeout).
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait_timeout`](Self::wait_timeout).
    #[track_caller]
    pub fn wait_timeout_owned(
        &self,
        held: OwnedLockGuard<T>,
        timeout: Duration,
    ) -> WaitTimeout<'_, Arc<Lock<T>>> {
        WaitTimeout::new(self.wait_on(held), timeout)
    }

    /// [`wait_for`](Self::wait_for), for at most `timeout`; the guard comes back in both cases.
    ///
    /// There is one deadline, however many notifications come. After it the predicate is tested once more, under the lock.
    ///
    /// # Errors
    ///
    /// [`TimedOut`](struct@crate::TimedOut), next to the guard, if the predicate is false at the end.
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait_timeout`](Self::wait_timeout) and [`wait_for`](Self::wait_for).
    #[track_caller]
    pub fn wait_for_timeout<'a, F>(
        &self,
        held: LockGuard<'a, T>,
        predicate: F,
        timeout: Duration,
    ) -> WaitForTimeout<'_, &'a Lock<T>, F>
    where
        F: FnMut(&T) -> bool,
    {
        WaitForTimeout { wait: self.wait_timeout(held, timeout), predicate }
    }

    /// [`wait_for_timeout`](Self::wait_for_timeout) with an owned guard.
    ///
    /// # Errors
    ///
    /// As for [`wait_for_timeout`](Self::wait_for_timeout).
    ///
    /// # Cancel safety
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Panics
    ///
    /// As for [`wait_for_timeout`](Self::wait_for_timeout).
    #[track_caller]
    pub fn wait_for_timeout_owned<F>(
        &self,
        held: OwnedLockGuard<T>,
        predicate: F,
        timeout: Duration,
    ) -> WaitForTimeout<'_, Arc<Lock<T>>, F>
    where
        F: FnMut(&T) -> bool,
    {
        WaitForTimeout { wait: self.wait_timeout_owned(held, timeout), predicate }
    }
}

pin_project! {
    struct Deadline {
        #[pin]
        sleep: Sleep,
        passed: bool,
    }
}

impl Deadline {
    /// Whether it has passed; if not, the task is woken when it does.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        let this = self.project();
        *this.passed = *this.passed || this.sleep.poll(cx).is_ready();
        *this.passed
    }
}

pin_project! {
    /// The future of [`Condition::wait_timeout`] and [`Condition::wait_timeout_owned`].
    #[must_use = "futures do nothing unless awaited, and this one holds the lock"]
    pub struct WaitTimeout<'c, R: LockRef> {
        wait: Wait<'c, R>,
        #[pin]
        deadline: Deadline,
        limit: Duration,
        timed_out: bool,
    }
}

impl<'c, R: LockRef> WaitTimeout<'c, R> {
    #[track_caller]
    fn new(wait: Wait<'c, R>, timeout: Duration) -> Self {
        let deadline = Deadline { sleep: sleep(timeout), passed: false };
        WaitTimeout { wait, deadline, limit: timeout, timed_out: false }
    }
}

impl<R: LockRef> Future for WaitTimeout<'_, R> {
    type Output = (R::Guard, Result<(), TimedOut>);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut held = this.wait.wait(cx);
        if held.is_pending() && !*this.timed_out && this.deadline.poll(cx) {
            let next;
            (*this.timed_out, next) = this.wait.time_out();
            wait::wake_one(next);
            // The lock may have been free, and be this task's already.
            held = this.wait.wait(cx);
        }
        let outcome = if *this.timed_out { Err(TimedOut::after(*this.limit)) } else { Ok(()) };
        held.map(|held| (held, outcome))
    }
}

pin_project! {
    /// The future of [`Condition::wait_for_timeout`] and [`Condition::wait_for_timeout_owned`].
    #[must_use = "futures do nothing unless awaited, and this one holds the lock"]
    pub struct WaitForTimeout<'c, R: LockRef, F> {
        #[pin]
        wait: WaitTimeout<'c, R>,
        predicate: F,
    }
}

impl<R: LockRef, F: FnMut(&R::Data) -> bool> Future for WaitForTimeout<'_, R, F> {
    type Output = (R::Guard, Result<(), TimedOut>);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let waiting = this.wait.as_mut().project();
            match &waiting.wait.stage {
                Stage::Holding(held) if (this.predicate)(held) => {
                    return waiting.wait.deliver(cx).map(|held| (held, Ok(())));
                }
                Stage::Holding(_) if waiting.deadline.passed => {
                    let error = TimedOut::after(*waiting.limit);
                    return Poll::Ready((waiting.wait.take_held(), Err(error)));
                }
                Stage::Satisfied(_) => return waiting.wait.deliver(cx).map(|held| (held, Ok(()))),
                _ => {}
            }
            let (held, _) = ready!(this.wait.as_mut().poll(cx));
            this.wait.as_mut().project().wait.stage = Stage::Holding(held);
        }
    }
}
