//! Compiles programs as the binaries of one generated crate under `target`. One run of cargo checks them all, and a later run only
//! those that have changed. Every rule that is off by default is turned on.

use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use interlocking_dsl::{Level, Rule};
use serde_json::Value;

pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The result of compiling a program.
#[derive(Default)]
pub(crate) struct Program {
    pub(crate) compiles: bool,
    pub(crate) messages: Vec<Message>,
}

pub(crate) struct Message {
    pub(crate) level: String,
    pub(crate) text: String,
    pub(crate) line: usize,
    /// As the compiler prints it.
    pub(crate) rendered: String,
}

impl Message {
    /// `None` for a message that only counts the others.
    fn new(message: &Value) -> Option<Message> {
        let (level, text) = (message["level"].as_str()?, message["message"].as_str()?);
        let counts = text.starts_with("aborting due to") || text.ends_with(" emitted");
        let line = message["spans"][0]["line_start"].as_u64().unwrap_or(1);
        (!counts && matches!(level, "error" | "warning")).then(|| Message {
            level: level.to_owned(),
            text: text.to_owned(),
            rendered: message["rendered"].as_str().unwrap_or_default().to_owned(),
            line: line.try_into().expect("a line number fits"),
        })
    }
}

/// Compiles the programs. Returns the result of each by its name.
pub(crate) fn check(name: &str, programs: &HashMap<String, String>) -> HashMap<String, Program> {
    run(&generate(name, programs))
}

/// Writes the crate. Unchanged files are not written, so that cargo does not check them again.
fn generate(name: &str, programs: &HashMap<String, String>) -> PathBuf {
    let directory = root().join("target").join(name);
    let bin = directory.join("src/bin");
    fs::create_dir_all(&bin).expect("target can be written");
    write(&directory.join("Cargo.toml"), &manifest(name));
    copy_versions(&directory);
    let files = programs.iter().map(|(name, source)| (bin.join(format!("{name}.rs")), source));
    let files: HashMap<PathBuf, &String> = files.collect();
    for entry in fs::read_dir(&bin).expect("the folder exists") {
        let path = entry.expect("an entry").path();
        if !files.contains_key(&path) {
            fs::remove_file(path).expect("target can be written");
        }
    }
    for (path, source) in &files {
        write(path, source);
    }
    directory
}

/// Gives the crate the versions of this workspace. Cargo removes unused entries from its `Cargo.lock`, so a second copy,
/// `versions.lock`, shows whether the versions have changed.
fn copy_versions(directory: &Path) {
    let versions = fs::read_to_string(root().join("Cargo.lock")).expect("there is a lock file");
    if write(&directory.join("versions.lock"), &versions) {
        write(&directory.join("Cargo.lock"), &versions);
    }
}

/// Writes the file if its text differs. Returns whether it did.
fn write(path: &Path, text: &str) -> bool {
    let changes = fs::read_to_string(path).ok().is_none_or(|before| before != text);
    if changes {
        fs::write(path, text).expect("target can be written");
    }
    changes
}

fn manifest(name: &str) -> String {
    let off = Rule::ALL.iter().filter(|rule| rule.level() == Level::Off);
    let off: Vec<String> = off.map(|rule| format!("\"{}\"", rule.name())).collect();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [package.metadata.interlocking]\nwarn = [{}]\n\n[workspace]\n\n[dependencies]\n\
         futures = \"0.3\"\ninterlocking = {{ path = \"../../runtime\" }}\n\
         tokio = {{ version = \"1\", features = [\"full\"] }}\ntracing = \"0.1\"\n",
        off.join(", ")
    )
}

fn run(directory: &Path) -> HashMap<String, Program> {
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo runs this"));
    cargo.args(["check", "--bins", "--keep-going", "--message-format=json", "--offline"]);
    cargo.arg("--target-dir").arg(directory.join("target"));
    // Flags that deny warnings would turn warnings into errors.
    cargo.current_dir(directory).env_remove("RUSTFLAGS");
    let output = cargo.output().expect("cargo runs");
    let mut programs = HashMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        note(&serde_json::from_str(line).expect("cargo prints JSON"), &mut programs);
    }
    assert!(!programs.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    programs
}

/// Adds a line of cargo's output to the results.
fn note(line: &Value, programs: &mut HashMap<String, Program>) {
    let Some(name) = line["target"]["name"].as_str() else { return };
    let program = programs.entry(name.to_owned()).or_default();
    match line["reason"].as_str() {
        Some("compiler-message") => program.messages.extend(Message::new(&line["message"])),
        Some("compiler-artifact") => program.compiles = true,
        _ => {}
    }
}
