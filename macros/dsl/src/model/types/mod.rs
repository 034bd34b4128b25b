//! Nominal types, from declarations only, and the places that they are of. Unknown is unknown: nothing is guessed.

mod body;
mod calls;
mod drops;
mod expr;
mod lookup;
mod lower;
mod methods;
mod pattern;
mod targets;
#[cfg(test)]
pub(super) mod tests;
mod unify;

pub(crate) use self::body::BodyOracle;
use super::{
    answers::{Generics, ItemId, ModuleId},
    index::Index,
};
use crate::flow::oracle::Ty;

/// Where a type is written: what its names mean.
#[derive(Clone)]
pub(super) struct Scope<'m> {
    pub(super) index: &'m Index,
    pub(super) module: ModuleId,
    /// The impl or the trait around it, which has the associated types of `Self`.
    pub(super) around: Option<ItemId>,
    pub(super) self_ty: Ty,
    /// The generic parameters in sight; those of a callee have the types that the call gives them.
    pub(super) generics: Generics,
}
