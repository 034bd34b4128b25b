//! Changes to a body that keep rustc from reporting a mistake a second time.

use proc_macro2::Ident;

/// An expression is named by its number, as [`number_of`](crate::syntax::number_of) counts.
pub(crate) enum Recovery {
    /// A call lacks its guard, as the argument with this index.
    InsertGuard { call: usize, argument: usize, guard: Ident, borrowed: bool },
    /// A predicate waits.
    ReplacePredicate { predicate: usize },
    /// The mistake is in an attribute, or in the tokens of a macro: the function is emitted without what it holds.
    OmitHolds,
}
