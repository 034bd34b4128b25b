//! The crate that is being compiled, as the compiler's arguments describe it.

use std::{
    cell::RefCell,
    env, fs,
    path::{Path, PathBuf},
    rc::Rc,
    sync::OnceLock,
    thread::{self, ThreadId},
};

use proc_macro2::Span;

use super::{
    cfg::{Cfg, host_flags},
    index::Index,
    parse::Fallback,
    source::{CrateInput, Edition, Input},
    summary::Program,
};

/// The index of the crate that is being compiled. There is none outside of a compiler, as in an editor's server, and where the
/// compiler's arguments do not name a file that can be read.
///
/// All macro calls of one compilation run in one process, whose arguments and sources stay the same, so that it is read once.
pub(crate) fn of_this_compilation(at: Span) -> Option<Rc<Index>> {
    static READ_BY: OnceLock<ThreadId> = OnceLock::new();
    thread_local! {
        static INDEX: RefCell<Option<Option<Rc<Index>>>> = const { RefCell::new(None) };
    }

    // A compiler that runs each macro call in a thread of its own would read the crate for each.
    if *READ_BY.get_or_init(|| thread::current().id()) != thread::current().id() {
        return None;
    }
    INDEX.with_borrow_mut(|index| index.get_or_insert_with(|| read(at)).clone())
}

fn read(at: Span) -> Option<Rc<Index>> {
    let input = input(at)?;
    let _fallback = Fallback::force();
    let index = Index::read(&input);
    if env::var_os("INTERLOCKING_LOG").is_some_and(|value| value == "1") {
        for skipped in index.skipped() {
            eprintln!(
                "interlocking: {} is not analysed: {}",
                skipped.file.display(),
                skipped.reason
            );
        }
    }
    Some(Rc::new(index))
}

/// For those who measure: does with a crate what its attributes make the model do, up to the summaries of functions, and returns
/// how many functions were walked.
pub fn walk_for_attributes(input: &Input) -> usize {
    let _fallback = Fallback::force();
    Program::of_annotated(&Index::read(input)).functions.iter().flatten().count()
}

/// The crate that is being compiled.
pub(super) fn input(at: Span) -> Option<Input> {
    let arguments = arguments();
    let root = arguments
        .root
        .clone()
        .or_else(|| root_near(at.local_file()?))
        .filter(|root| root.is_file());
    root.filter(|_| arguments.is_compiler).map(|root| arguments.input(root))
}

/// What the arguments of a compiler say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Arguments {
    is_compiler: bool,
    root: Option<PathBuf>,
    name: String,
    edition: Edition,
    is_test: bool,
    has_target: bool,
    flags: Vec<(String, Option<String>)>,
}

fn arguments() -> Arguments {
    Arguments::read(
        env::args_os().map(|argument| argument.to_string_lossy().into_owned()).flat_map(expanded),
    )
}

/// The lines of a file of arguments, which cargo writes where a command line would be too long.
fn expanded(argument: String) -> Vec<String> {
    let file = argument.strip_prefix('@').and_then(|file| fs::read_to_string(file).ok());
    match file {
        Some(lines) => lines.lines().map(str::to_owned).collect(),
        None => vec![argument],
    }
}

impl Arguments {
    fn read(arguments: impl Iterator<Item = String>) -> Arguments {
        let mut read = Arguments { edition: Edition::E2015, ..Arguments::default() };
        let mut arguments = arguments.skip(1);
        while let Some(argument) = arguments.next() {
            match argument.split_once('=') {
                Some((option, value)) if option.starts_with("--") => read.option(option, value),
                _ if takes_value(&argument) => {
                    let value = arguments.next().unwrap_or_default();
                    read.option(&argument, &value);
                }
                _ if argument == "--test" => read.is_test = true,
                _ if argument.ends_with(".rs") && !argument.starts_with('-') => {
                    read.root = Some(argument.into());
                }
                _ => {}
            }
        }
        read
    }

    fn option(&mut self, option: &str, value: &str) {
        match option {
            "--crate-name" => {
                self.is_compiler = true;
                self.name = value.replace('-', "_");
            }
            "--edition" => self.edition = Edition::of_year(value).unwrap_or_default(),
            "--target" => self.has_target = true,
            "--cfg" => {
                let (key, value) =
                    value.split_once('=').map_or((value, None), |(key, value)| (key, Some(value)));
                let value = value.map(|value| value.trim_matches('"').to_owned());
                self.flags.push((key.to_owned(), value));
            }
            _ => {}
        }
    }

    fn input(self, root: PathBuf) -> Input {
        let (features, mut flags): (Vec<_>, Vec<_>) =
            self.flags.into_iter().partition(|(key, _)| key == "feature");
        // Of another target nothing is known, and what is not known is on.
        if !self.has_target {
            flags.extend(host_flags());
        }
        let features = Some(features.into_iter().filter_map(|(_, value)| value).collect());
        let cfg = Cfg { test: self.is_test, features, flags, is_complete: false };
        let (name, edition) = (self.name, self.edition);
        Input { crates: vec![CrateInput { name, root, edition, cfg, dependencies: Vec::new() }] }
    }
}

/// Whether the value of an option is the next argument.
fn takes_value(option: &str) -> bool {
    const LONG: [&str; 15] = [
        "--crate-name",
        "--crate-type",
        "--edition",
        "--cfg",
        "--check-cfg",
        "--emit",
        "--extern",
        "--out-dir",
        "--target",
        "--cap-lints",
        "--codegen",
        "--sysroot",
        "--color",
        "--remap-path-prefix",
        "--print",
    ];
    LONG.contains(&option)
        || matches!(option, "-C" | "-L" | "-l" | "-o" | "-A" | "-W" | "-D" | "-F" | "-Z")
}

/// The root of the crate that a file belongs to: the `lib.rs` or `main.rs` on the way up, inside of the package.
fn root_near(file: PathBuf) -> Option<PathBuf> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let name = match env::var_os("CARGO_BIN_NAME") {
        Some(_) => "main.rs",
        None => "lib.rs",
    };
    let file = fs::canonicalize(file).ok()?;
    let package = fs::canonicalize(package).ok()?;
    let inside = file.ancestors().skip(1).take_while(|folder| folder.starts_with(&package));
    inside.map(|folder: &Path| folder.join(name)).find(|root| root.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Arguments {
        Arguments::read(line.split(' ').map(str::to_owned))
    }

    #[test]
    fn cargo_s_command_line_names_the_crate() {
        let read = read(
            "rustc --crate-name my_app --edition=2021 src/main.rs --error-format=json --crate-type bin \
             --emit=dep-info,link -C debuginfo=2 --cfg feature=\"net\" --check-cfg cfg(docsrs,test) \
             --cfg tokio_unstable --test --extern tokio=/x/libtokio.rmeta -L dependency=/x",
        );
        assert!(read.is_compiler && read.is_test && !read.has_target);
        assert_eq!((read.name.as_str(), read.edition), ("my_app", Edition::E2021));
        assert_eq!(read.root, Some(PathBuf::from("src/main.rs")));
        let input = read.input("src/main.rs".into());
        let cfg = &input.crates[0].cfg;
        assert!(cfg.test && cfg.holds("(feature = \"net\")") && cfg.holds("(tokio_unstable)"));
        assert!(!cfg.holds("(feature = \"other\")"));
    }

    #[test]
    fn the_values_of_options_are_not_the_root() {
        let read = read(
            "clippy-driver rustc -o out.rs --crate-name a --out-dir b.rs --edition 2024 c.rs --target x",
        );
        assert_eq!(read.root, Some(PathBuf::from("c.rs")));
        assert_eq!(read.edition, Edition::E2024);
        assert!(read.has_target);
    }

    #[test]
    fn what_is_no_compiler_has_no_model() {
        for line in ["rust-analyzer-proc-macro-srv", "rustc -vV", "x --edition=2024 src/lib.rs", ""]
        {
            assert!(!read(line).is_compiler, "{line}");
        }
        // A test is no compiler, either.
        assert!(input(Span::call_site()).is_none());
    }
}
