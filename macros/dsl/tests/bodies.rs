//! What the analysis says of the bodies in `bodies/`: nothing of right code that looks like a mistake, and of wrong code the rules
//! that the comment above each function names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use interlocking_dsl::{
    Level, analyse,
    model::{Cfg, CrateInput, Edition, Finding, Input},
};

#[test]
fn right_code_is_accepted() {
    let findings = findings("right.rs", Edition::E2024);
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn right_code_is_accepted_in_both_editions() {
    let files = files_in("right");
    assert!(files.len() > 10, "the files are found");
    for file in files {
        for edition in [Edition::E2021, Edition::E2024] {
            let findings = findings(&file, edition);
            assert!(findings.is_empty(), "{file}: {findings:#?}");
        }
    }
}

#[test]
fn wrong_code_is_reported() {
    assert!(expect_findings("wrong.rs") > 70, "the functions are found");
}

#[test]
fn wrong_code_is_reported_in_each_spelling() {
    let files = files_in("wrong");
    let functions: usize = files.iter().map(|file| expect_findings(file)).sum();
    assert!(functions > 20, "the functions are found");
}

/// Each function is reported by the rules that its comment names. Gives how many functions there are.
fn expect_findings(file: &str) -> usize {
    let text = fs::read_to_string(path(file)).expect("a file of this folder");
    let functions = functions(&text);
    let mut reported: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings(file, Edition::E2024) {
        let last = functions.iter().take_while(|function| function.line <= finding.at.line).last();
        let name = last.map_or("", |function| function.name);
        reported.entry(name).or_default().insert(finding.rule);
    }
    for Function { name, expected, .. } in &functions {
        let reported = reported.remove(name).unwrap_or_default();
        assert_eq!(reported, *expected, "{file}: {name}");
    }
    assert!(reported.is_empty(), "{file}: {reported:?}");
    functions.len()
}

fn files_in(folder: &str) -> Vec<String> {
    let files = fs::read_dir(path(folder)).expect("a folder with files");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"));
    let mut files: Vec<String> = names.map(|name| format!("{folder}/{name}")).collect();
    files.sort();
    files
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies").join(name)
}

/// What is found at a level that is reported.
fn findings(name: &str, edition: Edition) -> Vec<Finding> {
    let input = CrateInput {
        name: "bodies".to_owned(),
        root: path(name),
        edition,
        cfg: Cfg { test: true, ..Cfg::default() },
        dependencies: Vec::new(),
    };
    let all = analyse(&Input { crates: vec![input] }).findings;
    all.into_iter().filter(|finding| finding.level != Level::Off).collect()
}

struct Function<'t> {
    name: &'t str,
    line: usize,
    expected: BTreeSet<&'t str>,
}

/// The functions of a file that have a comment with rules.
fn functions(text: &str) -> Vec<Function<'_>> {
    let mut functions = Vec::new();
    // Its attributes stand between the comment and the function.
    let mut rules = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if let Some(comment) = line.strip_prefix("/// ") {
            rules = Some((index + 1, comment.split('`').skip(1).step_by(2).collect()));
        } else if let Some((_, signature)) = line.split_once("fn ")
            && let Some((line_of_comment, expected)) = rules.take()
        {
            let from = line.len() - signature.len();
            let end = line.find(['(', '<']).unwrap_or(line.len());
            functions.push(Function { name: &line[from..end], line: line_of_comment, expected });
        }
    }
    functions
}
