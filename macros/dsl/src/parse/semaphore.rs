//! `#[semaphore(8 | [name =] PLACE [?], permits = EXPR, timeout/nowait/else/allow)]`

use syn::Expr;

use super::{Ending, Target, args::Args};
use crate::{diag::Diagnostics, language::Key};

pub(crate) struct Semaphore {
    pub(crate) target: Target,
    pub(crate) permits: Option<Expr>,
    pub(crate) ending: Ending,
}

impl Semaphore {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = args.one_target(diagnostics)?;
        let permits = args.take(Key::Permits).map(|clause| clause.value);
        let ending = Ending::take(&mut args, target.question, diagnostics);
        Some(Semaphore { target, permits, ending })
    }
}
