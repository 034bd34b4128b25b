//! What is wrong with a plan: a flat list of rules, each of which is silent unless it is sure.

mod arguments;
mod body;
mod combination;
mod signature;

use crate::{diag::Diagnostics, plan::Plan};

/// Notes every mistake of the plan. What rustc would report a second time is mended in the body, which after a mistake serves
/// as a fallback only.
pub(crate) fn check(plan: &mut Plan, diagnostics: &mut Diagnostics) {
    signature::check_waits(plan, diagnostics);
    signature::check_has_body(plan, diagnostics);
    for holds in plan.blocks.iter().chain([&plan.holds]) {
        arguments::check_counts(holds, diagnostics);
        arguments::check_endings(holds, diagnostics);
        arguments::check_names_differ(holds, diagnostics);
        arguments::check_one_lock(holds, diagnostics);
        combination::check_locked_once(holds, diagnostics);
    }
    arguments::check_names_hide_nothing(plan, diagnostics);
    combination::check_barrier_can_fill(plan, diagnostics);
    body::check_body(plan, diagnostics);
}
