//! What happened to a hold, for drawings.

use std::time::Duration;

use super::Kind;

/// One step of a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Since the recording began.
    pub at: Duration,
    /// A number of the hold, the same in all of its steps.
    pub hold: u64,
    /// `task 7`, or `thread 2`.
    pub task: String,
    /// How an attribute names the primitive: `self.accounts`.
    pub target: &'static str,
    /// How it is held.
    pub kind: Kind,
    /// The function with the attribute.
    pub function: Option<&'static str>,
    /// `file:line:column` of the attribute.
    pub place: String,
    /// What happened.
    pub step: Step,
}

/// What happens to a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// It has to wait.
    Waiting,
    /// It is acquired; a barrier has opened, an event is set.
    Held,
    /// It is released.
    Released,
    /// It is given up: by its limit, its signal, or since its future was dropped.
    GaveUp,
}
