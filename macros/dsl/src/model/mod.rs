//! The model of a crate: what its functions do to each other through calls, and what the declared types say.
//!
//! `source` reads files into modules, `index` and `types` say what a place is and what a call calls, the flow walk gives
//! one local [`summary`] for each function, `compose` carries them through calls to a fixpoint, `graph` draws who waits for
//! whom, and `findings` reports what can never end.

#[allow(dead_code, reason = "the index is to ask it")]
mod cfg;
mod report;
#[allow(dead_code, reason = "the index is to read them")]
mod source;
#[allow(dead_code, reason = "the flow walk and the composition are to use it")]
pub(crate) mod summary;

pub use self::report::{
    Analysis, Finding, Grade, Location, LockMap, LockOrder, MappedAllowance, MappedEdge,
    MappedFunction, MappedStep, Note, Skipped,
};
pub use self::source::{Cfg, CrateInput, Edition, Input};
