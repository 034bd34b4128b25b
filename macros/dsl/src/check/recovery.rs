//! Changes to a body that keep rustc from reporting a mistake a second time.

use proc_macro2::Ident;

/// An expression is named by its number, as [`number_of`](crate::syntax::number_of) counts.
pub(crate) enum Recovery {
    /// A call lacks its guard, as the argument with this index: a reference to `borrowed`, or the guard itself.
    InsertGuard { call: usize, argument: usize, borrowed: Option<Ident> },
    /// A predicate waits.
    ReplacePredicate { predicate: usize },
    /// The mistake is in an attribute, or in the tokens of a macro: the guards are bound without their acquisition.
    BindOnly,
}
