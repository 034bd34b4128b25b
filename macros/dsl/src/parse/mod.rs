//! Tokens to structures: the function and the arguments of its attributes. Nothing is decided here.

mod allow;
mod args;
mod attribute;
mod barrier;
mod blocks;
mod event;
mod failure;
mod function;
mod guarded;
mod item;
pub(crate) mod marks;
pub(crate) mod members;
mod mistakes;
mod moved;
mod semaphore;
mod target;

pub(crate) use self::{
    args::Clause,
    attribute::{Arguments, Attributes, ParsedAttribute},
    failure::{Duration, Failure, Limit, Otherwise},
    function::{Function, is_expression},
    guarded::GuardedArguments,
    item::{First, Item},
    moved::Output,
    target::{Count, Source, Target},
};
