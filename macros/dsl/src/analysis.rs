//! Everything that is wrong with crates, for the command: what the model finds through calls, and what the checks find in one
//! function, with attributes or without.

use syn::Error;

use crate::{
    check::{self, Surroundings, Violation},
    flow::oracle::FunctionId,
    model::{
        self, Analysis, Finding, Grade, Input, MappedAllowance, PlannedFunction,
        findings::Reported, index::Index, parse::Fallback, summary::Program,
    },
    plan::Plan,
    rules::Level,
};

/// Analyses crates from their sources alone. It never panics, whatever the sources are.
pub fn analyse(input: &Input) -> Analysis {
    let index = Index::read(input);
    let _fallback = Fallback::force();
    let (reported, mut map) = model::analyse_program(&Program::of(&index));
    let mut of_checks = Vec::new();
    for function in index.async_functions() {
        if let Some(planned) = PlannedFunction::new(&index, function) {
            map.allowances.extend(allowances(&index, function, &planned.plan));
            of_checks.extend(checked(&index, function, &planned, &reported));
        }
    }
    map.allowances.sort_by(|one, other| (&one.at, &one.rule).cmp(&(&other.at, &other.rule)));
    let of_model = reported.into_iter().filter(|reported| !reported.is_allowed);
    let mut findings: Vec<Finding> = of_model.map(|reported| reported.finding).collect();
    findings.extend(of_checks);
    findings.sort_by(|one, other| (&one.at, one.rule).cmp(&(&other.at, other.rule)));
    Analysis { findings, map, skipped: index.skipped() }
}

/// What the attributes and the statements of one function allow.
fn allowances(index: &Index, function: FunctionId, plan: &Plan) -> Vec<MappedAllowance> {
    let of_sections = plan.sections().flat_map(|section| &section.allowed);
    let all = of_sections.chain(&plan.allowances).map(|allowance| MappedAllowance {
        rule: allowance.rule.name().to_owned(),
        reason: allowance.reason.clone(),
        at: index.origin(function).locate(allowance.at),
    });
    all.collect()
}

/// What the checks find in one function, without what the model has reported.
fn checked(
    index: &Index,
    function: FunctionId,
    PlannedFunction { plan, tokens }: &PlannedFunction,
    reported: &[Reported],
) -> Vec<Finding> {
    let found = model::found_in_function(index, function, tokens, reported);
    let oracle = index.oracle(function);
    let around = Surroundings {
        attributes: &[],
        found: &found,
        oracle: Some(&oracle),
        short_temporaries: index.edition_of(function).has_short_temporaries(),
    };
    let violations = check::violations(plan, &around).0.into_iter();
    let findings = violations
        .filter(|violation| !violation.is_of_model)
        .map(|violation| finding(index, function, violation));
    findings
        .filter(|finding| !reported.iter().any(|it| is_the_same(&it.finding, finding)))
        .collect()
}

fn finding(index: &Index, function: FunctionId, violation: Violation) -> Finding {
    let Violation { rule, level, message, .. } = violation;
    let (what, help) = parts(&message);
    Finding {
        rule: rule.name(),
        level,
        grade: if level == Level::Error { Grade::Certain } else { Grade::Possible },
        function: index.shown_name(function),
        message: what,
        label: String::new(),
        at: index.origin(function).locate(message.span()),
        also: Vec::new(),
        help,
    }
}

/// What a message of the catalogue says is wrong, and what to write.
fn parts(message: &Error) -> (String, Option<String>) {
    let text = message.to_string();
    match text.split_once("\nhelp: ") {
        Some((what, help)) => (what.to_owned(), Some(help.to_owned())),
        None => (text, None),
    }
}

/// Whether the model has reported a mistake that a check has found as well: at the same token, or the same rule at the other end.
fn is_the_same(of_model: &Finding, of_check: &Finding) -> bool {
    let place = |finding: &Finding| (finding.at.file.clone(), finding.at.line, finding.at.column);
    let other_end = of_model
        .also
        .iter()
        .any(|note| note.at.file == of_check.at.file && note.at.line == of_check.at.line);
    place(of_model) == place(of_check)
        || of_model.rule == of_check.rule
            && of_model.at.file == of_check.at.file
            && (other_end || of_model.at.line == of_check.at.line)
}
