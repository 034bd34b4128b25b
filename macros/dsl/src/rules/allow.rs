//! Allowances: `allow(rule, reason = "..")` in an attribute, `#[sync_allow(rule, reason = "..")]` on a statement.

use std::cell::Cell;

use proc_macro2::Span;
use syn::{Error, Expr, ExprLit, Lit, spanned::Spanned};

use super::Rule;
use crate::{messages::attributes as messages, syntax};

/// Allows the violations of a rule in a function, a block or a statement.
pub(crate) struct Allowance {
    pub(crate) rule: Rule,
    pub(crate) at: Span,
    used: Cell<bool>,
}

/// An allowance that is not well-formed.
pub(crate) struct InvalidAllowance {
    pub(crate) error: Error,
    /// What was probably meant. It counts as used.
    pub(crate) intended: Option<Allowance>,
}

impl Allowance {
    /// Parses `(rule, reason = "..")`, behind `word`.
    pub(crate) fn parse(word: &str, list: &Expr) -> Result<Allowance, InvalidAllowance> {
        let (rule, reason) = match list {
            Expr::Paren(paren) => (Some(&*paren.expr), None),
            Expr::Tuple(tuple) => (tuple.elems.first(), tuple.elems.get(1)),
            _ => (None, None),
        };
        let Some(Expr::Path(path)) = rule else {
            let error = messages::allow_what(word, list.span());
            return Err(InvalidAllowance { error, intended: None });
        };
        let (at, name) = (path.span(), syntax::text(path));
        let allowance = |rule, used| Allowance { rule, at, used: Cell::new(used) };
        let invalid = |error, rule: Option<Rule>| InvalidAllowance {
            error,
            intended: rule.map(|rule| allowance(rule, true)),
        };
        let Some(rule) = Rule::named(&name) else {
            let nearest = syntax::nearest(&name, Rule::ALL.iter().map(|rule| rule.name()));
            let error = messages::unknown_rule(at, &name, nearest);
            return Err(invalid(error, nearest.and_then(Rule::named)));
        };
        if !reason.is_some_and(is_reason) {
            let error = messages::allow_without_reason(word, at, &name);
            return Err(invalid(error, Some(rule)));
        }
        Ok(allowance(rule, false))
    }

    /// Returns whether it allows `rule`, and counts as used then.
    pub(crate) fn permits(&self, rule: Rule) -> bool {
        let permits = self.rule == rule;
        self.used.set(self.used.get() || permits);
        permits
    }

    /// Whether it has allowed a violation.
    pub(crate) fn is_used(&self) -> bool {
        self.used.get()
    }
}

/// Whether it is `reason = ".."`, with a text that is not empty.
fn is_reason(argument: &Expr) -> bool {
    let Expr::Assign(assign) = argument else { return false };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &*assign.right else { return false };
    matches!(&*assign.left, Expr::Path(key) if key.path.is_ident("reason"))
        && !text.value().trim().is_empty()
}
