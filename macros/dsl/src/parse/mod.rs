//! Tokens to structures: the function, and what each attribute says. Nothing is decided here.

pub(crate) mod args;
pub(crate) mod barrier;
pub(crate) mod blocks;
pub(crate) mod event;
mod function;
pub(crate) mod guarded;
mod limit;
pub(crate) mod marks;
pub(crate) mod members;
pub(crate) mod semaphore;
mod target;
mod wrapper;

use proc_macro2::{Span, TokenStream};
use syn::{Meta, Path, spanned::Spanned};

use self::{
    args::Args,
    barrier::Barrier,
    event::{Sets, Waits},
    guarded::Guarded,
    semaphore::Semaphore,
};
pub(crate) use self::{
    args::Clause,
    function::{Body, Function, is_expression},
    limit::{Duration, Ending, Limit},
    target::{Count, Source, Target},
    wrapper::Wrapper,
};
use crate::{
    diag::Diagnostics,
    language::{Attribute, Key},
    messages::attributes as messages,
};

/// What an attribute says, and the rules that it allows to be broken.
pub(crate) struct Spoken {
    pub(crate) said: Option<Said>,
    pub(crate) allowed: Vec<Clause>,
}

/// What an attribute says.
pub(crate) enum Said {
    Guarded(Guarded),
    Semaphore(Semaphore),
    Barrier(Barrier),
    Waits(Waits),
    Sets(Sets),
}

impl Said {
    /// Parses the arguments; `at` is where the attribute stands. `None` if there is nothing to hold: for `synchronized`, or
    /// after a mistake.
    pub(crate) fn parse(
        attribute: Attribute,
        arguments: TokenStream,
        at: Span,
        diagnostics: &mut Diagnostics,
    ) -> Spoken {
        let mut args = Args::parse(attribute, arguments, at, diagnostics);
        let allowed = args.take_all(Key::Allow);
        args.check_modes(diagnostics);
        let said = match attribute {
            Attribute::Guarded => Guarded::new(args, diagnostics).map(Said::Guarded),
            Attribute::Semaphore => Semaphore::new(args, diagnostics).map(Said::Semaphore),
            Attribute::Barrier => Barrier::new(args, diagnostics).map(Said::Barrier),
            Attribute::Waits => Waits::new(args, diagnostics).map(Said::Waits),
            Attribute::Sets => Sets::new(args, diagnostics).map(Said::Sets),
            Attribute::Synchronized => args.finish_empty(diagnostics),
        };
        Spoken { said, allowed }
    }

    /// Parses one of our attributes as it stands in the source.
    pub(crate) fn parse_attribute(
        attribute: Attribute,
        written: &syn::Attribute,
        diagnostics: &mut Diagnostics,
    ) -> Spoken {
        let at = written.path().span();
        let arguments = match &written.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(value) => {
                diagnostics.push(messages::name_value(attribute, value.eq_token.span));
                return Spoken { said: None, allowed: Vec::new() };
            }
        };
        Said::parse(attribute, arguments, at, diagnostics)
    }
}

/// Which of our attributes this is, by the last segment of its path.
pub(crate) fn ours(attribute: &syn::Attribute) -> Option<Attribute> {
    ours_path(attribute.path())
}

pub(crate) fn ours_path(path: &Path) -> Option<Attribute> {
    let name = &path.segments.last()?.ident;
    Attribute::ALL.into_iter().find(|ours| name == ours.name())
}
