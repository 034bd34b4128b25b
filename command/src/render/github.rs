//! Findings as annotations of a GitHub workflow, with its escapes.

use std::{fmt::Write as _, io, io::Write};

use interlocking_dsl::model::Finding;

use super::{level, page};
use crate::files::Files;

/// Each finding as a workflow command on a line of its own.
pub(crate) fn findings(findings: &[Finding], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let at = &finding.at;
        // A column is only understood where the place is on one line.
        let columns = match at.line == at.end_line {
            true => format!(",col={},endColumn={}", at.column, at.end_column),
            false => String::new(),
        };
        writeln!(
            out,
            "::{} file={},line={},endLine={}{columns},title={}::{}",
            level(finding.level),
            property(&files.shown(&at.file)),
            at.line,
            at.end_line,
            property(&format!("interlocking::{}", finding.rule)),
            data(&message(finding, files)),
        )?;
    }
    Ok(())
}

/// An annotation has one place: the others are lines of its text.
fn message(finding: &Finding, files: &Files) -> String {
    let mut text = finding.message.clone();
    for note in &finding.also {
        let _ = write!(text, "\nnote: {} ({})", note.message, files.place(&note.at));
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    let _ = write!(text, "\nrule: {}", page(finding.rule));
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50%\r\nof a:b, c"), "50%25%0D%0Aof a:b, c");
        assert_eq!(property("C:/a,b%.rs"), "C%3A/a%2Cb%25.rs");
    }
}
