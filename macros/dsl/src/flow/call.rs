//! Calls in terms that hold outside of a body.

use proc_macro2::Span;

use super::{
    ids::{EventId, GuardId, TaskId},
    oracle::{FunctionId, Ty},
    path::PlacePath,
};

/// A call, with what it is given, in terms that hold outside of the body.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedCall {
    pub(crate) code: Code,
    /// The receiver of a method is the first.
    pub(crate) arguments: Vec<CallArgument>,
    /// What it gives, when it is awaited if it is async.
    pub(crate) returns: Ty,
    /// Whether the language makes it, if a value is there to drop or to format, and the source does not write it.
    pub(crate) is_implied: bool,
    /// Whether the wait for its end is given up after some time.
    pub(crate) is_limited: bool,
    pub(crate) at: Span,
}

impl ResolvedCall {
    /// A call that the source writes, whose end is waited for as long as it takes.
    pub(crate) fn new(code: Code, arguments: Vec<CallArgument>, returns: Ty, at: Span) -> Self {
        ResolvedCall { code, arguments, returns, is_implied: false, is_limited: false, at }
    }
}

/// Code that can be run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Code {
    /// One of these functions.
    Functions(Vec<FunctionId>),
    /// A closure or an async block of the body, by the number of its task.
    Nested(TaskId),
    /// A parameter of the function, which is called.
    Parameter(usize),
    /// The future that a parameter of the function is, or gives when it is called, which is awaited.
    Awaited(usize),
    /// Something that is handed in or stored, by its text.
    Foreign(String),
}

/// What is passed to a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallArgument {
    pub(crate) path: Option<PlacePath>,
    /// The guards that move into it.
    pub(crate) guards: Vec<GuardId>,
    pub(crate) code: Option<Code>,
    /// Whether the code runs only while a future is awaited that the argument is, or gives when it is called.
    pub(crate) is_future: bool,
    /// The events of the calls that it is computed from.
    pub(crate) from: Vec<EventId>,
}
