//! The one place where a violation becomes an error or a warning.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::Error;

use super::recovery::Recovery;
use crate::{
    diag::Diagnostics,
    flow::Event,
    model::Found,
    plan::{Plan, Section},
    rules::{Allowance, Level, Rule, levels},
};

/// A rule that the function breaks.
pub(crate) struct Violation {
    pub(crate) rule: Rule,
    pub(crate) level: Level,
    /// At the token that must change.
    pub(crate) message: Error,
    /// The model of the crate has found it.
    pub(crate) is_of_model: bool,
}

/// Notes a violation as an error or a warning, at the level that the user's manifest gives to its rule.
pub(super) fn note(violation: Violation, diagnostics: &mut Diagnostics) {
    let Violation { rule, level, message, .. } = violation;
    let message = with_rule(rule, &message);
    match levels::level(rule).unwrap_or(level) {
        Level::Error => diagnostics.push_violation(message),
        Level::Warning => diagnostics.warn(rule.name(), message),
        Level::Off => {}
    }
}

/// Collects the violations of one rule after the other.
pub(super) struct Reporter {
    pub(super) violations: Vec<Violation>,
    pub(super) recoveries: Vec<Recovery>,
    rule: Rule,
    /// The tokens at which something was reported.
    reported: HashSet<(usize, usize)>,
    /// The tokens at which the model has found an error: a warning of a check would say less.
    certain: HashSet<(usize, usize)>,
    /// The rules of these errors, with their lines: a check may report at another token of the line.
    certain_lines: HashSet<(Rule, usize)>,
}

impl Reporter {
    pub(super) fn new(found: &[Found]) -> Self {
        let errors = || found.iter().filter(|it| it.level == Level::Error && !it.is_allowed);
        Reporter {
            violations: Vec::new(),
            recoveries: Vec::new(),
            rule: Rule::unused_allow,
            reported: HashSet::new(),
            certain: errors().map(|found| place(found.message.span())).collect(),
            certain_lines: errors().map(|it| (it.rule, place(it.message.span()).0)).collect(),
        }
    }

    /// From here on, `rule` is what is violated.
    pub(super) fn begin(&mut self, rule: Rule) {
        self.rule = rule;
    }

    /// Reports a violation at an event of the body, unless it is allowed there.
    pub(super) fn report(&mut self, event: &Event<'_>, message: Error) {
        self.report_as(self.rule.level(), event, message);
    }

    /// [`report`](Self::report), in a case that is less certain than the rule.
    pub(super) fn report_as(&mut self, level: Level, event: &Event<'_>, message: Error) {
        self.report_unless_allowed(level, message, event.allowed.iter().copied());
    }

    /// Reports a violation in an attribute, unless the function or block allows it.
    pub(super) fn report_in(&mut self, section: &Section, message: Error) {
        self.report_unless_allowed(self.rule.level(), message, &section.allowed);
    }

    /// [`report`](Self::report) of a mistake that rustc would report too, if the body did not `recover` from it.
    pub(super) fn report_and_recover(
        &mut self,
        event: &Event<'_>,
        message: Error,
        recovery: Recovery,
    ) {
        let reported =
            self.report_unless_allowed(self.rule.level(), message, event.allowed.iter().copied());
        self.recoveries.extend(reported.then_some(recovery));
    }

    /// Reports what the model of the crate has found, unless a check of the function has already reported at its token.
    pub(super) fn report_found(&mut self, plan: &Plan, found: &Found) {
        let Found { rule, level, message, is_allowed } = found;
        self.begin(*rule);
        if *is_allowed {
            let allowed = plan.sections().flat_map(|holds| &holds.allowed);
            self.report_unless_allowed(*level, message.clone(), allowed.chain(&plan.allowances));
        } else if !self.reported.contains(&place(message.span())) {
            self.report_elsewhere(found);
        }
    }

    /// Reports what the model has found, whatever the function allows.
    pub(super) fn report_elsewhere(&mut self, found: &Found) {
        let Found { rule, level, .. } = *found;
        let message = found.message.clone();
        self.violations.push(Violation { rule, level, message, is_of_model: true });
    }

    /// Returns whether it was reported.
    fn report_unless_allowed<'b>(
        &mut self,
        level: Level,
        message: Error,
        allowances: impl IntoIterator<Item = &'b Allowance>,
    ) -> bool {
        // All of them count as used, so `count` and not `any`.
        if allowances.into_iter().filter(|allowance| allowance.permits(self.rule)).count() > 0 {
            return false;
        }
        let at = place(message.span());
        let is_reported =
            self.certain.contains(&at) || self.certain_lines.contains(&(self.rule, at.0));
        if level != Level::Error && is_reported {
            return false;
        }
        self.reported.insert(place(message.span()));
        self.violations.push(Violation { rule: self.rule, level, message, is_of_model: false });
        true
    }
}

fn place(at: Span) -> (usize, usize) {
    let start = at.start();
    (start.line, start.column)
}

/// Ends with the name that `allow` is given, and the address of the page.
fn with_rule(rule: Rule, message: &Error) -> Error {
    let (name, page) = (rule.name(), rule.page());
    Error::new(message.span(), format!("{message}\nrule: interlocking::{name}, see {page}"))
}
