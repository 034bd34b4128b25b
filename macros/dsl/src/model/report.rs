//! What the analysis of a crate returns: plain data, for the attributes, for `check!()` and for the command.

use std::{path::Path, sync::Arc};

use crate::rules::Level;

/// A range of a source file. Lines and columns count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The path of the file, as the input led to it.
    pub file: Arc<Path>,
    /// The first line.
    pub line: usize,
    /// The first column.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
}

/// How sure the analysis is of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The objects must be the same, every call resolves to one function, and the path is unconditional or the lock is held
    /// on every path.
    Certain,
    /// One of these does not hold.
    Possible,
}

/// A rule that the code breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// What the rule makes of it: an error only where the grade is certain.
    pub level: Level,
    /// How sure it is.
    pub grade: Grade,
    /// The function that must change, by its path.
    pub function: String,
    /// What is wrong: lower case, code in backticks, no final stop.
    pub message: String,
    /// A few words for the place itself.
    pub label: String,
    /// The token to change.
    pub at: Location,
    /// The chain of calls, and the other ends.
    pub also: Vec<Note>,
    /// What to write.
    pub help: Option<String>,
}

/// A place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub at: Location,
    /// What happens there.
    pub message: String,
}

/// A file that the analysis did not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path of the file.
    pub file: Arc<Path>,
    /// Why.
    pub reason: String,
}

/// Who holds what while it takes or awaits what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockMap {
    /// What each function does with locks, by path of the function.
    pub functions: Vec<MappedFunction>,
    /// What is taken or awaited under which lock, sorted.
    pub edges: Vec<MappedEdge>,
    /// An order of the locks that fits all edges, if there is one.
    pub order: LockOrder,
    /// What the code allows itself, with the reasons.
    pub allowances: Vec<MappedAllowance>,
}

/// The order in which locks are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockOrder {
    /// From the outermost to the innermost.
    Fits(Vec<String>),
    /// Each cycle forbids an order: one is taken under the other, and the last under the first.
    Cycles(Vec<Vec<String>>),
}

impl Default for LockOrder {
    fn default() -> Self {
        LockOrder::Fits(Vec::new())
    }
}

/// What one function does with locks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedFunction {
    /// The path of the function.
    pub name: String,
    /// Where it is declared.
    pub at: Location,
    /// What it takes or awaits, in the order of the source.
    pub steps: Vec<MappedStep>,
}

/// One thing that a function takes or awaits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedStep {
    /// The locks that are held there, the outermost first.
    pub held: Vec<String>,
    /// The verb: `locks`, `reads`, `waits for`, `sends to`, ..
    pub does: &'static str,
    /// The name of the lock or of what is awaited.
    pub what: String,
    /// Where.
    pub at: Location,
}

/// `what` is taken or awaited while `held` is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MappedEdge {
    /// The lock that is held.
    pub held: String,
    /// What is taken or awaited under it.
    pub what: String,
    /// Whether it waits for it somewhere; a `try_*` does not.
    pub waits: bool,
    /// Where, once for each function.
    pub places: Vec<(String, Location)>,
}

/// A rule that an attribute or a statement allows, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedAllowance {
    /// The name of the rule.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Where.
    pub at: Location,
}

/// All that the analysis found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Sorted by place.
    pub findings: Vec<Finding>,
    /// The picture of the locks.
    pub map: LockMap,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
}
