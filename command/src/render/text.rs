//! Findings and the map, for people.

use std::{io, io::Write, path::Path};

use annotate_snippets::{Annotation, AnnotationKind, Group, Renderer, Snippet};
use interlocking_dsl::{
    Level,
    model::{Finding, Grade, LockMap, LockOrder, Note},
};

use super::{Report, counted, page, totals};
use crate::files::{File, Files};

const POSSIBLE: &str = "possible, not certain: two places may be different objects, a call may go elsewhere, or a path may not be taken";

/// Every finding as the compiler prints its own, and a last line that counts them.
pub(crate) fn findings(report: &Report, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled();
    for finding in &report.findings {
        writeln!(out, "{}\n", one(finding, files, &renderer))?;
    }
    writeln!(out, "{}", summary(report))
}

fn one(finding: &Finding, files: &Files, renderer: &Renderer) -> String {
    let level = match finding.level {
        Level::Error => annotate_snippets::Level::ERROR,
        Level::Warning | Level::Off => annotate_snippets::Level::WARNING,
    };
    let title = level.primary_title(&finding.message).id(finding.rule).id_url(page(finding.rule));
    let paths = paths(finding);
    let steps = steps(finding);
    let texts: Vec<_> = paths.iter().map(|path| (path, files.file(path))).collect();
    let snippets = texts.iter().map(|(path, file)| {
        let snippet = Snippet::source(&*file.text).path(files.shown(path));
        snippet.annotations(annotations(finding, &steps, path, file))
    });
    let group: Group<'_> = title.elements(snippets);
    let possible = (finding.grade == Grade::Possible)
        .then(|| annotate_snippets::Level::NOTE.message(POSSIBLE));
    let help = finding.help.as_deref().map(|help| annotate_snippets::Level::HELP.message(help));
    renderer.render(&[group.elements(possible).elements(help)])
}

/// The files of a finding, each once, its own first.
fn paths(finding: &Finding) -> Vec<&Path> {
    let mut paths: Vec<&Path> = vec![&finding.at.file];
    for note in &finding.also {
        if !paths.contains(&&*note.at.file) {
            paths.push(&note.at.file);
        }
    }
    paths
}

/// What happens at each note. A snippet shows its lines in the order of the file, so that the steps of a chain are numbered.
fn steps(finding: &Finding) -> Vec<String> {
    let numbered = |(at, note): (usize, &Note)| match finding.also.len() {
        0..=1 => note.message.clone(),
        _ => format!("{}. {}", at + 1, note.message),
    };
    finding.also.iter().enumerate().map(numbered).collect()
}

/// What is marked in one file: the place of the finding, and the steps that lead to it.
fn annotations<'a>(
    finding: &'a Finding,
    steps: &'a [String],
    path: &Path,
    file: &File,
) -> Vec<Annotation<'a>> {
    let primary = AnnotationKind::Primary.span(file.range(&finding.at)).label(&finding.label);
    let primary = (*finding.at.file == *path).then_some(primary);
    let notes = finding.also.iter().zip(steps).filter(|(note, _)| *note.at.file == *path);
    let notes =
        notes.map(|(note, step)| AnnotationKind::Context.span(file.range(&note.at)).label(step));
    primary.into_iter().chain(notes).collect()
}

/// `interlocking: 2 errors, 1 warning (1 certain, 2 possible) in 3 crates`
fn summary(report: &Report) -> String {
    let (errors, warnings) = totals(&report.findings);
    let found = match (errors, warnings) {
        (0, 0) => "nothing found".to_owned(),
        (errors, 0) => counted(errors, "error"),
        (0, warnings) => counted(warnings, "warning"),
        _ => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    let certain = report.findings.iter().filter(|finding| finding.grade == Grade::Certain).count();
    let possible = report.findings.len() - certain;
    let grades = match (certain, possible) {
        (_, 0) => String::new(),
        (0, possible) => format!(" ({possible} possible)"),
        _ => format!(" ({certain} certain, {possible} possible)"),
    };
    let accepted = match report.accepted {
        0 => String::new(),
        accepted => format!("; {accepted} accepted by the baseline"),
    };
    format!("interlocking: {found}{grades} in {}{accepted}", counted(report.crates, "crate"))
}

/// What each function does, the edges, an order that fits or the cycles, and the allowances.
pub(crate) fn map(map: &LockMap, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "functions")?;
    for function in &map.functions {
        writeln!(out, "  {}  {}", function.name, files.place(&function.at))?;
        for step in &function.steps {
            let held = match &*step.held {
                [] => String::new(),
                held => format!("holding {}: ", quoted(held, ", ")),
            };
            writeln!(out, "    {held}{} `{}`  {}", step.does, step.what, files.place(&step.at))?;
        }
    }
    writeln!(out, "\nedges: what is taken or awaited under which lock")?;
    for edge in &map.edges {
        let tries = if edge.waits { "" } else { "  (only tried)" };
        writeln!(out, "  `{}` -> `{}`{tries}", edge.held, edge.what)?;
        for (function, at) in &edge.places {
            writeln!(out, "    {function}  {}", files.place(at))?;
        }
    }
    order(&map.order, out)?;
    if !map.allowances.is_empty() {
        writeln!(out, "\nallowances")?;
    }
    for allowance in &map.allowances {
        let at = files.place(&allowance.at);
        writeln!(out, "  {}: {}  {at}", allowance.rule, allowance.reason)?;
    }
    Ok(())
}

fn order(order: &LockOrder, out: &mut dyn Write) -> io::Result<()> {
    match order {
        LockOrder::Fits(locks) => {
            writeln!(out, "\norder: take them from the first to the last")?;
            for (at, lock) in locks.iter().enumerate() {
                writeln!(out, "  {}. `{lock}`", at + 1)?;
            }
        }
        LockOrder::Cycles(cycles) => {
            writeln!(out, "\ncycles: no order fits")?;
            for cycle in cycles {
                let closed: Vec<_> = cycle.iter().chain(cycle.first()).cloned().collect();
                writeln!(out, "  {}", quoted(&closed, " -> "))?;
            }
        }
    }
    Ok(())
}

/// `` `a`, `b` ``
fn quoted(names: &[String], between: &str) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(between)
}
