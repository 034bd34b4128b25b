//! What can go wrong with a primitive, as values.

use std::{error::Error, fmt};

/// A `try_*` call would have had to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WouldBlock;

impl fmt::Display for WouldBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this would have to wait")
    }
}

impl Error for WouldBlock {}

/// A wait was not over when its time was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out")
    }
}

impl Error for TimedOut {}

/// More permits were released to a [`BoundedSemaphore`](crate::BoundedSemaphore) than it is bound to; nothing was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OverRelease;

impl fmt::Display for OverRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoundedSemaphore released too many times")
    }
}

impl Error for OverRelease {}

/// The generation of a [`Barrier`](crate::Barrier) that this task waited in will not fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BrokenBarrier {
    /// [`Barrier::reset`](crate::Barrier::reset) sent the waiting tasks away; the barrier itself can be used again.
    Reset,
    /// [`Barrier::abort`](crate::Barrier::abort) broke the barrier; it stays broken until it is reset.
    Aborted,
}

impl fmt::Display for BrokenBarrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BrokenBarrier::Reset => "the barrier was reset while this task waited",
            BrokenBarrier::Aborted => "the barrier is broken: it was aborted",
        })
    }
}

impl Error for BrokenBarrier {}
