//! `#[barrier(3 | [name =] PLACE [?], else { .. })]`

use syn::Expr;

use super::{Key, Target, args::Args};
use crate::diag::Diagnostics;

pub(crate) struct Barrier {
    pub(crate) target: Target,
    pub(crate) otherwise: Option<Expr>,
}

impl Barrier {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = args.one_target(diagnostics)?;
        let otherwise = args.take(Key::Else).map(|clause| clause.value);
        Some(Barrier { target, otherwise })
    }
}
