//! Every message of the catalogue is shown by a rejected program.

use std::{collections::BTreeMap, fs, path::Path};

const CATALOGUE: [&str; 2] =
    ["../macros/dsl/src/messages/attributes.rs", "../macros/dsl/src/messages/rules.rs"];

#[test]
fn every_entry_of_the_catalogue_occurs_in_a_stderr() {
    let mut shown = String::new();
    collect(Path::new("ui"), &mut shown);
    let shown: Vec<&str> = shown.lines().collect();
    let entries = entries();
    assert!(entries.len() > 100, "the catalogue is read: {}", entries.len());
    let is_shown = |text: &String| shown.iter().any(|line| matches(line, text));
    let missing: Vec<_> = entries
        .iter()
        .flat_map(|(name, texts)| texts.iter().map(move |text| (name, text)))
        .filter(|(_, text)| !is_shown(text))
        .collect();
    assert!(missing.is_empty(), "no `.stderr` shows these:\n{missing:#?}");
}

/// Appends all `.stderr` files below a folder to `shown`.
fn collect(folder: &Path, shown: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of tests") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, shown);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            shown.push_str(&fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// The texts of each constructor, by its name.
fn entries() -> BTreeMap<String, Vec<String>> {
    let mut entries = BTreeMap::new();
    for file in CATALOGUE {
        let source = fs::read_to_string(file).expect("the catalogue");
        for function in source.split("\npub(crate) fn ").skip(1) {
            // A helper may follow; its texts do not count.
            let function = function.split("\nfn ").next().expect("a first part");
            let name = function.split('(').next().expect("a name");
            let texts = literals(function).into_iter().filter(|text| text.contains(' '));
            entries.insert(name.to_owned(), texts.collect());
        }
    }
    entries
}

/// The string literals of a source, as they are printed.
fn literals(source: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut chars = source.chars();
    while chars.any(|c| c == '"') {
        let mut literal = String::new();
        loop {
            match chars.next().expect("a closed text") {
                '"' => break,
                '\\' => match chars.next().expect("an escape") {
                    'n' => literal.push('\n'),
                    '\n' => chars = chars.as_str().trim_start().chars(),
                    escaped => literal.push(escaped),
                },
                c => literal.push(c),
            }
        }
        literals.push(literal);
    }
    literals
}

/// Whether a line contains all fixed parts of a format string, in their order.
fn matches(line: &str, text: &str) -> bool {
    let text =
        text.lines().next().unwrap_or_default().replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut parts = text.split('{');
    let first = parts.next().into_iter();
    let fixed = first.chain(parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)));
    let mut rest = line;
    for part in fixed {
        let part = part.replace('\u{1}', "{").replace('\u{2}', "}");
        let Some(at) = rest.find(&part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn a_text_matches_the_line_that_it_makes() {
    assert!(matches("error: `A` is held twice", "`{place}` is held twice"));
    assert!(matches("help: write `else { .. }`", "write `else {{ .. }}`"));
    assert!(!matches("error: `A` is held", "`{place}` is held twice"));
    assert_eq!(literals(r#"a("x \"y\" {z}\nhelp", b)"#), ["x \"y\" {z}\nhelp"]);
}
