//! `docs/behaviour.md` has one line for each numbered test, and each of its lines has a test.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

struct Line {
    class: String,
    behaviour: String,
}

/// The rows `| L9 | cancel | .. |`, by their numbers.
fn lines() -> BTreeMap<String, Line> {
    let page = fs::read_to_string(root().join("docs/behaviour.md")).expect("the page can be read");
    let mut lines = BTreeMap::new();
    for row in page.lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, number, class, behaviour, _] = cells[..] else { continue };
        if !is_number(number) {
            continue;
        }
        let line = Line { class: class.to_owned(), behaviour: behaviour.to_owned() };
        assert!(lines.insert(number.to_owned(), line).is_none(), "{number} has two lines");
    }
    lines
}

/// Whether this is `L9` or `BS1`.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    !digits.is_empty() && digits.len() < text.len() && digits.parse::<u32>().is_ok()
}

/// The names of all functions of the runtime's tests and of this crate's.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let primitives = fs::read_dir(root().join("runtime/src")).expect("a folder");
    let beside = primitives.map(|entry| entry.expect("an entry").path().join("tests"));
    let apart = ["runtime/tests", "tests/tests"].map(|folder| root().join(folder));
    for folder in beside.chain(apart).filter(|folder| folder.is_dir()) {
        for file in fs::read_dir(folder).expect("a folder of tests") {
            let path = file.expect("an entry").path();
            if path.is_file() {
                names.extend(functions(&fs::read_to_string(path).expect("a source")));
            }
        }
    }
    names
}

fn functions(source: &str) -> impl Iterator<Item = String> {
    let names = source.split("fn ").skip(1);
    names.map(|rest| rest.split(['(', '<']).next().unwrap_or_default().to_owned())
}

/// The number in the name of a test: `L9` for `l09_..`.
fn number_of(test: &str) -> Option<String> {
    let prefix = test.split('_').next()?;
    let (letters, digits) = prefix.split_at(prefix.find(|c: char| c.is_ascii_digit())?);
    let number: u32 = digits.parse().ok()?;
    let is_case = ["l", "e", "c", "s", "bs", "b", "r", "x"].contains(&letters);
    is_case.then(|| format!("{}{number}", letters.to_uppercase()))
}

/// The words between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn has_its_test(number: &str, line: &Line, tests: &BTreeSet<String>) -> bool {
    let has_number = || tests.iter().any(|test| number_of(test).as_deref() == Some(number));
    let program_exists = |word: &str| word.starts_with("ui-tests/") && root().join(word).is_file();
    match line.class.as_str() {
        "none" => !has_number(),
        "type" => quoted(&line.behaviour).any(program_exists),
        _ if number.starts_with('X') => quoted(&line.behaviour).any(|word| tests.contains(word)),
        "same" | "cancel" | "adapted" | "new" => has_number(),
        class => panic!("{number} is of the class `{class}`, which the page does not explain"),
    }
}

#[test]
fn every_numbered_test_has_its_line_and_every_line_its_test() {
    let (lines, tests) = (lines(), tests());
    let numbered = tests.iter().filter_map(|test| number_of(test));
    let without_line: Vec<_> = numbered.filter(|number| !lines.contains_key(number)).collect();
    assert!(without_line.is_empty(), "no line for {without_line:?}");
    let untested = lines.iter().filter(|(number, line)| !has_its_test(number, line, &tests));
    let untested: Vec<_> = untested.map(|(number, _)| number).collect();
    assert!(untested.is_empty(), "no test for {untested:?}");
    assert!(lines.len() > 150, "the page is read: {} lines", lines.len());
}

#[test]
fn numbers_are_recognised() {
    assert_eq!(number_of("bs5_s04_s05_permits"), Some("BS5".to_owned()));
    assert_eq!(number_of("l09_cancel_and_release"), Some("L9".to_owned()));
    assert_eq!(number_of("lock"), None);
    assert!(is_number("L9") && !is_number("case") && !is_number("9"));
}
