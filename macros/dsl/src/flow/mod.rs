//! A flow-sensitive picture of one body: what is acquired, awaited, called, notified and written, where, and what is held there.
//!
//! The [walk](walk) knows the scopes of variables and of temporaries as rustc has them, by edition; what is dropped, moved and
//! renamed; branches, loops and ways out. What it cannot follow it takes for released, so that whoever asks is silent rather
//! than wrong. Every rule of the body asks this one picture, and the picture knows no rule.

mod call;
mod ids;
mod index;
pub(crate) mod oracle;
mod path;
mod place;
mod query;
mod summary;
#[cfg(test)]
pub(crate) mod tests;
mod value;
mod walk;

pub(crate) use self::{
    call::{CallArgument, Code, ResolvedCall},
    ids::{EventId, GuardId, HandleId, TaskId, VarId},
    index::BodyIndex,
    path::{PlaceClass, PlacePath, PlaceRoot, PlaceStep},
    place::{Mentions, PlaceKey, innermost, mentions, polled_in_place, words},
    summary::{
        Action, BodySummary, Control, Event, Exit, Guard, GuardBinding, GuardOrigin, MadeChannel,
        Operated, Owner, Runs,
    },
    walk::{WalkInput, summarize},
};
