//! The book of rules says what compiles: every block of `docs/rules.md` is a program, and is checked. They are the binaries of one
//! crate under `target/book`, so that one cargo checks them all, and only those again that have changed.

use std::{
    collections::{BTreeSet, HashMap},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use interlocking_dsl::{Level, rules};
use serde_json::Value;

#[test]
fn the_book_says_what_compiles() {
    let book = fs::read_to_string(root().join("docs/rules.md")).expect("the book is there");
    let sections = sections(&book);
    let known = rules().map(|(rule, level)| (rule, word(level))).collect();
    let described = sections.iter().filter_map(|section| Some((section.name, section.level?)));
    assert_same("sections", &described.collect(), &known);
    assert_same("the table", &rows(&book), &known);

    let mut programs = check(&generate(&sections));
    let wrong = sections.iter().flat_map(|section| section.contradictions(&mut programs));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} contradictions\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Off => "off",
    }
}

/// Rules with their levels.
type Rules<'a> = BTreeSet<(&'a str, &'a str)>;

#[track_caller]
fn assert_same(what: &str, described: &Rules<'_>, known: &Rules<'_>) {
    let (missing, wrong) = (known - described, described - known);
    assert!(missing.is_empty() && wrong.is_empty(), "{what}: {missing:?} missing, {wrong:?} wrong");
}

/// The rows of the table of rules: ``| [`rule`](#rule) | level | .. |``.
fn rows(book: &str) -> Rules<'_> {
    let row = |line| {
        let (rule, behind) = str::strip_prefix(line, "| [`")?.split_once('`')?;
        Some((rule, behind.split('|').nth(1)?.trim()))
    };
    book.lines().filter_map(row).collect()
}

/// A rule, or a group of mistakes that are no rule and have no level.
struct Section<'a> {
    name: &'a str,
    level: Option<&'a str>,
    blocks: Vec<Block>,
}

struct Block {
    rejected: bool,
    /// The line of the book that it begins behind.
    line: usize,
    program: String,
}

/// The `###` sections; what stands before the first is one, too.
fn sections(book: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section::new("introduction")];
    let mut lines = (1..).zip(book.lines());
    while let Some((line, text)) = lines.next() {
        let section = sections.last_mut().expect("there is one from the beginning");
        if let Some(name) = text.strip_prefix("### ") {
            sections.push(Section::new(name));
        } else if let Some(level) = text.strip_prefix("Level: ") {
            section.level = Some(level);
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
        Section { name, level: None, blocks: Vec::new() }
    }

    /// The blocks, each with the name of its binary.
    fn named_blocks(&self) -> impl Iterator<Item = (String, &Block)> {
        let name = self.name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "_");
        (1..).zip(&self.blocks).map(move |(number, block)| (format!("{name}_{number}"), block))
    }

    /// What the compiler says otherwise than the book.
    fn contradictions(&self, programs: &mut HashMap<String, Program>) -> Vec<String> {
        let kinds = [true, false].map(|rejected| {
            let exists = self.blocks.iter().any(|block| block.rejected == rejected);
            (!exists).then(|| format!("{}: no block that is {}", self.name, kind(rejected)))
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
                Some(level) => message.is_of(self.name, level),
                None => message.level == "error",
            },
            _ => false,
        }
    }
}

fn kind(rejected: bool) -> &'static str {
    if rejected { "rejected" } else { "right" }
}

impl Block {
    fn source(&self) -> String {
        format!("#![allow(dead_code)]\n{}\nfn main() {{}}\n", self.program)
    }

    fn contradiction(&self, name: &str, program: &Program) -> String {
        let Block { rejected, line, .. } = *self;
        let mut text = format!("docs/rules.md:{line}: {name} should be {}, and ", kind(rejected));
        text += match (program.messages.len(), program.compiles) {
            (0, true) => "compiles",
            (0, false) => "was not compiled",
            (1, _) => "gives",
            _ => "gives several messages",
        };
        for message in &program.messages {
            // The first line of the file is not of the book.
            let line = line + message.line - 1;
            text += &format!("\ndocs/rules.md:{line}: {}: {}", message.level, message.text);
        }
        text
    }
}

/// What the compiler made of a block.
#[derive(Default)]
struct Program {
    compiles: bool,
    messages: Vec<Message>,
}

struct Message {
    level: String,
    text: String,
    line: usize,
}

impl Message {
    /// `None` for the lines in which the compiler counts its messages.
    fn new(message: &Value) -> Option<Message> {
        let (level, text) = (message["level"].as_str()?, message["message"].as_str()?);
        let counts = text.starts_with("aborting due to") || text.ends_with(" emitted");
        let line = message["spans"][0]["line_start"].as_u64().unwrap_or(1);
        (!counts && matches!(level, "error" | "warning")).then(|| Message {
            level: level.to_owned(),
            text: text.to_owned(),
            line: line.try_into().expect("a file has not that many lines"),
        })
    }

    /// Whether it is what a rule of this level says.
    fn is_of(&self, rule: &str, level: &str) -> bool {
        if level == "error" {
            return self.level == "error"
                && self.text.contains(&format!("this is the rule `{rule}`"));
        }
        let constant = self.text.strip_prefix("use of deprecated constant `");
        let named = constant.and_then(|constant| constant.split_once("`: ")?.0.rsplit("::").next());
        self.level == "warning" && named == Some(rule)
    }
}

/// Writes the crate. What has not changed is left alone, and with it what cargo knows of it.
fn generate(sections: &[Section<'_>]) -> PathBuf {
    let directory = root().join("target/book");
    let bin = directory.join("src/bin");
    fs::create_dir_all(&bin).expect("target can be written");
    write(&directory.join("Cargo.toml"), &manifest());
    copy_versions(&directory);
    let blocks = sections.iter().flat_map(Section::named_blocks);
    let files = blocks.map(|(name, block)| (bin.join(name + ".rs"), block.source()));
    let files: HashMap<PathBuf, String> = files.collect();
    for entry in fs::read_dir(&bin).expect("it was made above") {
        let path = entry.expect("it can be read").path();
        if !files.contains_key(&path) {
            fs::remove_file(path).expect("target can be written");
        }
    }
    for (path, source) in &files {
        write(path, source);
    }
    directory
}

/// The versions that are here already. Cargo takes out of its file what the crate does not need, so there is a second one to tell
/// whether they have changed.
fn copy_versions(directory: &Path) {
    let versions = fs::read_to_string(root().join("Cargo.lock")).expect("there is a lock file");
    if write(&directory.join("versions.lock"), &versions) {
        write(&directory.join("Cargo.lock"), &versions);
    }
}

/// Whether that has changed something.
fn write(path: &Path, text: &str) -> bool {
    let changes = fs::read_to_string(path).ok().is_none_or(|before| before != text);
    if changes {
        fs::write(path, text).expect("target can be written");
    }
    changes
}

/// Every rule that is off is turned on.
fn manifest() -> String {
    let off = rules().filter(|&(_, level)| level == Level::Off);
    let off: Vec<String> = off.map(|(rule, _)| format!("\"{rule}\"")).collect();
    format!(
        "[package]\nname = \"book\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [package.metadata.interlocking]\nwarn = [{}]\n\n[workspace]\n\n[dependencies]\n\
         futures = \"0.3\"\ninterlocking = {{ path = \"../../runtime\" }}\n\
         tokio = {{ version = \"1\", features = [\"full\"] }}\ntracing = \"0.1\"\n",
        off.join(", ")
    )
}

/// What the compiler makes of each binary of the crate, by its name.
fn check(directory: &Path) -> HashMap<String, Program> {
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo runs this"));
    cargo.args(["check", "--bins", "--keep-going", "--message-format=json", "--offline"]);
    cargo.arg("--target-dir").arg(directory.join("target"));
    // Flags that deny warnings would make errors of them.
    cargo.current_dir(directory).env_remove("RUSTFLAGS");
    let output = cargo.output().expect("cargo runs");
    let mut programs = HashMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        note(&serde_json::from_str(line).expect("cargo prints JSON"), &mut programs);
    }
    assert!(!programs.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    programs
}

/// Notes what a line of cargo says.
fn note(line: &Value, programs: &mut HashMap<String, Program>) {
    let Some(name) = line["target"]["name"].as_str() else { return };
    let program = programs.entry(name.to_owned()).or_default();
    match line["reason"].as_str() {
        Some("compiler-message") => program.messages.extend(Message::new(&line["message"])),
        Some("compiler-artifact") => program.compiles = true,
        _ => {}
    }
}
