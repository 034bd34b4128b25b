//! `#[guarded(TARGET, .., notify_one = COND, notify_all = COND, else { .. })]`

use syn::Expr;

use super::{Clause, Key, Target, args::Args};
use crate::{diag::Diagnostics, messages};

/// How many locks one attribute can hold.
pub(crate) const MOST_TARGETS: usize = 12;

pub(crate) struct Guarded {
    /// One at least.
    pub(crate) targets: Vec<Target>,
    /// Of `notify_one` and `notify_all`.
    pub(crate) notifies: Vec<Clause>,
    pub(crate) otherwise: Option<Expr>,
}

impl Guarded {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        if args.targets.is_empty() {
            args.missing_target(diagnostics);
        }
        if let Some(extra) = args.targets.get(MOST_TARGETS) {
            diagnostics.push(messages::too_many_targets(extra.at()));
        }
        for literal in args.targets.iter().filter(|target| target.is_literal()) {
            diagnostics.push(messages::literal_lock(literal));
        }
        args.targets.retain(|target| !target.is_literal());
        let notifies = [Key::NotifyOne, Key::NotifyAll].map(|key| args.take(key));
        let otherwise = args.take(Key::Else).map(|clause| clause.value);
        let notifies = notifies.into_iter().flatten().collect();
        let targets = args.targets;
        (!targets.is_empty()).then_some(Guarded { targets, notifies, otherwise })
    }
}
