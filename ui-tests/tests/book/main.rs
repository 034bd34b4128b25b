//! Compiles every program of the book of rules, `docs/rules.md`, and compares the result with the text.

mod crates;
mod off;

use std::{
    collections::{BTreeSet, HashMap},
    fs,
};

use crates::{Message, Program, check, root};
use interlocking_dsl::{Level, Rule};

#[test]
fn the_programs_of_the_book_compile_as_it_says() {
    let book = fs::read_to_string(root().join("docs/rules.md")).expect("the book is there");
    let sections = sections(&book);
    let known = Rule::ALL.iter().map(|rule| (rule.name(), word(rule.level()))).collect();
    let described = sections.iter().filter_map(|section| Some((section.name, section.level?)));
    assert_same("sections", &described.collect(), &known);
    assert_eq!(table(&book), declared_table(), "the table of rules");
    let mut rules = sections.iter().filter(|section| section.level.is_some());
    let unlabelled = rules.find(|section| !section.has_its_labels()).map(|section| section.name);
    assert_eq!(unlabelled, None, "a section needs the labels {LABELS:?}");

    let blocks = sections.iter().flat_map(Section::named_blocks);
    let sources = blocks.map(|(name, block)| (name, block.source())).collect();
    let mut programs = check("book", &sources);
    let wrong = sections.iter().flat_map(|section| section.contradictions(&mut programs));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} contradictions\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// `interlocking::rules` includes the book, and a package has only the files of its own folder: `runtime/rules.md` is a symbolic
/// link to it.
#[test]
fn the_package_has_the_book() {
    let [packaged, book] = ["runtime/rules.md", "docs/rules.md"]
        .map(|path| fs::read_to_string(root().join(path)).expect("the book is there"));
    assert!(packaged == book, "runtime/rules.md is no symbolic link to docs/rules.md");
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Off => "off",
    }
}

/// Names of rules with their levels.
type Rules<'a> = BTreeSet<(&'a str, &'a str)>;

#[track_caller]
fn assert_same(what: &str, described: &Rules<'_>, known: &Rules<'_>) {
    let (missing, wrong) = (known - described, described - known);
    assert!(missing.is_empty() && wrong.is_empty(), "{what}: {missing:?} missing, {wrong:?} wrong");
}

/// The rows of the table of rules: ``| [`rule`](#rule) | level | summary |``.
fn table(book: &str) -> Vec<&str> {
    book.lines().filter(|line| line.starts_with("| [`")).collect()
}

/// The table as the rules are declared.
fn declared_table() -> Vec<String> {
    let row = |rule: &Rule| {
        let (name, level, summary) = (rule.name(), word(rule.level()), rule.summary());
        format!("| [`{name}`](#{name}) | {level} | {summary} |")
    };
    Rule::ALL.iter().map(row).collect()
}

/// The section of a rule, or of a group of mistakes that have no rule and no level.
struct Section<'a> {
    name: &'a str,
    level: Option<&'a str>,
    /// The lines that begin with a label in bold type.
    labelled: Vec<&'a str>,
    blocks: Vec<Block>,
}

/// The labels in the section of a rule, in their order.
const LABELS: [&str; 5] =
    ["**Reports** ", "**Why:** ", "**Accepted:**", "**Allow it", "**Not reported:** "];

struct Block {
    rejected: bool,
    /// The line of the book before the program.
    line: usize,
    program: String,
}

/// The `###` sections, and the introduction before them.
fn sections(book: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section::new("introduction")];
    let mut lines = (1..).zip(book.lines());
    while let Some((line, text)) = lines.next() {
        let section = sections.last_mut().expect("the introduction");
        if let Some(name) = text.strip_prefix("### ") {
            sections.push(Section::new(name));
        } else if let Some(level) = text.strip_prefix("Level: ") {
            section.level = Some(level);
        } else if text.starts_with("**") {
            section.labelled.push(text);
        } else if let Some(info) = text.strip_prefix("```rust") {
            let program = lines.by_ref().map(|(_, text)| text).take_while(|text| *text != "```");
            let program = program.collect::<Vec<_>>().join("\n");
            section.blocks.push(Block { rejected: info == ",rejected", line, program });
        }
    }
    sections
}

impl<'a> Section<'a> {
    fn new(name: &'a str) -> Self {
        Section { name, level: None, labelled: Vec::new(), blocks: Vec::new() }
    }

    /// The programs, each with the name of its binary.
    fn named_blocks(&self) -> impl Iterator<Item = (String, &Block)> {
        let name = self.name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "_");
        (1..).zip(&self.blocks).map(move |(number, block)| (format!("{name}_{number}"), block))
    }

    /// Whether the section of a rule has every label once, in the order of `LABELS`.
    fn has_its_labels(&self) -> bool {
        let begins = |(line, label): (&&str, &&str)| line.starts_with(label);
        self.labelled.len() == LABELS.len() && self.labelled.iter().zip(&LABELS).all(begins)
    }

    /// The contradictions between the compiler and the book.
    fn contradictions(&self, programs: &mut HashMap<String, Program>) -> Vec<String> {
        let kinds = [true, false].map(|rejected| {
            let exists = self.blocks.iter().any(|block| block.rejected == rejected);
            (!exists).then(|| format!("{}: no program that is {}", self.name, kind(rejected)))
        });
        let blocks = self.named_blocks().filter_map(|(name, block)| {
            let program = programs.remove(&name).unwrap_or_default();
            (!self.is_right(block, &program)).then(|| block.contradiction(&name, &program))
        });
        kinds.into_iter().flatten().chain(blocks).collect()
    }

    fn is_right(&self, block: &Block, program: &Program) -> bool {
        match (&program.messages[..], block.rejected) {
            ([], false) => program.compiles,
            ([message], true) => match self.level {
                Some(level) => is_of(message, self.name, level),
                None => message.level == "error",
            },
            _ => false,
        }
    }
}

fn kind(rejected: bool) -> &'static str {
    if rejected { "rejected" } else { "accepted" }
}

impl Block {
    fn source(&self) -> String {
        format!("#![allow(dead_code)]\n{}\nfn main() {{}}\n", self.program)
    }

    fn contradiction(&self, name: &str, program: &Program) -> String {
        let Block { rejected, line, .. } = *self;
        let mut text = format!("docs/rules.md:{line}: {name} should be {}, but ", kind(rejected));
        text += match (program.messages.len(), program.compiles) {
            (0, true) => "it compiles",
            (0, false) => "it was not compiled",
            (1, _) => "it gives",
            _ => "it gives several messages",
        };
        for message in &program.messages {
            // The first line of the file is not in the book.
            let line = line + message.line - 1;
            text += &format!("\ndocs/rules.md:{line}: {}: {}", message.level, message.text);
        }
        text
    }
}

/// Whether a message reports this rule at this level.
fn is_of(message: &Message, rule: &str, level: &str) -> bool {
    let reported = if level == "error" { "error" } else { "warning" };
    message.level == reported && message.text.contains(&format!("rule: interlocking::{rule},"))
}
