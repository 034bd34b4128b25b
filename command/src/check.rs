//! `cargo interlocking check`.

use std::io::Write;

use interlocking_dsl::{Level, model::Finding};

use crate::{
    analysis::{self, Analysed},
    args::{Check, CheckFormat},
    baseline::{self, Compared},
    error::Error,
    files::Files,
    levels::Levels,
    render::{self, Report},
    sources::{Sources, current_folder},
};

/// Prints the findings. Returns whether there are any.
pub(crate) fn run(options: &Check, out: &mut dyn Write) -> Result<bool, Error> {
    let files = Files::new(current_folder());
    let Analysed { sources, analysis, crates } = analysis::run(&options.scope, &files)?;
    let findings = reported(analysis.findings, &sources, &options.levels);
    let compared = match &options.baseline {
        Some(path) => baseline::apply(path, findings, &files)?,
        None => Compared { new: findings, accepted: 0, gone: 0 },
    };
    if compared.gone > 0 {
        let gone = render::counted(compared.gone, "finding");
        eprintln!(
            "note: no longer there: {gone} that the baseline accepts; write it anew to drop what is gone"
        );
    }
    let report = Report { findings: compared.new, accepted: compared.accepted, crates };
    print(options.format, &report, &files, out)?;
    Ok(!report.findings.is_empty())
}

/// What is reported on: each finding once, in the packages that were asked for, at the level that the options make of it.
fn reported(mut findings: Vec<Finding>, sources: &Sources, levels: &Levels) -> Vec<Finding> {
    findings.retain(|finding| {
        let others = finding.also.iter().map(|note| &note.at);
        [&finding.at].into_iter().chain(others).any(|at| sources.reports_on(&at.file))
    });
    for finding in &mut findings {
        let given = levels.of(finding.rule);
        let given = given.or_else(|| sources.level(finding.rule, &finding.at.file));
        finding.level = given.unwrap_or(finding.level);
    }
    findings.retain(|finding| finding.level != Level::Off);
    // A file that is a module of two crates of a package is analysed in both.
    findings.sort_by(|a, b| (&a.at, a.rule, &a.message).cmp(&(&b.at, b.rule, &b.message)));
    findings.dedup_by(|a, b| (&a.at, a.rule, &a.message) == (&b.at, b.rule, &b.message));
    findings
}

fn print(
    format: CheckFormat,
    report: &Report,
    files: &Files,
    out: &mut dyn Write,
) -> Result<(), Error> {
    match format {
        CheckFormat::Text => render::text::findings(report, files, out)?,
        CheckFormat::Json => render::json::findings(&report.findings, files, out)?,
        CheckFormat::Sarif => render::sarif::findings(&report.findings, files, out)?,
        CheckFormat::Github => render::github::findings(&report.findings, files, out)?,
    }
    Ok(())
}
