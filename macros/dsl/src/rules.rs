//! The rules that can be allowed to be broken, by name, with a reason: `allow(rule, reason = "..")`.

use syn::{Expr, ExprLit, Lit, Result, spanned::Spanned};

use crate::{messages, names};

/// A rule that is sure of a bug unless two names mean two things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rule {
    SameLockTwice,
    LockOutsideBarrier,
    SemaphoreOutsideBarrier,
}

impl Rule {
    const ALL: [Rule; 3] =
        [Rule::SameLockTwice, Rule::LockOutsideBarrier, Rule::SemaphoreOutsideBarrier];

    fn name(self) -> &'static str {
        match self {
            Rule::SameLockTwice => "same_lock_twice",
            Rule::LockOutsideBarrier => "lock_outside_barrier",
            Rule::SemaphoreOutsideBarrier => "semaphore_outside_barrier",
        }
    }

    /// Reads `(rule, reason = "..")`.
    pub(crate) fn allowed(list: &Expr) -> Result<Rule> {
        let (rule, reason) = match list {
            Expr::Paren(paren) => (Some(&*paren.expr), None),
            Expr::Tuple(tuple) => (tuple.elems.first(), tuple.elems.get(1)),
            _ => (None, None),
        };
        let Some(Expr::Path(path)) = rule else {
            return Err(messages::allow_what(list.span()));
        };
        let word = names::text(path);
        let Some(rule) = Rule::ALL.into_iter().find(|rule| word == rule.name()) else {
            let nearest = names::nearest(&word, Rule::ALL.map(Rule::name));
            return Err(messages::unknown_rule(path.span(), &word, nearest));
        };
        if !reason.is_some_and(is_reason) {
            return Err(messages::allow_without_reason(path.span(), &word));
        }
        Ok(rule)
    }
}

/// Whether it is `reason = ".."`, and says something.
fn is_reason(argument: &Expr) -> bool {
    let Expr::Assign(assign) = argument else { return false };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &*assign.right else { return false };
    matches!(&*assign.left, Expr::Path(key) if key.path.is_ident("reason"))
        && !text.value().trim().is_empty()
}
