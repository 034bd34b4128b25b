//! `#[guarded(TARGET, .., when = |data| EXPR, notify_one = COND, notify_all = COND, timeout/nowait/else/allow)]`

use quote::ToTokens;
use syn::{Expr, spanned::Spanned};

use super::{Clause, Failure, Target, args::Args};
use crate::{
    diag::Diagnostics,
    language::{Key, MAX_TARGETS},
    messages::attributes as messages,
    syntax,
};

pub(crate) struct GuardedArguments {
    /// One at least.
    pub(crate) targets: Vec<Target>,
    pub(crate) when: Option<Clause>,
    /// Of `notify_one` and `notify_all`.
    pub(crate) notifies: Vec<Clause>,
    pub(crate) failure: Failure,
}

impl GuardedArguments {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        if args.targets.is_empty() {
            args.missing_target(diagnostics);
        }
        if let Some(extra) = args.targets.get(MAX_TARGETS) {
            diagnostics.push(messages::too_many_targets(extra.at()));
        }
        for (at, literal) in args.targets.iter().enumerate().filter(|(_, it)| it.is_literal()) {
            diagnostics.push(match &literal.name {
                // `A, retries = 3`
                Some(name) if at > 0 => messages::no_clause(name.span(), &name.to_string()),
                _ => messages::literal_lock(literal.at(), &literal.text()),
            });
        }
        args.targets.retain(|target| !target.is_literal());
        let when = args.take(Key::When);
        if let Some(when) = &when {
            no_closure(when, &args.targets, diagnostics);
        }
        let notifies = [Key::NotifyOne, Key::NotifyAll].map(|key| args.take(key));
        let question = args.targets.first().and_then(|target| target.question);
        let failure = Failure::take(&mut args, question, diagnostics);
        let notifies = notifies.into_iter().flatten().collect();
        let targets = args.targets;
        (!targets.is_empty()).then_some(GuardedArguments { targets, when, notifies, failure })
    }
}

/// `when = *data > 3`: an expression that cannot be a function.
fn no_closure(when: &Clause, targets: &[Target], diagnostics: &mut Diagnostics) {
    let cannot_be_called = match &when.value {
        Expr::Binary(_) | Expr::Unary(_) | Expr::Lit(_) => true,
        Expr::Paren(inner) => matches!(*inner.expr, Expr::Binary(_) | Expr::Unary(_)),
        _ => false,
    };
    if cannot_be_called {
        let guard = targets.first().map_or_else(|| "data".to_owned(), Target::guard_name);
        let value: Vec<_> = when.value.to_token_stream().into_iter().collect();
        let value = syntax::as_written(&value);
        diagnostics.push(messages::when_is_no_closure(when.value.span(), &guard, &value));
    }
}
