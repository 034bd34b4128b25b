//! The composition, the graph and the findings, on summaries that are built by hand.

mod build;
mod deadlocks;
mod orders;
mod waits;

use self::build::Build;
use super::{Finding, Grade, analyse_program};

/// The findings, as `rule grade file:line`.
fn findings(build: Build) -> Vec<String> {
    found(build)
        .iter()
        .map(|finding| {
            let grade = match finding.grade {
                Grade::Certain => "certain",
                Grade::Possible => "possible",
            };
            format!("{} {grade} {}:{}", finding.rule, finding.at.file.display(), finding.at.line)
        })
        .collect()
}

fn found(build: Build) -> Vec<Finding> {
    let reported = analyse_program(&build.program()).0;
    reported.into_iter().map(|reported| reported.finding).collect()
}
