//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use interlocking_dsl::Rule;

use crate::levels::{self, Levels};

/// Finds deadlocks in async Rust code: in sources alone, without a build.
#[derive(Debug, Parser)]
#[command(name = "cargo-interlocking", bin_name = "cargo interlocking", version)]
#[command(
    after_help = "Exit status: 0 if nothing was found, 1 if something was, 2 if it could not run."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    /// Cargo runs `cargo interlocking check` as `cargo-interlocking interlocking check`.
    pub(crate) fn parse_from_cargo() -> Args {
        let is_cargos =
            |(at, word): &(usize, std::ffi::OsString)| *at == 1 && word == "interlocking";
        let words = std::env::args_os().enumerate().filter(|word| !is_cargos(word));
        Args::parse_from(words.map(|(_, word)| word))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report what can deadlock, lose an update or miss a wake-up
    Check(Check),
    /// Show which locks are held while others are taken or something is awaited
    Map(Map),
    /// Explain a rule, or list all rules
    Explain(Explain),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,
    /// Accept what this file lists; if it does not exist, write it with all that is found now
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) levels: Levels,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Map {
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// How the map is printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: MapFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The rule, as a finding names it
    #[arg(value_parser = levels::rule)]
    pub(crate) rule: Option<Rule>,
}

/// What is analysed.
#[derive(Debug, clap::Args)]
pub(crate) struct Scope {
    /// A package, a workspace, a folder with Rust files, or one such file [default: the package of the current folder]
    pub(crate) path: Option<PathBuf>,
    /// Only this package of the workspace; may be repeated
    #[arg(short, long = "package", value_name = "PKG")]
    pub(crate) packages: Vec<String>,
    /// Also code under `cfg(test)`, and examples, tests and benches
    #[arg(long)]
    pub(crate) tests: bool,
    /// Say what was not read, and why; so does `INTERLOCKING_LOG=1`
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

impl Scope {
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose || std::env::var_os("INTERLOCKING_LOG").is_some_and(|value| value != "0")
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people, as the compiler prints
    #[default]
    Text,
    /// One object a line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum MapFormat {
    /// For people
    #[default]
    Text,
    /// A graph for Graphviz
    Dot,
    /// A graph for Markdown
    Mermaid,
    /// Everything, for programs
    Json,
}
