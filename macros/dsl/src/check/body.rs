//! What the attributes and the body say together: one [picture](crate::flow) of the body, and rules that ask it.

use super::{
    atomicity, blocking, guardless, holding, meeting, mend,
    picture::{Check, Picture},
    tasks, waiting,
};
use crate::{
    diag::Diagnostics,
    edition,
    flow::{Action, BodyIndex, WalkInput, summarize},
    messages::rules as messages,
    plan::Plan,
    rules::Rule,
};

/// In the order of the book of rules.
const CHECKS: &[Check] = &[
    check_guard_shadowed,
    holding::check_same_lock_twice,
    holding::check_scrutinee_across_await,
    holding::check_recursion,
    holding::check_unordered,
    holding::check_collected_one_by_one,
    holding::check_dropped_at_once,
    holding::check_not_awaited,
    holding::check_leaked,
    holding::check_endless_hold,
    holding::check_lock_of_one_task,
    holding::check_held_across_io,
    waiting::check_wait_not_in_loop,
    waiting::check_blind_predicate,
    waiting::check_predicate_with_effects,
    waiting::check_wait_under_second_lock,
    waiting::check_outcome_ignored,
    waiting::check_set_only_on_success,
    waiting::check_event_as_counter,
    waiting::check_check_then_register,
    meeting::check_barrier_can_fill,
    meeting::check_meeting_under_lock,
    meeting::check_meeting_in_one_branch,
    meeting::check_meeting_after_exit,
    meeting::check_uneven_fan_out,
    tasks::check_callback_under_guard,
    tasks::check_listeners_under_guard,
    tasks::check_answer_under_guard,
    tasks::check_acquired_in_handler,
    tasks::check_held_by_buffered,
    tasks::check_limit_not_covering,
    blocking::check_blocks,
    blocking::check_blocking_io,
    blocking::check_busy_wait,
    blocking::check_held_across_await,
    blocking::check_exit_under_guard,
    atomicity::check_lost_update,
    atomicity::check_lost_atomic_update,
    atomicity::check_check_then_act,
    atomicity::check_stale_length,
    atomicity::check_mutated_while_reading,
    atomicity::check_half_written,
    atomicity::check_question_between_writes,
    atomicity::check_taken_across_await,
    atomicity::check_published_after_release,
];

/// Every rule that needs the body; a body that does not parse breaks none.
pub(super) fn check_body(plan: &mut Plan, diagnostics: &mut Diagnostics) {
    let Some(block) = plan.function.body.as_ref().and_then(|body| body.block.as_ref()) else {
        return;
    };
    let index = BodyIndex::new(block);
    let input = WalkInput {
        signature: &plan.function.signature,
        holds: &plan.holds,
        blocks: &plan.blocks,
        allowances: &plan.allowances,
        index: &index,
        short_temporaries: edition::has_short_temporaries(),
    };
    let summary = summarize(&input, block);
    let picture = Picture::new(plan, &summary);
    for check in CHECKS {
        check(&picture, diagnostics);
    }
    let mut mends = Vec::new();
    guardless::check_has_guard(&picture, diagnostics, &mut mends);
    waiting::check_async_predicate(&picture, diagnostics, &mut mends);
    check_allowances_are_needed(plan, diagnostics);
    if !mends.is_empty() {
        mend::apply(&mends, plan);
        diagnostics.spoil();
    }
}

/// A guard that is hidden before its first use stays held, and cannot be used any more.
fn check_guard_shadowed(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (_, event) in picture.others() {
        if let Action::Shadows(name) = &event.action {
            diagnostics.broken(
                Rule::GuardShadowed,
                messages::guard_shadowed(event.at, &name.to_string()),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// Leave to break a rule that nothing breaks hides the next mistake.
fn check_allowances_are_needed(plan: &Plan, diagnostics: &mut Diagnostics) {
    let attributes = plan.blocks.iter().chain([&plan.holds]).flat_map(|holds| &holds.allowed);
    let unneeded = attributes.chain(&plan.allowances).filter(|allowance| !allowance.is_used());
    for allowance in unneeded.collect::<Vec<_>>() {
        let message = messages::unneeded_allow(allowance.at, allowance.rule.name());
        diagnostics.broken(Rule::UnneededAllow, message, plan.holds.allowed.iter());
    }
}
