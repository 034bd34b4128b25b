//! Questions that several readers ask a summary.

use super::{
    ids::{BranchId, EventId, GuardId},
    summary::{BodySummary, Control, Event, Guard},
};

impl<'a> BodySummary<'a> {
    /// Whether something may decide for the one event and against the other.
    pub(crate) fn exclude(&self, one: &Event<'_>, other: &Event<'_>) -> bool {
        self.chain(one.branch).any(|a| {
            self.chain(other.branch)
                .any(|b| a != b && self.branches[a].decision == self.branches[b].decision)
        })
    }

    /// Whether `later` happens only if `earlier` does: whatever decides for `later` has decided for `earlier`.
    pub(crate) fn follows(&self, earlier: &Event<'_>, later: &Event<'_>) -> bool {
        self.chain(later.branch).any(|branch| branch == earlier.branch)
    }

    /// All events, with their numbers.
    pub(crate) fn numbered_events(&self) -> impl Iterator<Item = (EventId, &Event<'a>)> {
        self.events.iter().enumerate().map(|(number, event)| (EventId::at(number), event))
    }

    /// The events from one to before another.
    pub(crate) fn between(&self, from: EventId, to: EventId) -> &[Event<'a>] {
        self.events.get(from.index()..to.index()).unwrap_or_default()
    }

    /// The events from one on.
    pub(crate) fn events_since(&self, from: EventId) -> &[Event<'a>] {
        self.events.get(from.index()..).unwrap_or_default()
    }

    /// All guards, with their numbers.
    pub(crate) fn numbered_guards(&self) -> impl Iterator<Item = (GuardId, &Guard<'a>)> {
        self.guards.iter().enumerate().map(|(number, guard)| (GuardId(number), guard))
    }

    /// What decides whether an event happens, the innermost first.
    pub(crate) fn decided(&self, event: &Event<'_>) -> impl Iterator<Item = Control<'a>> {
        self.chain(event.branch).filter_map(|branch| self.branches[branch].by)
    }

    /// A branch and those that it is in.
    fn chain(&self, innermost: BranchId) -> impl Iterator<Item = BranchId> {
        let outer =
            |&branch: &BranchId| (branch != BranchId::BODY).then(|| self.branches[branch].outer);
        std::iter::successors(Some(innermost), outer)
    }
}
