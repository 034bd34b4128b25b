//! Guards in the sentences of messages.

use crate::{
    flow::{Guard, GuardBinding},
    known::GuardKind,
};

/// What keeps a guard alive, for a message.
pub(super) fn kept_by(guard: &Guard<'_>) -> String {
    match &guard.binding {
        GuardBinding::Scrutinee { by: "for", .. } => "the temporary iterator of a `for`".to_owned(),
        GuardBinding::Scrutinee { by, .. } => format!("the temporary scrutinee of `{by}`"),
        GuardBinding::Extended => "a temporary that a reference in this block borrows".to_owned(),
        GuardBinding::Temporary => "a temporary of this statement".to_owned(),
        GuardBinding::Attribute(name, _) | GuardBinding::Variable(name) => format!("`{name}`"),
    }
}

/// A guard, for a message.
pub(super) fn noun(kind: GuardKind, place: &str) -> String {
    match kind {
        GuardKind::Lock | GuardKind::ThreadLock | GuardKind::Returned => {
            format!("the guard of `{place}`")
        }
        GuardKind::Permit => format!("the permit of `{place}`"),
        GuardKind::Borrow | GuardKind::Watched => format!("the borrow of `{place}`"),
        GuardKind::Shard => format!("the reference into `{place}`"),
        GuardKind::Span => format!("the span `{place}`"),
    }
}
