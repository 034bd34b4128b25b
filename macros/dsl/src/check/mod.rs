//! What is wrong with a plan. Each check is silent unless it is sure.

mod arguments;
mod atomicity;
mod attributes;
mod barriers;
mod blocking;
mod cancellation;
mod deadlock;
mod expressions;
mod guardless;
mod holding;
mod picture;
mod recovery;
mod report;
mod signature;
mod tasks;
mod waiting;
mod wording;

pub(crate) use self::recovery::Recovery;
use self::{picture::Picture, report::Reporter};
use crate::{
    diag::Diagnostics,
    edition,
    flow::{BodyIndex, BodySummary, WalkInput, summarize},
    model::Found,
    plan::Plan,
    rules::{Rule, all_rules},
};

/// Finds the violations of one rule.
type Check = fn(&Picture<'_>, &mut Reporter<'_>);

macro_rules! checks {
    ($($level:ident $module:ident::$rule:ident $summary:literal;)*) => {
        const CHECKS: &[(Rule, Option<Check>)] = &[$((Rule::$rule, check_of!($module::$rule))),*];
    };
}

/// What the model finds is found for the whole crate at once.
macro_rules! check_of {
    (model::$rule:ident) => {
        None
    };
    ($module:ident::$rule:ident) => {
        Some($module::$rule)
    };
}
all_rules!(checks);

/// Notes every mistake in the plan, and what the model of the crate has `found` in the function. Returns the changes that keep rustc
/// from reporting a mistake a second time.
pub(crate) fn check(plan: &Plan, found: &[Found], diagnostics: &mut Diagnostics) -> Vec<Recovery> {
    signature::check_waits(plan, diagnostics);
    signature::check_has_body(plan, diagnostics);
    for section in plan.sections() {
        arguments::check_counts(section, diagnostics);
        arguments::check_failures(section, diagnostics);
        arguments::check_names_differ(section, diagnostics);
        arguments::check_one_lock(section, diagnostics);
    }
    arguments::check_names_hide_nothing(plan, diagnostics);
    check_rules(plan, found, diagnostics)
}

/// Notes what the model of the crate has `found` in functions that have no attribute.
pub(crate) fn check_elsewhere(found: &[Found], diagnostics: &mut Diagnostics) {
    let mut reporter = Reporter::new(diagnostics, &[]);
    found.iter().for_each(|found| reporter.report_elsewhere(found));
}

fn check_rules(plan: &Plan, found: &[Found], diagnostics: &mut Diagnostics) -> Vec<Recovery> {
    let body = plan.function.block();
    let index = body.map(|body| BodyIndex::new(body, None));
    // A body that does not parse has no events.
    let summary = match (body, &index) {
        (Some(body), Some(index)) => summarize(&walk_input(plan, index), body),
        _ => BodySummary::default(),
    };
    let picture = Picture::new(plan, &summary);
    let mut reporter = Reporter::new(diagnostics, found);
    for (rule, check) in CHECKS {
        // It asks which allowances have been used, by the model's rules too.
        if *rule == Rule::unused_allow {
            found.iter().for_each(|found| reporter.report_found(plan, found));
        }
        if let Some(check) = check {
            reporter.begin(*rule);
            check(&picture, &mut reporter);
        }
    }
    reporter.finish()
}

fn walk_input<'a>(plan: &'a Plan, index: &'a BodyIndex) -> WalkInput<'a> {
    WalkInput {
        signature: &plan.function.signature,
        holds: &plan.outer,
        blocks: &plan.blocks,
        allowances: &plan.allowances,
        index,
        short_temporaries: edition::has_short_temporaries(),
        oracle: None,
    }
}
