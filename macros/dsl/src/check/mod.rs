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
    plan::Plan,
    rules::{Rule, all_rules},
};

/// Finds the violations of one rule.
type Check = fn(&Picture<'_>, &mut Reporter<'_>);

macro_rules! checks {
    ($($level:ident $module:ident::$rule:ident $summary:literal;)*) => {
        const CHECKS: &[(Rule, Check)] = &[$((Rule::$rule, $module::$rule)),*];
    };
}
all_rules!(checks);

/// Notes every mistake in the plan. Returns the changes that keep rustc from reporting a mistake a second time.
pub(crate) fn check(plan: &Plan, diagnostics: &mut Diagnostics) -> Vec<Recovery> {
    signature::check_waits(plan, diagnostics);
    signature::check_has_body(plan, diagnostics);
    for section in plan.sections() {
        arguments::check_counts(section, diagnostics);
        arguments::check_failures(section, diagnostics);
        arguments::check_names_differ(section, diagnostics);
        arguments::check_one_lock(section, diagnostics);
    }
    arguments::check_names_hide_nothing(plan, diagnostics);
    check_rules(plan, diagnostics)
}

fn check_rules(plan: &Plan, diagnostics: &mut Diagnostics) -> Vec<Recovery> {
    let body = plan.function.block();
    let index = body.map(|body| BodyIndex::new(body, None));
    // A body that does not parse has no events.
    let summary = match (body, &index) {
        (Some(body), Some(index)) => summarize(&walk_input(plan, index), body),
        _ => BodySummary::default(),
    };
    let picture = Picture::new(plan, &summary);
    let mut reporter = Reporter::new(diagnostics);
    for (rule, check) in CHECKS {
        reporter.begin(*rule);
        check(&picture, &mut reporter);
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
