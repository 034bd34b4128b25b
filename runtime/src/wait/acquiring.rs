//! The one future of the crate: take, or queue, or be granted; then spend a unit of the budget; and on drop leave no trace.

use std::task::{Context, Poll, Waker, ready};

use crate::coop;

/// Something that can be had at once or waited for in a queue.
pub(crate) trait Source {
    /// A place in the queue.
    type Ticket: Copy;
    /// What the waiter gets.
    type Grant;

    /// Takes it now, without the mutex, if no one is before us.
    fn try_take(&self) -> Option<Self::Grant>;

    /// Joins the queue, unless it can be had after all.
    fn enqueue(&self, waker: Waker) -> Result<Self::Grant, Self::Ticket>;

    /// Collects the grant of a queued waiter; if it has none yet, `waker` is the one to wake from now on.
    fn collect(&self, ticket: Self::Ticket, waker: &Waker) -> Option<Self::Grant>;

    /// A queued waiter goes away: removes its entry, or passes on what it was granted and did not collect.
    fn cancel(&self, ticket: Self::Ticket);

    /// A grant was collected and not delivered: passes it on.
    fn give_back(&self, grant: Self::Grant);
}

enum Stage<S: Source> {
    Fresh,
    Queued(S::Ticket),
    /// Collected; the budget was exhausted before it could be delivered.
    Granted(S::Grant),
    Done,
}

/// A future's whole state. Polling it after it was ready panics.
pub(crate) struct Acquiring<S: Source> {
    source: S,
    stage: Stage<S>,
}

impl<S: Source> Acquiring<S> {
    pub(crate) fn new(source: S) -> Self {
        Acquiring { source, stage: Stage::Fresh }
    }

    /// The future of a waiter that already has its place.
    pub(crate) fn queued(source: S, ticket: S::Ticket) -> Self {
        Acquiring { source, stage: Stage::Queued(ticket) }
    }

    /// The place of a waiter that has not collected a grant.
    #[cfg(feature = "tokio")]
    pub(crate) fn ticket(&self) -> Option<S::Ticket> {
        match &self.stage {
            Stage::Queued(ticket) => Some(*ticket),
            _ => None,
        }
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// Inlined into each future: without a queue this is a few instructions, and everything else is out of line.
    #[inline(always)]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<S::Grant> {
        match &self.stage {
            Stage::Fresh => match self.source.try_take() {
                Some(grant) => self.stage = Stage::Granted(grant),
                None => ready!(self.poll_enqueue(cx)),
            },
            Stage::Queued(ticket) => ready!(self.poll_collect(*ticket, cx)),
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
        match self.source.enqueue(cx.waker().clone()) {
            Ok(grant) => {
                self.stage = Stage::Granted(grant);
                Poll::Ready(())
            }
            Err(ticket) => {
                self.stage = Stage::Queued(ticket);
                Poll::Pending
            }
        }
    }

    #[cold]
    fn poll_collect(&mut self, ticket: S::Ticket, cx: &mut Context<'_>) -> Poll<()> {
        let Some(grant) = self.source.collect(ticket, cx.waker()) else { return Poll::Pending };
        self.stage = Stage::Granted(grant);
        Poll::Ready(())
    }
}

impl<S: Source> Drop for Acquiring<S> {
    #[inline]
    fn drop(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Fresh | Stage::Done => {}
            Stage::Queued(ticket) => self.source.cancel(ticket),
            Stage::Granted(grant) => self.source.give_back(grant),
        }
    }
}
