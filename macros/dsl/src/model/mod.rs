//! The model of a crate: what its functions do to each other through calls, and what the declared types say.
//!
//! `source` reads files into modules, `index` and `types` say what a place is and what a call calls, the flow walk gives
//! one local `summary` for each function, `compose` carries them through calls to a fixpoint, `graph` draws who waits for
//! whom, and `findings` reports what can never end.

mod answers;
mod body;
mod cfg;
pub(crate) mod compilation;
mod compose;
mod contexts;
mod declared;
mod effects;
mod files;
pub(crate) mod findings;
mod found;
mod graph;
pub(crate) mod index;
mod input;
mod library;
mod lockmap;
mod macros;
mod names;
mod nodes;
pub(crate) mod parse;
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
mod unprovided;

pub use self::compilation::walk_for_attributes;
pub(crate) use self::found::{
    Found, InCrate, found_elsewhere, found_in, found_in_function, function_of_this_compilation,
};
pub(crate) use self::program::PlannedFunction;
pub use self::report::{
    Analysis, Finding, Grade, Location, LockMap, LockOrder, MappedAllowance, MappedEdge,
    MappedFunction, MappedStep, Note, Skipped,
};
pub use self::source::{Cfg, CrateInput, Edition, Input};

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
