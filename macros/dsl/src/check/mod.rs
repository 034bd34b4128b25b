//! What is wrong with a plan: a flat list of rules, each of which is silent unless it is sure.

mod arguments;
mod atomicity;
mod blocking;
mod body;
mod combination;
mod guardless;
mod holding;
mod meeting;
mod mend;
mod picture;
mod signature;
mod tasks;
mod waiting;

use crate::{diag::Diagnostics, plan::Plan};

/// Notes every mistake of the plan. What rustc would report a second time is mended in the body.
pub(crate) fn check(plan: &mut Plan, diagnostics: &mut Diagnostics) {
    signature::check_waits(plan, diagnostics);
    signature::check_has_body(plan, diagnostics);
    for holds in plan.blocks.iter().chain([&plan.holds]) {
        arguments::check_counts(holds, diagnostics);
        arguments::check_endings(holds, diagnostics);
        arguments::check_names_differ(holds, diagnostics);
        arguments::check_one_lock(holds, diagnostics);
        arguments::check_temporary_primitive(holds, diagnostics);
        arguments::check_barrier_of_one(holds, diagnostics);
        arguments::check_long_timeout(holds, diagnostics);
        combination::check_locked_once(holds, diagnostics);
    }
    arguments::check_names_hide_nothing(plan, diagnostics);
    combination::check_shared_by_instances(plan, diagnostics);
    combination::check_shared_by_objects(plan, diagnostics);
    body::check_body(plan, diagnostics);
}
