//! Allowances: `allow(rule, reason = "..")` in an attribute, `#[sync_allow(rule, reason = "..")]` on a statement.

use std::cell::Cell;

use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, spanned::Spanned};

use super::Rule;
use crate::{diag::Diagnostics, messages::attributes as messages, syntax};

/// Leave to break a rule; it must be of use.
pub(crate) struct Allowance {
    pub(crate) rule: Rule,
    pub(crate) at: Span,
    used: Cell<bool>,
}

impl Allowance {
    /// Reads `(rule, reason = "..")`, behind this word. One that is not well said lets break what it probably means, so that
    /// there is one mistake and not two.
    pub(crate) fn new(word: &str, list: &Expr, diagnostics: &mut Diagnostics) -> Option<Allowance> {
        let (rule, reason) = match list {
            Expr::Paren(paren) => (Some(&*paren.expr), None),
            Expr::Tuple(tuple) => (tuple.elems.first(), tuple.elems.get(1)),
            _ => (None, None),
        };
        let Some(Expr::Path(path)) = rule else {
            diagnostics.push(messages::allow_what(word, list.span()));
            return None;
        };
        let (at, name) = (path.span(), syntax::text(path));
        let known = syntax::nearest(&name, Rule::ALL.iter().map(|rule| rule.name()));
        let mistake = if known != Some(name.as_str()) {
            Some(messages::unknown_rule(at, &name, known))
        } else if !reason.is_some_and(is_reason) {
            Some(messages::allow_without_reason(word, at, &name))
        } else {
            None
        };
        let used = Cell::new(mistake.is_some());
        mistake.into_iter().for_each(|mistake| diagnostics.push(mistake));
        let rule = Rule::ALL.iter().find(|rule| known == Some(rule.name()))?;
        Some(Allowance { rule: *rule, at, used })
    }

    /// Whether it lets `rule` be broken, which is then of use.
    pub(crate) fn permits(&self, rule: Rule) -> bool {
        let permits = self.rule == rule;
        self.used.set(self.used.get() || permits);
        permits
    }

    pub(crate) fn is_used(&self) -> bool {
        self.used.get()
    }
}

/// Whether it is `reason = ".."`, and says something.
fn is_reason(argument: &Expr) -> bool {
    let Expr::Assign(assign) = argument else { return false };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &*assign.right else { return false };
    matches!(&*assign.left, Expr::Path(key) if key.path.is_ident("reason"))
        && !text.value().trim().is_empty()
}
