//! The one future of the crate: take, or queue, or be granted; then spend a unit of the budget; and on drop leave no trace.

use std::{
    ptr,
    task::{Context, Poll, Waker, ready},
};

use super::{Wake, both};
use crate::{coop, observe::hook};

/// A request for something that can be taken at once or waited for in a queue.
pub(crate) trait Request {
    /// A place in the queue.
    type Place: Copy;
    /// What the waiter gets.
    type Grant;
    /// Waiters that are freed by this one's joining; they are woken when its own grant is safe.
    type Freed: Wake + Default;

    /// Takes it now, without the mutex, if nobody is before this request.
    fn try_take(&self) -> Option<Self::Grant>;

    /// Joins the queue, and takes the waker; or leaves it, if the request can be granted after all.
    fn enqueue(
        &self,
        waker: &mut Option<Waker>,
        freed: &mut Self::Freed,
    ) -> Result<Self::Grant, Self::Place>;

    /// Collects the grant of a queued waiter; if it has none yet, `waker` is the one to wake from now on.
    fn collect(&self, place: Self::Place, waker: &Waker) -> Option<Self::Grant>;

    /// A queued waiter goes away: removes its entry, or passes on what it was granted and did not collect.
    fn cancel(&self, place: Self::Place);

    /// A grant was collected and not delivered: passes it on.
    fn give_back(&self, grant: Self::Grant);

    /// Where the primitive is.
    fn address(&self) -> usize;
}

enum Stage<R: Request> {
    Fresh,
    Queued(R::Place),
    /// Collected; the budget was exhausted before it could be delivered.
    Granted(R::Grant),
    Done,
}

/// A future's whole state. Polling it after it was ready panics.
pub(crate) struct Acquiring<R: Request> {
    request: R,
    stage: Stage<R>,
}

impl<R: Request> Acquiring<R> {
    #[inline]
    pub(crate) fn new(request: R) -> Self {
        Acquiring { request, stage: Stage::Fresh }
    }

    /// The future of a waiter that already has its place.
    pub(crate) fn queued(request: R, place: R::Place) -> Self {
        Acquiring { request, stage: Stage::Queued(place) }
    }

    /// The place of a waiter that has not collected a grant.
    #[cfg(feature = "tokio")]
    pub(crate) fn place(&self) -> Option<R::Place> {
        match &self.stage {
            Stage::Queued(place) => Some(*place),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn request(&self) -> &R {
        &self.request
    }

    /// Inlined into each future: without a queue this is a few instructions, and everything else is out of line.
    #[inline(always)]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<R::Grant> {
        match &self.stage {
            Stage::Fresh => match self.request.try_take() {
                Some(grant) => self.stage = Stage::Granted(grant),
                None => ready!(self.poll_enqueue(cx)),
            },
            Stage::Queued(place) => ready!(self.poll_collect(*place, cx)),
            Stage::Granted(_) => {}
            Stage::Done => panic!("polled after it was ready"),
        }
        // The grant is in `self` while the budget is asked: asking clones a waker, which may panic.
        ready!(coop::poll_proceed(cx));
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Granted(grant) => Poll::Ready(grant),
            _ => unreachable!("every other stage was left above"),
        }
    }

    #[cold]
    fn poll_enqueue(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let noting = hook::noting(cx.waker());
        let mut waker = Some(noting.waker().clone());
        let mut freed = R::Freed::default();
        let joined = self.request.enqueue(&mut waker, &mut freed);
        // The grant or the place is in `self` before a waker is dropped or woken, which may panic.
        let poll = match joined {
            Ok(grant) => {
                self.stage = Stage::Granted(grant);
                Poll::Ready(())
            }
            Err(place) => {
                self.stage = Stage::Queued(place);
                let future = ptr::from_ref(&self.request).addr();
                hook::waits(future, self.request.address(), &noting);
                Poll::Pending
            }
        };
        match waker {
            Some(_) => both(|| freed.wake(), || drop(waker)),
            None => freed.wake(),
        }
        poll
    }

    #[cold]
    fn poll_collect(&mut self, place: R::Place, cx: &mut Context<'_>) -> Poll<()> {
        let noting = hook::noting(cx.waker());
        let Some(grant) = self.request.collect(place, noting.waker()) else {
            hook::still_waits(ptr::from_ref(&self.request).addr(), &noting);
            return Poll::Pending;
        };
        self.stage = Stage::Granted(grant);
        hook::has_waited(ptr::from_ref(&self.request).addr());
        Poll::Ready(())
    }
}

impl<R: Request> Drop for Acquiring<R> {
    #[inline]
    fn drop(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Fresh | Stage::Done => {}
            Stage::Queued(place) => {
                hook::cancelled(ptr::from_ref(&self.request).addr());
                self.request.cancel(place);
            }
            Stage::Granted(grant) => self.request.give_back(grant),
        }
    }
}
