//! The model of a crate: what its functions do to each other through calls, and what the declared types say.
//!
//! `source` reads files into modules, `index` and `types` say what a place is and what a call calls, the flow walk gives
//! one local `summary` for each function, `compose` carries them through calls to a fixpoint, `graph` draws who waits for
//! whom, and `findings` reports what can never end.

mod body;
mod cfg;
pub(crate) mod compilation;
mod compose;
mod contexts;
mod declared;
mod effects;
mod files;
mod findings;
mod found;
mod graph;
pub(crate) mod index;
mod input;
mod library;
mod lockmap;
mod macros;
mod names;
mod nodes;
mod parse;
mod program;
mod relevance;
mod report;
mod scan;
mod scc;
mod select;
mod sites;
mod source;
mod substitute;
pub(crate) mod summary;
#[cfg(test)]
mod tests;
mod things;
mod types;

pub use self::compilation::walk_for_attributes;
pub(crate) use self::found::{Found, found_elsewhere, found_in};
pub use self::report::{
    Analysis, Finding, Grade, Location, LockMap, LockOrder, MappedAllowance, MappedEdge,
    MappedFunction, MappedStep, Note, Skipped,
};
pub use self::source::{Cfg, CrateInput, Edition, Input};

/// Analyses crates from their sources alone. It never panics, whatever the sources are.
pub fn analyse(input: &Input) -> Analysis {
    let index = index::Index::read(input);
    let _fallback = parse::Fallback::force();
    let (reported, map) = analyse_program(&summary::Program::of(&index));
    let findings = reported.into_iter().filter(|reported| !reported.is_allowed);
    let findings = findings.map(|reported| reported.finding).collect();
    Analysis { findings, map, skipped: index.skipped() }
}

/// What the functions of a program do to each other.
pub(crate) fn analyse_program(program: &summary::Program) -> (Vec<findings::Reported>, LockMap) {
    let composed = compose::Composed::new(program);
    let things = things::Things::new(&composed);
    let contexts = contexts::Contexts::new(&composed, &things);
    let sites = sites::Sites::new(&composed, &things, &contexts);
    let parts =
        graph::Parts { composed: &composed, things: &things, contexts: &contexts, sites: &sites };
    let graph = graph::Graph::new(parts);
    (findings::find(program, parts, &graph), lockmap::draw(parts))
}
