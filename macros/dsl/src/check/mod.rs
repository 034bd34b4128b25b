//! What is wrong with a plan. Each check is silent unless it is sure.

mod acting;
mod arguments;
mod atomicity;
mod attributes;
mod barriers;
mod blocking;
mod cancellation;
mod deadlock;
mod expressions;
mod futurelock;
mod guardless;
mod holding;
mod leaks;
mod picture;
mod recovery;
mod report;
mod signature;
mod tasks;
mod undone;
mod waiting;
mod wakeups;
mod wording;

use self::{picture::Picture, report::Reporter};
pub(crate) use self::{recovery::Recovery, report::Violation};
use crate::{
    diag::Diagnostics,
    flow::{BodyIndex, BodySummary, WalkInput, oracle::Oracle, summarize},
    model::Found,
    plan::Plan,
    rules::{Rule, all_rules},
};

/// Finds the violations of one rule.
type Check = fn(&Picture<'_>, &mut Reporter);

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

/// What is known of the code around a function.
pub(crate) struct Surroundings<'a> {
    /// What the model of the crate has found in the function.
    pub(crate) found: &'a [Found],
    /// The names of the attributes of the function in its file, where there is a model.
    pub(crate) attributes: &'a [String],
    /// The types of places, where there is a model.
    pub(crate) oracle: Option<&'a dyn Oracle>,
    /// Whether temporaries of an `if let` end before its `else`, and those of a tail with its block, as since edition 2024.
    pub(crate) short_temporaries: bool,
}

/// Notes every mistake in the plan. Returns the changes that keep rustc from reporting a mistake a second time.
pub(crate) fn check(
    plan: &Plan,
    around: &Surroundings<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Recovery> {
    signature::check_waits(plan, diagnostics);
    signature::check_is_no_copy(plan, around.attributes, diagnostics);
    signature::check_has_body(plan, diagnostics);
    for section in plan.sections() {
        arguments::check_counts(section, diagnostics);
        arguments::check_failures(section, diagnostics);
        arguments::check_names_differ(section, diagnostics);
        arguments::check_one_lock(section, diagnostics);
    }
    arguments::check_names_hide_nothing(plan, diagnostics);
    arguments::check_what_is_named(plan, around.oracle, diagnostics);
    let (violations, mut recoveries) = violations(plan, around);
    if plan.sections().any(arguments::binds_a_name_twice) {
        recoveries.push(Recovery::BindOnly);
    }
    violations.into_iter().for_each(|violation| report::note(violation, diagnostics));
    recoveries
}

/// Notes what the model of the crate has `found` in functions that have no attribute.
pub(crate) fn check_elsewhere(found: &[Found], diagnostics: &mut Diagnostics) {
    let mut reporter = Reporter::new(&[]);
    found.iter().for_each(|found| reporter.report_elsewhere(found));
    reporter.violations.into_iter().for_each(|violation| report::note(violation, diagnostics));
}

/// The violations of rules, and the changes to the body that recover from them.
pub(crate) fn violations(
    plan: &Plan,
    around: &Surroundings<'_>,
) -> (Vec<Violation>, Vec<Recovery>) {
    let body = plan.function.block();
    // A body that does not parse has no events.
    let index = body.map_or_else(BodyIndex::default, |body| BodyIndex::new(body, around.oracle));
    let summary = body.map_or_else(BodySummary::default, |body| {
        summarize(&walk_input(plan, &index, around), body)
    });
    let picture = Picture::new(plan, &summary, &index, around.oracle);
    let mut reporter = Reporter::new(around.found);
    for (rule, check) in CHECKS {
        // It asks which allowances have been used, by the model's rules too.
        if *rule == Rule::unused_allow {
            around.found.iter().for_each(|found| reporter.report_found(plan, found));
        }
        if let Some(check) = check {
            reporter.begin(*rule);
            check(&picture, &mut reporter);
        }
    }
    (reporter.violations, reporter.recoveries)
}

fn walk_input<'a>(
    plan: &'a Plan,
    index: &'a BodyIndex,
    around: &Surroundings<'a>,
) -> WalkInput<'a> {
    WalkInput {
        signature: &plan.function.signature,
        holds: &plan.outer,
        blocks: &plan.blocks,
        allowances: &plan.allowances,
        index,
        short_temporaries: around.short_temporaries,
        oracle: around.oracle,
        composes: false,
    }
}
