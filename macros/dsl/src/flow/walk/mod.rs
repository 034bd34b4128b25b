//! The walk over one body: it goes where control goes, and notes what happens and what is held there.

mod acquire;
mod branches;
mod calls;
mod changes;
mod data;
mod function;
mod futures;
mod holds;
mod implied;
mod locals;
mod loops;
mod macros;
mod methods;
mod operations;
mod places;
mod resolved;
mod scopes;
mod state;
mod statements;
mod typed;
mod waits;

use syn::Block;

use self::state::Walk;
pub(crate) use self::state::WalkInput;
use super::summary::BodySummary;

/// What the body of a function does.
pub(crate) fn summarize<'a>(input: &WalkInput<'a>, body: &'a Block) -> BodySummary<'a> {
    let mut walk = Walk::new(input);
    walk.function(input, body);
    walk.summary
}
