//! Findings, one object a line, and the map as one object.

use std::{io, io::Write};

use interlocking_dsl::model::{Finding, Location, LockMap, LockOrder};
use serde::Serialize;
use serde_json::{Value, json};

use super::{grade, level};
use crate::files::Files;

#[derive(Serialize)]
struct FindingLine<'a> {
    rule: &'a str,
    level: &'a str,
    grade: &'a str,
    function: &'a str,
    message: &'a str,
    #[serde(flatten)]
    at: Place,
    also: Vec<Also<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Also<'a> {
    #[serde(flatten)]
    at: Place,
    message: &'a str,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
}

impl Place {
    fn new(at: &Location, files: &Files) -> Place {
        Place { file: files.shown(&at.file), line: at.line, column: at.column }
    }
}

/// Each finding as an object on a line of its own.
pub(crate) fn findings(findings: &[Finding], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let also = finding.also.iter();
        let line = FindingLine {
            rule: finding.rule,
            level: level(finding.level),
            grade: grade(finding.grade),
            function: &finding.function,
            message: &finding.message,
            at: Place::new(&finding.at, files),
            also: also
                .map(|note| Also { at: Place::new(&note.at, files), message: &note.message })
                .collect(),
            help: finding.help.as_deref(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The whole map as one object.
pub(crate) fn map(map: &LockMap, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let at = |at: &Location| Place::new(at, files);
    let functions = map.functions.iter().map(|function| {
        let steps = function.steps.iter().map(
            |step| json!({ "held": step.held, "does": step.does, "what": step.what, "at": at(&step.at) }),
        );
        let steps: Vec<Value> = steps.collect();
        json!({ "name": function.name, "at": at(&function.at), "steps": steps })
    });
    let edges = map.edges.iter().map(|edge| {
        let places = edge.places.iter();
        let places =
            places.map(|(function, place)| json!({ "function": function, "at": at(place) }));
        let places: Vec<Value> = places.collect();
        json!({ "held": edge.held, "what": edge.what, "waits": edge.waits, "places": places })
    });
    let (order, cycles) = match &map.order {
        LockOrder::Fits(order) => (Some(order), &Vec::new()),
        LockOrder::Cycles(cycles) => (None, cycles),
    };
    let allowances = map.allowances.iter().map(|allowance| {
        json!({ "rule": allowance.rule, "reason": allowance.reason, "at": at(&allowance.at) })
    });
    let whole = json!({
        "functions": functions.collect::<Vec<_>>(),
        "edges": edges.collect::<Vec<_>>(),
        "order": order,
        "cycles": cycles,
        "allowances": allowances.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}
