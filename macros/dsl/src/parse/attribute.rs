//! What one attribute says.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, ExprPath, Meta, Path, spanned::Spanned};

use super::{
    allow::parse_allowance,
    args::Args,
    barrier::BarrierArguments,
    event::{SetsArguments, WaitsArguments},
    guarded::GuardedArguments,
    moved::Output,
    semaphore::SemaphoreArguments,
};
use crate::{
    diag::Diagnostics,
    language::{Attribute, Key},
    messages::attributes as messages,
    rules::Allowance,
    syntax,
};

/// The arguments of one attribute.
pub(crate) enum Arguments {
    Guarded(GuardedArguments),
    Semaphore(SemaphoreArguments),
    Barrier(BarrierArguments),
    Waits(WaitsArguments),
    Sets(SetsArguments),
}

/// One attribute, as it is written.
pub(crate) struct ParsedAttribute {
    /// Where it stands.
    pub(crate) at: Span,
    /// `None` if it holds nothing: it is `synchronized`, or wrong.
    pub(crate) arguments: Option<Arguments>,
    pub(crate) allowed: Vec<Allowance>,
    /// `crate = path`
    pub(crate) root: Option<Path>,
}

impl ParsedAttribute {
    /// Parses the arguments of an attribute that stands `at` this place.
    pub(crate) fn parse(
        attribute: Attribute,
        arguments: TokenStream,
        at: Span,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut args = Args::parse(attribute, arguments, at, diagnostics);
        let allowed = args.take_all(Key::Allow);
        let allowed = allowed
            .iter()
            .filter_map(|clause| parse_allowance("allow", &clause.value, diagnostics));
        let allowed = allowed.collect();
        let root = args.take(Key::Crate);
        let root = root.and_then(|clause| diagnostics.merge(path(clause.value)));
        args.check_modes(diagnostics);
        let arguments = match attribute {
            Attribute::Guarded => GuardedArguments::new(args, diagnostics).map(Arguments::Guarded),
            Attribute::Semaphore => {
                SemaphoreArguments::new(args, diagnostics).map(Arguments::Semaphore)
            }
            Attribute::Barrier => BarrierArguments::new(args, diagnostics).map(Arguments::Barrier),
            Attribute::Waits => WaitsArguments::new(args, diagnostics).map(Arguments::Waits),
            Attribute::Sets => SetsArguments::new(args, diagnostics).map(Arguments::Sets),
            Attribute::Synchronized => args.finish_empty(diagnostics),
        };
        ParsedAttribute { at, arguments, allowed, root }
    }

    /// `#[synchronized]` alone does not.
    pub(super) fn says_something(&self) -> bool {
        self.arguments.is_some() || !self.allowed.is_empty()
    }

    /// Parses one of our attributes as it stands in the source.
    fn parse_written(
        attribute: Attribute,
        written: &syn::Attribute,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let at = written.path().span();
        let arguments = match &written.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(value) => {
                diagnostics.push(messages::name_value(attribute, value.eq_token.span));
                return ParsedAttribute { at, arguments: None, allowed: Vec::new(), root: None };
            }
        };
        ParsedAttribute::parse(attribute, arguments, at, diagnostics)
    }
}

/// The path in `crate = path`.
fn path(value: Expr) -> syn::Result<Path> {
    match value {
        Expr::Path(ExprPath { qself: None, path, .. }) => Ok(path),
        Expr::Group(group) => path(*group.expr),
        value => Err(messages::not_a_path(value.span(), &syntax::text(&value))),
    }
}

/// Our attributes on one function or block, from top to bottom.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) parsed: Vec<ParsedAttribute>,
    /// The paths of those that were taken off before rustc resolved them.
    pub(crate) consumed: Vec<Path>,
    /// The type of what they stand on.
    pub(crate) output: Output,
}

impl Attributes {
    /// Takes our attributes off, and parses them.
    pub(super) fn take(
        &mut self,
        attributes: &mut Vec<syn::Attribute>,
        diagnostics: &mut Diagnostics,
    ) {
        for (attribute, written) in take_ours(attributes) {
            self.parsed.push(ParsedAttribute::parse_written(attribute, &written, diagnostics));
            self.consumed.push(written.path().clone());
        }
    }
}

/// Takes our attributes off.
pub(super) fn take_ours(attributes: &mut Vec<syn::Attribute>) -> Vec<(Attribute, syn::Attribute)> {
    let ours = attributes.extract_if(.., |written| Attribute::of(written).is_some());
    ours.filter_map(|written| Some((Attribute::of(&written)?, written))).collect()
}
