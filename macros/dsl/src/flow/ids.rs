//! The numbers by which a walk knows things. Each kind has a type of its own, so that one is not taken for another.

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub(crate) struct $id(pub(super) usize);
    )*};
}

macro_rules! indexed {
    ($($id:ident)*) => {$(
        impl $id {
            /// Its place in the list of all of its kind.
            pub(crate) fn index(self) -> usize {
                self.0
            }
        }
    )*};
}

indexed! { EventId GuardId HandleId TaskId VarId }

ids! {
    /// Something that is held, in [`BodySummary::guards`](super::BodySummary).
    GuardId;
    /// Something that happens, in [`BodySummary::events`](super::BodySummary), in the order of evaluation.
    EventId;
    /// One binding of a name.
    VarId;
    /// A part of the body that is not always gone through.
    BranchId;
    /// A scope of temporaries; those inside have greater numbers.
    ScopeId;
    /// Code of the body that runs when it likes, in [`BodySummary::tasks`](super::BodySummary); the first is the body itself.
    TaskId;
    /// A task that is started, by its handle.
    HandleId;
}

impl EventId {
    /// None of those that count.
    pub(super) const NEVER: EventId = EventId(usize::MAX);

    /// The event with this place in the list.
    pub(crate) fn at(index: usize) -> EventId {
        EventId(index)
    }

    pub(crate) fn next(self) -> EventId {
        EventId(self.0 + 1)
    }

    /// The one before, or itself if it is the first.
    pub(crate) fn previous(self) -> EventId {
        EventId(self.0.saturating_sub(1))
    }
}

impl TaskId {
    /// The body itself.
    pub(crate) const BODY: TaskId = TaskId(0);
}

impl BranchId {
    /// The body as a whole.
    pub(crate) const BODY: BranchId = BranchId(0);
}
