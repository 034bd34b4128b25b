//! `#[waits(PLACE [?], timeout/else)]` and `#[sets(PLACE)]`

use super::{Failure, Target, args::Args};
use crate::{diag::Diagnostics, messages::attributes as messages};

pub(crate) struct WaitsArguments {
    pub(crate) target: Target,
    pub(crate) failure: Failure,
}

impl WaitsArguments {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = event(&mut args, diagnostics)?;
        let failure = Failure::take(&mut args, target.question, diagnostics);
        Some(WaitsArguments { target, failure })
    }
}

pub(crate) struct SetsArguments {
    pub(crate) target: Target,
}

impl SetsArguments {
    pub(crate) fn new(mut args: Args, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = event(&mut args, diagnostics)?;
        if let Some(question) = target.question {
            diagnostics.push(messages::setting_cannot_fail(question.span));
        }
        Some(SetsArguments { target })
    }
}

/// The one event. It has no guard to name, and a number cannot make one.
fn event(args: &mut Args, diagnostics: &mut Diagnostics) -> Option<Target> {
    let target = args.one_target(diagnostics)?;
    if let Some(name) = &target.name {
        diagnostics.push(messages::nothing_to_name(args.attribute, name.span(), &name.to_string()));
    }
    if target.is_literal() {
        diagnostics.push(messages::literal_event(target.at(), &target.text()));
        return None;
    }
    Some(target)
}
