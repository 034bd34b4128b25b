//! The baseline: findings that were accepted, so that an old code base starts at zero. A finding is known by its rule, its function
//! and the text of its places, so that it stays known when lines are added above it.

use std::{collections::HashMap, fs, io, path::Path};

use interlocking_dsl::model::{Finding, Location};
use serde::{Deserialize, Serialize};

use crate::{error::Error, files::Files};

/// Which finding it is, without its line numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Identity {
    rule: String,
    function: String,
    /// The line of each place, its own first.
    places: Vec<String>,
}

impl Identity {
    pub(crate) fn new(finding: &Finding, files: &Files) -> Identity {
        let line = |at: &Location| files.file(&at.file).line(at.line).to_owned();
        let others = finding.also.iter().map(|note| line(&note.at));
        Identity {
            rule: finding.rule.to_owned(),
            function: finding.function.clone(),
            places: [line(&finding.at)].into_iter().chain(others).collect(),
        }
    }
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Content {
    version: u32,
    accepted: Vec<Identity>,
}

const VERSION: u32 = 1;

/// What a baseline makes of the findings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Those that it does not accept.
    pub(crate) new: Vec<Finding>,
    pub(crate) accepted: usize,
    /// How many accepted findings are not there any more.
    pub(crate) gone: usize,
}

/// Reads the baseline, or writes it with all findings if there is none.
pub(crate) fn apply(path: &Path, findings: Vec<Finding>, files: &Files) -> Result<Compared, Error> {
    match read(path)? {
        Some(accepted) => Ok(compare(accepted, findings, files)),
        None => {
            write(path, &findings, files)?;
            Ok(Compared { accepted: findings.len(), new: Vec::new(), gone: 0 })
        }
    }
}

fn read(path: &Path) -> Result<Option<Vec<Identity>>, Error> {
    let text = match fs::read_to_string(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|cause| Error::File { path: path.to_owned(), cause })?,
    };
    let malformed = |cause: String| Error::Malformed { path: path.to_owned(), cause };
    let content: Content = serde_json::from_str(&text)
        .map_err(|cause| malformed(format!("not a baseline of interlocking: {cause}")))?;
    if content.version != VERSION {
        return Err(malformed(format!("a baseline of version {}", content.version)));
    }
    Ok(Some(content.accepted))
}

fn write(path: &Path, findings: &[Finding], files: &Files) -> Result<(), Error> {
    let mut accepted: Vec<_> =
        findings.iter().map(|finding| Identity::new(finding, files)).collect();
    // Sorted, so that two versions of the file differ only where the findings differ.
    accepted.sort();
    let mut text = serde_json::to_string_pretty(&Content { version: VERSION, accepted })
        .map_err(|cause| Error::Output(cause.into()))?;
    text.push('\n');
    fs::write(path, text).map_err(|cause| Error::File { path: path.to_owned(), cause })
}

/// Each entry accepts one finding: two that are alike need two entries.
fn compare(accepted: Vec<Identity>, findings: Vec<Finding>, files: &Files) -> Compared {
    let (total, mut left) = (accepted.len(), HashMap::<Identity, usize>::new());
    for identity in accepted {
        *left.entry(identity).or_default() += 1;
    }
    let before = findings.len();
    let is_new = |finding: &Finding| match left.get_mut(&Identity::new(finding, files)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let new: Vec<_> = findings.into_iter().filter(is_new).collect();
    let accepted = before - new.len();
    Compared { new, accepted, gone: total - accepted }
}
