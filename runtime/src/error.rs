//! What can go wrong with a primitive, as values.

use std::{
    error::Error,
    fmt,
    hash::{Hash, Hasher},
    time::Duration,
};

/// An attempt that must not wait failed: it would have to wait.
///
/// All values of this type are equal, whatever they name. The constant of the same name is the one that the primitives' `try_*`
/// methods return; a pattern is `Err(WouldBlock { .. })`.
#[derive(Clone, Copy, Debug)]
pub struct WouldBlock {
    target: Option<&'static str>,
}

/// The error of a `try_*` method.
#[expect(non_upper_case_globals, reason = "the one value that a caller compares with")]
pub const WouldBlock: WouldBlock = WouldBlock { target: None };

impl WouldBlock {
    pub(crate) fn on(target: &'static str) -> Self {
        WouldBlock { target: Some(target) }
    }

    /// The place that was not free, as an attribute names it; `None` if the error does not come from an attribute.
    pub fn target(&self) -> Option<&'static str> {
        self.target
    }
}

impl fmt::Display for WouldBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.target {
            Some(target) => write!(f, "would have to wait for `{target}`"),
            None => f.write_str("would have to wait"),
        }
    }
}

impl Error for WouldBlock {}

/// A wait took longer than its limit.
///
/// It says the limit, and one that comes from an attribute also what was waited for:
/// ``timed out after 250 ms waiting for `self.metrics` ``.
///
/// All values of this type are equal, whatever they name. The constant of the same name is one that names nothing; a pattern is
/// `Err(TimedOut { .. })`.
#[derive(Clone, Copy, Debug)]
pub struct TimedOut {
    target: Option<&'static str>,
    limit: Option<Duration>,
}

/// A value that names nothing, to compare with.
#[expect(non_upper_case_globals, reason = "the one value that a caller compares with")]
pub const TimedOut: TimedOut = TimedOut { target: None, limit: None };

impl TimedOut {
    #[cfg(feature = "tokio")]
    pub(crate) fn on(target: &'static str, limit: Duration) -> Self {
        TimedOut { target: Some(target), limit: Some(limit) }
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn after(limit: Duration) -> Self {
        TimedOut { target: None, limit: Some(limit) }
    }

    /// The place that was waited for, as an attribute names it; `None` if the error does not come from an attribute.
    pub fn target(&self) -> Option<&'static str> {
        self.target
    }

    /// How long the wait was allowed to take; `None` for the constant.
    pub fn limit(&self) -> Option<Duration> {
        self.limit
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out")?;
        if let Some(limit) = self.limit {
            let limit = format!("{limit:?}");
            let unit = limit.find(char::is_alphabetic).unwrap_or(limit.len());
            write!(f, " after {} {}", &limit[..unit], &limit[unit..])?;
        }
        match self.target {
            Some(target) => write!(f, " waiting for `{target}`"),
            None => Ok(()),
        }
    }
}

impl Error for TimedOut {}

/// A wait was given up because an event was set first: ``stopped waiting for `self.metrics`: `STOP` is set``.
///
/// All values of this type are equal, whatever they name.
#[derive(Clone, Copy, Debug)]
pub struct Cancelled {
    target: &'static str,
    signal: &'static str,
}

impl Cancelled {
    pub(crate) fn on(target: &'static str, signal: &'static str) -> Self {
        Cancelled { target, signal }
    }

    /// The place that was waited for, as an attribute names it.
    pub fn target(&self) -> &'static str {
        self.target
    }

    /// The event that was set, as an attribute names it.
    pub fn signal(&self) -> &'static str {
        self.signal
    }
}

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stopped waiting for `{}`: `{}` is set", self.target, self.signal)
    }
}

impl Error for Cancelled {}

/// What a wait was for is a detail of its error, which does not make it another error.
macro_rules! always_equal {
    ($($error:ty),*) => {$(
        impl PartialEq for $error {
            fn eq(&self, _: &Self) -> bool {
                true
            }
        }

        impl Eq for $error {}

        impl Hash for $error {
            fn hash<H: Hasher>(&self, _: &mut H) {}
        }
    )*};
}

always_equal!(WouldBlock, TimedOut, Cancelled);

/// A [`ClosableSemaphore`](crate::ClosableSemaphore) was closed, and gives no permits any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the semaphore is closed")
    }
}

impl Error for Closed {}

/// Why a [`ClosableSemaphore`](crate::ClosableSemaphore) gave no permits to an attempt that does not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TryAcquireError {
    /// There are too few permits, or another request is in line.
    WouldBlock,
    /// The semaphore is closed.
    Closed,
}

impl fmt::Display for TryAcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TryAcquireError::WouldBlock => WouldBlock.fmt(f),
            TryAcquireError::Closed => Closed.fmt(f),
        }
    }
}

impl Error for TryAcquireError {}

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
