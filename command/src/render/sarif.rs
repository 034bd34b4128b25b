//! Findings as SARIF 2.1.0, with what GitHub's code scanning asks for.

use std::{io, io::Write};

use interlocking_dsl::{
    Level, Rule,
    model::{Finding, Location},
};
use serde_json::{Value, json};

use super::{grade, level};
use crate::{baseline::Identity, book, files::Files};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One log with one run.
pub(crate) fn findings(findings: &[Finding], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "interlocking",
                "informationUri": "https://docs.rs/interlocking",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": descriptors(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding, files)).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Every rule, so that one without findings is known, too.
fn descriptors() -> Vec<Value> {
    let descriptor = |rule: &Rule| {
        json!({
            "id": rule.name(),
            "shortDescription": { "text": rule.summary() },
            "fullDescription": { "text": rule.summary() },
            "help": { "text": book::section(*rule), "markdown": book::section(*rule) },
            "helpUri": rule.page(),
            "defaultConfiguration": {
                "enabled": rule.level() != Level::Off,
                "level": if rule.level() == Level::Error { "error" } else { "warning" },
            },
            "properties": { "tags": ["concurrency"] },
        })
    };
    Rule::ALL.iter().map(descriptor).collect()
}

fn result(finding: &Finding, files: &Files) -> Value {
    let help = finding.help.iter().map(|help| format!("\nhelp: {help}"));
    let text = [finding.message.clone()].into_iter().chain(help).collect::<String>();
    let related = finding.also.iter().enumerate().map(|(id, note)| {
        let mut place = location(&note.at, files);
        place["id"] = json!(id);
        place["message"] = json!({ "text": note.message });
        place
    });
    json!({
        "ruleId": finding.rule,
        "ruleIndex": Rule::ALL.iter().position(|rule| rule.name() == finding.rule),
        "level": level(finding.level),
        "message": { "text": text },
        "locations": [location(&finding.at, files)],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { "interlocking/v1": fingerprint(finding, files) },
        "properties": { "grade": grade(finding.grade) },
    })
}

fn location(at: &Location, files: &Files) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&files.shown(&at.file)), "uriBaseId": "%SRCROOT%" },
        "region": {
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.end_line,
            "endColumn": at.end_column,
        },
    } })
}

/// Which finding it is, whatever lines are added above it: FNV-1a, which is the same on every machine and in every version.
fn fingerprint(finding: &Finding, files: &Files) -> String {
    let identity = json!(Identity::new(finding, files)).to_string();
    let hash = identity.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A path as a URI reference: percent-encoded, with the slashes kept.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("src/a b#ä.rs"), "src/a%20b%23%C3%A4.rs");
        assert_eq!(uri("/home/a.rs"), "file:///home/a.rs");
    }
}
