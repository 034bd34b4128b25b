//! `#[barrier(3 | [name =] PLACE [?], timeout/else/allow)]`

use super::{Failure, Target, args::Args};
use crate::diag::Diagnostics;

pub(crate) struct BarrierArguments {
    pub(crate) target: Target,
    pub(crate) failure: Failure,
}

impl BarrierArguments {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = args.one_target(diagnostics)?;
        let failure = Failure::take(&mut args, target.question, diagnostics);
        Some(BarrierArguments { target, failure })
    }
}
