//! `#[semaphore(8 | [name =] PLACE [?], permits = EXPR, else { .. })]`

use syn::Expr;

use super::{Key, Target, args::Args};
use crate::diag::Diagnostics;

pub(crate) struct Semaphore {
    pub(crate) target: Target,
    pub(crate) permits: Option<Expr>,
    pub(crate) otherwise: Option<Expr>,
}

impl Semaphore {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = args.one_target(diagnostics)?;
        let permits = args.take(Key::Permits).map(|clause| clause.value);
        let otherwise = args.take(Key::Else).map(|clause| clause.value);
        Some(Semaphore { target, permits, otherwise })
    }
}
