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
    pub(crate) reason: String,
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
        let invalid = |error, rule: Option<Rule>| InvalidAllowance {
            error,
            intended: rule.map(|rule| Allowance {
                rule,
                at,
                reason: String::new(),
                used: Cell::new(true),
            }),
        };
        let Some(rule) = Rule::named(&name) else {
            let nearest = syntax::nearest(&name, Rule::ALL.iter().map(|rule| rule.name()));
            let error = messages::unknown_rule(at, &name, nearest);
            return Err(invalid(error, nearest.and_then(Rule::named)));
        };
        let Some(reason) = reason.and_then(reason_of) else {
            let error = messages::allow_without_reason(word, at, &name);
            return Err(invalid(error, Some(rule)));
        };
        Ok(Allowance { rule, at, reason, used: Cell::new(false) })
    }

    /// Returns whether it allows `rule`, and counts as used then.
    pub(crate) fn permits(&self, rule: Rule) -> bool {
        let permits = self.rule == rule;
        self.used.set(self.used.get() || permits);
        permits
    }

    /// It stands for more code than is in sight, where it may be needed.
    pub(crate) fn use_elsewhere(&self) {
        self.used.set(true);
    }

    /// Whether it has allowed a violation.
    pub(crate) fn is_used(&self) -> bool {
        self.used.get()
    }
}

/// The text of `reason = ".."`, if it is not empty.
fn reason_of(argument: &Expr) -> Option<String> {
    let Expr::Assign(assign) = argument else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &*assign.right else { return None };
    let is_reason = matches!(&*assign.left, Expr::Path(key) if key.path.is_ident("reason"));
    Some(text.value()).filter(|text| is_reason && !text.trim().is_empty())
}
