//! The one place where a violation becomes an error or a warning.

use syn::Error;

use super::recovery::Recovery;
use crate::{
    diag::Diagnostics,
    flow::Event,
    manifest,
    plan::Section,
    rules::{Allowance, Level, Rule},
};

/// Reports the violations of one rule after the other.
pub(super) struct Reporter<'a> {
    diagnostics: &'a mut Diagnostics,
    rule: Rule,
    recoveries: Vec<Recovery>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(diagnostics: &'a mut Diagnostics) -> Self {
        Reporter { diagnostics, rule: Rule::unused_allow, recoveries: Vec::new() }
    }

    /// From here on, `rule` is what is violated.
    pub(super) fn begin(&mut self, rule: Rule) {
        self.rule = rule;
    }

    /// The changes that keep rustc from reporting a mistake a second time.
    pub(super) fn finish(self) -> Vec<Recovery> {
        self.recoveries
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
        let message = with_rule(self.rule, &message);
        match level {
            Level::Error => self.diagnostics.push_violation(message),
            Level::Off if !manifest::warns(self.rule.name()) => {}
            Level::Warning | Level::Off => self.diagnostics.warn(self.rule.name(), message),
        }
        true
    }
}

/// Ends with the name that `allow` is given, and the address of the page.
fn with_rule(rule: Rule, message: &Error) -> Error {
    let (name, page) = (rule.name(), rule.page());
    Error::new(message.span(), format!("{message}\nrule: interlocking::{name}, see {page}"))
}
