//! What is printed, one file a format.

pub(crate) mod dot;
pub(crate) mod github;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod mermaid;
pub(crate) mod sarif;
pub(crate) mod text;

#[cfg(test)]
mod tests;

use interlocking_dsl::{
    Level, Rule,
    model::{Finding, Grade},
};

/// What is printed.
pub(crate) struct Report {
    /// At the level that they are reported at.
    pub(crate) findings: Vec<Finding>,
    /// How many the baseline accepts.
    pub(crate) accepted: usize,
    pub(crate) crates: usize,
}

/// Where the book describes a rule.
pub(crate) fn page(rule: &str) -> String {
    Rule::named(rule).map(Rule::page).unwrap_or_default()
}

pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Off => "off",
    }
}

pub(crate) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Certain => "certain",
        Grade::Possible => "possible",
    }
}

/// `1 error`, `2 errors`
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// How many findings are errors, and how many warnings.
pub(crate) fn totals(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    (errors, findings.len() - errors)
}
