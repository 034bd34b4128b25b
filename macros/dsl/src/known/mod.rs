//! What the types, methods, functions and macros of the language and of well-known libraries do: the one place where it is
//! written. The walk over a body and every rule ask these tables.
//!
//! A name alone proves little: each question says what else must be known for the answer, such as the type of the receiver.

pub(crate) mod attributes;
pub(crate) mod functions;
pub(crate) mod macros;
pub(crate) mod methods;
pub(crate) mod types;

pub(crate) use self::types::TypeKind;

/// What a guard is of, which decides how other tasks wait for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum GuardKind {
    /// A lock that others wait for with `.await`.
    Lock,
    /// A permit of a semaphore.
    Permit,
    /// A lock that blocks the thread of those who wait: of `std::sync` or `parking_lot`.
    ThreadLock,
    /// A borrow of a `RefCell`.
    Borrow,
    /// A reference into a `DashMap`, which locks a shard.
    Shard,
    /// A `watch::Ref`, which locks the channel.
    Watched,
    /// An entered `tracing` span.
    Span,
    /// Whatever guards a call of a function in sight returns, if any.
    Returned,
}

impl GuardKind {
    /// Whether both can be held at once by one task.
    pub(crate) fn excludes(self, other: GuardKind) -> bool {
        self == other && matches!(self, GuardKind::Lock | GuardKind::ThreadLock)
    }

    pub(crate) fn is_lock(self) -> bool {
        self == GuardKind::Lock
    }

    /// Whether other tasks wait for it with `.await`.
    pub(crate) fn is_awaited(self) -> bool {
        matches!(self, GuardKind::Lock | GuardKind::Permit)
    }
}

/// How something is held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Mode {
    Exclusive,
    Shared,
    /// Shared, also with a reader that comes while a writer waits: `read_recursive`.
    SharedRecursive,
}

/// What a task does that asks for something that is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Patience {
    /// Waits until it is free.
    Waits,
    /// Gives up after some time.
    Limited,
    /// Never waits: `try_*`.
    Tries,
}
