//! The pending futures of a schedule, polled by hand with wakers that change.

use std::{
    mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Whether a waker was woken since the last poll.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

struct Task<T> {
    id: usize,
    future: Pin<Box<dyn Future<Output = T>>>,
    /// The first is the waker of the last poll.
    wakers: [Arc<Woken>; 2],
}

/// The pending futures. Their ids number them in the order of creation.
pub(crate) struct Tasks<T> {
    pending: Vec<Task<T>>,
    created: usize,
    forgotten: bool,
}

impl<T> Tasks<T> {
    pub(crate) fn new() -> Self {
        Tasks { pending: Vec::new(), created: 0, forgotten: false }
    }

    /// Creates a future and polls it. Returns its id, and its output if it is ready.
    pub(crate) fn add(&mut self, future: impl Future<Output = T> + 'static) -> (usize, Option<T>) {
        let id = self.created;
        self.created += 1;
        self.pending.push(Task { id, future: Box::pin(future), wakers: Default::default() });
        (id, self.poll_at(self.pending.len() - 1))
    }

    fn poll_at(&mut self, index: usize) -> Option<T> {
        let task = &mut self.pending[index];
        task.wakers.iter().for_each(|woken| woken.0.store(false, Relaxed));
        let waker = Waker::from(task.wakers[0].clone());
        match task.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => {
                drop(self.pending.remove(index));
                Some(output)
            }
            Poll::Pending => None,
        }
    }

    /// The index of a pending future, chosen by the random number.
    fn pick(&self, which: usize) -> Option<usize> {
        (!self.pending.is_empty()).then(|| which % self.pending.len())
    }

    /// Polls a pending future, with another waker if `which` is odd. Returns its id, and its output if it is ready.
    pub(crate) fn poll(&mut self, which: usize) -> Option<(usize, Option<T>)> {
        let index = self.pick(which / 2)?;
        let task = &mut self.pending[index];
        if which % 2 == 1 {
            task.wakers.swap(0, 1);
        }
        let id = task.id;
        Some((id, self.poll_at(index)))
    }

    /// Drops a pending future and returns its id.
    pub(crate) fn cancel(&mut self, which: usize) -> Option<usize> {
        let index = self.pick(which)?;
        Some(self.pending.remove(index).id)
    }

    /// Forgets a pending future, for one random number in eight: it is neither polled nor dropped from now on.
    pub(crate) fn forget(&mut self, which: usize) {
        if which.is_multiple_of(8)
            && let Some(index) = self.pick(which / 8)
        {
            self.forgotten = true;
            mem::forget(self.pending.remove(index));
        }
    }

    /// Whether a future was forgotten, which keeps for good what it was granted.
    pub(crate) fn any_forgotten(&self) -> bool {
        self.forgotten
    }

    /// Asserts which tasks were woken since their last poll; of those with `None`, either is right.
    pub(crate) fn assert_woken(&self, expected: impl Fn(usize) -> Option<bool>) {
        for Task { id, wakers, .. } in &self.pending {
            let woken = wakers.each_ref().map(|woken| woken.0.load(Relaxed));
            if let Some(expected) = expected(*id) {
                assert_eq!(woken, [expected, false], "whether {id} was woken, by its wakers");
            }
        }
    }
}
