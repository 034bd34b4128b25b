//! The command and the attributes give the same answers: one analysis serves both.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use interlocking_dsl::{
    analyse,
    model::{CrateInput, Edition, Finding, Input},
};

/// Where something is reported: the file, and the line of a root file. trybuild leaves out the lines of other files.
type Place = (String, usize);

#[test]
fn the_command_reports_what_the_attributes_report() {
    let mut compared = 0;
    for case in cases("ui/crate") {
        let stderr = fs::read_to_string(case.join("main.stderr")).expect("a blessed message");
        let findings = findings(&case);
        let place = |finding: &Finding| (finding.at.file.display().to_string(), finding.at.line);
        let reported: BTreeSet<Place> = findings.iter().map(place).collect();
        // `check!()` reports at its own place, and says in the message which one it is about.
        match stderr.contains("check!()") {
            true => reported.iter().for_each(|(file, line)| {
                assert!(stderr.contains(&format!("{file}:{line}:")), "{file}:{line}: {stderr}");
            }),
            false => {
                let of_root = |place: Place| match place.0.ends_with("main.rs") {
                    true => place,
                    false => (place.0, 0),
                };
                let reported = reported.into_iter().map(of_root).collect::<BTreeSet<_>>();
                assert_eq!(reported, places(&stderr), "{}", case.display());
            }
        }
        compared += 1;
    }
    assert!(compared >= 10, "the cases are found");
}

#[test]
fn the_command_accepts_what_the_attributes_accept() {
    let mut compared = 0;
    for case in cases("ui/pass/crate") {
        let findings = findings(&case);
        assert!(findings.is_empty(), "{}: {findings:#?}", case.display());
        compared += 1;
    }
    assert!(compared >= 3, "the cases are found");
}

fn cases(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases
}

fn findings(case: &Path) -> Vec<Finding> {
    let input = CrateInput {
        name: "case".to_owned(),
        root: case.join("main.rs"),
        edition: Edition::E2024,
        cfg: Default::default(),
        dependencies: Vec::new(),
    };
    analyse(&Input { crates: vec![input] }).findings
}

/// The places of all messages of a compiler.
fn places(stderr: &str) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    let mut lines = stderr.lines();
    while let Some(line) = lines.next() {
        let is_message = line.starts_with("error: ") || line.starts_with("warning: ");
        let place =
            is_message.then(|| lines.find_map(|line| line.trim_start().strip_prefix("--> ")));
        if let Some(place) = place.flatten() {
            let mut parts = place.split(':');
            let file = parts.next().expect("a file").to_owned();
            places.insert((file, parts.next().and_then(|line| line.parse().ok()).unwrap_or(0)));
        }
    }
    places
}
