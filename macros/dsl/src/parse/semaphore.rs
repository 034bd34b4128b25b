//! `#[semaphore(8 | [name =] PLACE [?], permits = EXPR, timeout/nowait/else/allow)]`

use syn::Expr;

use super::{Failure, Target, args::Args};
use crate::{diag::Diagnostics, language::Key};

pub(crate) struct SemaphoreArguments {
    pub(crate) target: Target,
    pub(crate) permits: Option<Expr>,
    pub(crate) failure: Failure,
}

impl SemaphoreArguments {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = args.one_target(diagnostics)?;
        let permits = args.take(Key::Permits).map(|clause| clause.value);
        let failure = Failure::take(&mut args, target.question, diagnostics);
        Some(SemaphoreArguments { target, permits, failure })
    }
}
