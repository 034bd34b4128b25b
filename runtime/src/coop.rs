//! tokio's cooperative budget, asked last: a future first takes what it came for or its place in the queue, and only then
//! spends a unit, so that an exhausted budget costs a task its turn on the thread and never its turn in the queue.

use std::task::{Context, Poll};

/// Spends one unit of the task's budget; without budget (or without tokio) left, the task is woken again by the scheduler.
#[cfg(feature = "tokio")]
#[inline]
pub(crate) fn poll_proceed(cx: &mut Context<'_>) -> Poll<()> {
    tokio::task::coop::poll_proceed(cx).map(|unit| unit.made_progress())
}

/// Other executors have no budget to spend.
#[cfg(not(feature = "tokio"))]
#[inline]
pub(crate) fn poll_proceed(_: &mut Context<'_>) -> Poll<()> {
    Poll::Ready(())
}
