//! Waiters who are freed all at once.

use std::mem;

use super::{Queue, Waiters, wake};

/// Those who wait, and the memory of those freed last, for the next to use.
///
/// Freeing takes the whole queue out, so that those who come meanwhile are in another. The primitive counts generations: a
/// waiter of an earlier one is free, and its key is another's by now.
pub(crate) struct Crowd<P> {
    pub(crate) waiting: Queue<P>,
    spare: Option<Queue<P>>,
}

impl<P> Default for Crowd<P> {
    fn default() -> Self {
        Crowd { waiting: Queue::default(), spare: None }
    }
}

impl<P> Crowd<P> {
    /// Under the mutex: frees all who wait. They are for [`Waiters::wake_freed`] to wake.
    pub(crate) fn free(&mut self) -> Option<Queue<P>> {
        let anyone = !self.waiting.line.is_empty();
        anyone.then(|| mem::replace(&mut self.waiting, self.spare.take().unwrap_or_default()))
    }
}

impl<Q: Default> Waiters<Q> {
    /// Wakes those who were freed, outside of the mutex, and gives their memory back to the crowd.
    pub(crate) fn wake_freed<P>(
        &self,
        freed: Option<Queue<P>>,
        crowd: impl FnOnce(&mut Q) -> &mut Crowd<P>,
    ) {
        let Some(mut freed) = freed else { return };
        wake(freed.drain());
        let displaced = self.with(|queue| crowd(queue).spare.replace(freed));
        drop(displaced);
    }
}
