//! Allowances in attributes and on statements.

use syn::Expr;

use crate::{
    diag::Diagnostics,
    rules::{Allowance, InvalidAllowance},
};

/// Parses `(rule, reason = "..")` behind `word`. A wrong one allows what it probably means, so that one mistake is one error.
pub(super) fn parse_allowance(
    word: &str,
    list: &Expr,
    diagnostics: &mut Diagnostics,
) -> Option<Allowance> {
    match Allowance::parse(word, list) {
        Ok(allowance) => Some(allowance),
        Err(InvalidAllowance { error, intended }) => {
            diagnostics.push(error);
            intended
        }
    }
}
