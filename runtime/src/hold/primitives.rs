//! This crate's primitives as targets.

use std::{
    convert::Infallible,
    pin::Pin,
    ptr,
    task::{Context, Poll},
};

use super::{Exclusive, Permits, Rendezvous, Signal, Succeeds};
use crate::{
    Barrier, BoundedPermit, BoundedSemaphore, BrokenBarrier, Event, Lock, LockGuard, Permit,
    Semaphore, Turn, barrier::BarrierWait,
};

impl<T: ?Sized> Exclusive for Lock<T> {
    type Guard<'a>
        = LockGuard<'a, T>
    where
        Self: 'a;
    type Error = Infallible;

    #[inline]
    fn exclusive(&self) -> impl Future<Output = Result<LockGuard<'_, T>, Infallible>> {
        Succeeds { future: self.lock() }
    }

    fn try_exclusive(&self) -> impl Future<Output = Result<Option<LockGuard<'_, T>>, Infallible>> {
        std::future::ready(Ok(self.try_lock().ok()))
    }

    fn address(&self) -> usize {
        ptr::from_ref(self).addr()
    }
}

macro_rules! permits {
    ($semaphore:ty, $permit:ident) => {
        impl Permits for $semaphore {
            type Permit<'a> = $permit<'a>;
            type Error = Infallible;

            #[inline]
            fn permits(&self, n: usize) -> impl Future<Output = Result<$permit<'_>, Infallible>> {
                Succeeds { future: self.acquire_many(n) }
            }

            fn try_permits(
                &self,
                n: usize,
            ) -> impl Future<Output = Result<Option<$permit<'_>>, Infallible>> {
                std::future::ready(Ok(self.try_acquire_many(n).ok()))
            }
        }
    };
}

permits!(Semaphore, Permit);
permits!(BoundedSemaphore, BoundedPermit);

impl Rendezvous for Barrier {
    type Turn = Turn;
    type Error = BrokenBarrier;

    fn meet(&self) -> impl Future<Output = Result<Turn, BrokenBarrier>> {
        self.wait()
    }
}

impl Signal for Event {
    type Error = Infallible;

    fn wait(&self) -> impl Future<Output = Result<(), Infallible>> {
        Succeeds { future: Event::wait(self) }
    }

    fn set(&self) {
        Event::set(self);
    }
}

/// The future of [`meet_own`](super::meet_own).
pub(super) struct MeetOwn<'a>(BarrierWait<'a>);

impl<'a> MeetOwn<'a> {
    pub(super) fn new(barrier: &'a Barrier) -> Self {
        MeetOwn(barrier.wait())
    }
}

impl Future for MeetOwn<'_> {
    type Output = Turn;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Turn> {
        let met = Pin::new(&mut self.0).poll(cx);
        met.map(|met| met.expect("a barrier that a function owns is never reset or aborted"))
    }
}
