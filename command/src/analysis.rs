//! From a path to its analysis, which `check` and `map` share.

use interlocking_dsl::{
    analyse,
    model::{Analysis, Skipped},
};

use crate::{args::Scope, error::Error, files::Files, progress, render, sources::Sources};

/// What was analysed, and what came out.
pub(crate) struct Analysed {
    pub(crate) sources: Sources,
    pub(crate) analysis: Analysis,
    pub(crate) crates: usize,
}

/// Analyses what `scope` names, and says on standard error what was not read.
pub(crate) fn run(scope: &Scope, files: &Files) -> Result<Analysed, Error> {
    let sources = Sources::find(scope.path.as_deref(), &scope.packages, scope.tests)?;
    let input = sources.input();
    let crates = input.crates.len();
    let what = format!("Analysing {}", render::counted(crates, "crate"));
    let analysis = progress::during(&what, || analyse(&input));
    tell(scope, &sources, &analysis.skipped, files);
    Ok(Analysed { sources, analysis, crates })
}

fn tell(scope: &Scope, sources: &Sources, skipped: &[Skipped], files: &Files) {
    if scope.is_verbose() {
        sources.notes.iter().for_each(|note| eprintln!("note: {note}"));
        for Skipped { file, reason } in skipped {
            eprintln!("note: not read: `{}`: {reason}", files.shown(file));
        }
    } else if !skipped.is_empty() {
        let count = render::counted(skipped.len(), "file");
        eprintln!("note: {count} could not be read; `-v` says which, and why");
    }
}
