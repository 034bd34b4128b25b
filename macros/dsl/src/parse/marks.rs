//! Marks in a body: internal attributes that replace the user's, each with an index into the plan.

use proc_macro2::Literal;
use syn::{Attribute, Expr, Meta, parse_quote};

use crate::syntax;

/// Every expansion removes them.
const MARK: &str = "__interlocking_block";
const ALLOWANCE: &str = "__interlocking_allowance";

/// What a marked expression holds: an index into the plan's blocks.
pub(crate) fn mark_of(expression: &Expr) -> Option<usize> {
    mark_of_attributes(syntax::of_block(expression)?)
}

pub(super) fn mark_of_attributes(attributes: &[Attribute]) -> Option<usize> {
    attributes.iter().find_map(|attribute| index(attribute, MARK))
}

/// What a marked statement allows: an index into the plan's allowances.
pub(crate) fn allowance_of(attribute: &Attribute) -> Option<usize> {
    index(attribute, ALLOWANCE)
}

/// Takes the mark off an expression.
pub(crate) fn take_mark(expression: &mut Expr) -> Option<usize> {
    let attributes = syntax::of_block_mut(expression)?;
    unmark(attributes);
    let at = attributes.iter().position(is_mark)?;
    index(&attributes.remove(at), MARK)
}

/// Takes the marks of a statement off.
pub(crate) fn unmark(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| allowance_of(attribute).is_none());
}

/// The mark of the block with this index.
pub(super) fn block(index: usize) -> Attribute {
    mark(MARK, index)
}

/// The mark of the allowance with this index.
pub(super) fn allowance(index: usize) -> Attribute {
    mark(ALLOWANCE, index)
}

fn mark(mark: &str, index: usize) -> Attribute {
    let mark = quote::format_ident!("{mark}");
    let index = Literal::usize_unsuffixed(index);
    parse_quote!(#[#mark(#index)])
}

pub(crate) fn is_mark(attribute: &Attribute) -> bool {
    index(attribute, MARK).is_some()
}

fn index(attribute: &Attribute, mark: &str) -> Option<usize> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident(mark) => list.tokens.to_string().parse().ok(),
        _ => None,
    }
}
