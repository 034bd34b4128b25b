//! `#[barrier(3 | [name =] PLACE [?], timeout/else/allow)]`

use super::{Ending, Target, args::Args};
use crate::diag::Diagnostics;

pub(crate) struct Barrier {
    pub(crate) target: Target,
    pub(crate) ending: Ending,
}

impl Barrier {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = args.one_target(diagnostics)?;
        let ending = Ending::take(&mut args, target.question, diagnostics);
        Some(Barrier { target, ending })
    }
}
