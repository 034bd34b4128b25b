//! What the model finds in the crate that is being compiled, for its attributes.

use std::{cell::RefCell, collections::HashMap, path::PathBuf, rc::Rc};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{Error, parse::Parser};

use super::{
    analyse_program, compilation,
    files::normalized,
    findings::Reported,
    index::Index,
    names::word,
    parse::Fallback,
    report::{Finding, Location, Note},
    source::Origin,
    summary::Program,
    types::BodyOracle,
};
use crate::{
    flow::oracle::FunctionId,
    rules::{Level, Rule},
};

/// Something that the model has found in an item.
pub(crate) struct Found {
    pub(crate) rule: Rule,
    pub(crate) level: Level,
    /// At the token that must change.
    pub(crate) message: Error,
    /// The item allows it.
    pub(crate) is_allowed: bool,
}

/// What is wrong with an item, by its tokens: the arguments of its attribute, and itself.
pub(crate) fn found_in(tokens: [&TokenStream; 2]) -> Vec<Found> {
    let first = tokens[1].clone().into_iter().next();
    let Some(reported) = first.and_then(|token| of_this_compilation(token.span())) else {
        return Vec::new();
    };
    if reported.is_empty() {
        return Vec::new();
    }
    let mut places = Places::default();
    tokens.into_iter().for_each(|tokens| places.add(tokens.clone()));
    reported.iter().filter_map(|reported| places.locate(reported)).collect()
}

/// A function of the crate that is being compiled, as its file has it.
pub(crate) struct InCrate {
    index: Rc<Index>,
    function: FunctionId,
}

impl InCrate {
    /// The types in the function's body.
    pub(crate) fn oracle(&self) -> BodyOracle<'_> {
        self.index.oracle(self.function)
    }

    /// The names of the function's attributes in its file, also of those that were expanded before this one.
    pub(crate) fn attributes(&self) -> Vec<String> {
        let _fallback = Fallback::force();
        let text = self.index.function_attributes(self.function);
        let attributes = syn::Attribute::parse_outer.parse_str(text).unwrap_or_default();
        let name = |attribute: &syn::Attribute| {
            let segments = attribute.path().segments.iter();
            segments.map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
        };
        attributes.iter().map(name).collect()
    }
}

/// The function that has this name. `None` where there is no model, and where a macro has made the function.
pub(crate) fn function_of_this_compilation(name: &Ident) -> Option<InCrate> {
    let (span, start) = (name.span(), name.span().start());
    let index = compilation::of_this_compilation(span)?;
    let file = normalized(&span.local_file()?);
    let function = index.function_at(&file, start.line, start.column + 1)?;
    (index.short_name(function) == word(name)).then_some(InCrate { index, function })
}

/// What is wrong with the functions of the crate that is being compiled that have attributes, if it can be read.
fn of_this_compilation(at: Span) -> Option<Rc<[Reported]>> {
    thread_local! {
        static REPORTED: RefCell<Option<Rc<[Reported]>>> = const { RefCell::new(None) };
    }

    let index = compilation::of_this_compilation(at)?;
    REPORTED.with_borrow_mut(|reported| {
        let analyse = || {
            let _fallback = Fallback::force();
            analyse_program(&Program::of_annotated(&index)).0.into()
        };
        Some(reported.get_or_insert_with(analyse).clone())
    })
}

/// What is wrong with functions that have no attribute, for `check!()`.
pub(crate) fn found_elsewhere(at: Span) -> Vec<Found> {
    let Some(index) = compilation::of_this_compilation(at) else { return Vec::new() };
    let reported = {
        let _fallback = Fallback::force();
        analyse_program(&Program::of(&index)).0
    };
    let elsewhere =
        reported.iter().filter(|reported| !reported.is_annotated && !reported.is_allowed);
    let found = |Reported { rule, finding, .. }: &Reported| {
        let place = &finding.at;
        let place = format!("{}:{}:{}", place.file.display(), place.line, place.column);
        let message = Error::new(at, format!("{place}: {}", text(finding)));
        Found { rule: *rule, level: finding.level, message, is_allowed: false }
    };
    elsewhere.map(found).collect()
}

/// What is wrong with a function of a file, by its tokens.
pub(crate) fn found_in_function(
    index: &Index,
    function: FunctionId,
    tokens: &TokenStream,
    reported: &[Reported],
) -> Vec<Found> {
    let origin = index.origin(function);
    let mut places = Places { origin: Some(&origin), ..Places::default() };
    places.add(tokens.clone());
    reported.iter().filter_map(|reported| places.locate(reported)).collect()
}

/// The tokens of an item by file, line and column.
#[derive(Default)]
struct Places<'a> {
    /// Where the item was parsed from, if it was parsed on its own.
    origin: Option<&'a Origin>,
    file: Option<PathBuf>,
    spans: HashMap<(usize, usize), Span>,
}

impl Places<'_> {
    fn add(&mut self, tokens: TokenStream) {
        for token in tokens {
            let span = token.span();
            let place = self.place(span);
            self.spans.entry(place).or_insert(span);
            if let TokenTree::Group(group) = token {
                self.add(group.stream());
            }
        }
    }

    fn place(&mut self, span: Span) -> (usize, usize) {
        if let Some(origin) = self.origin {
            let at = origin.locate(span);
            self.file.get_or_insert_with(|| at.file.to_path_buf());
            return (at.line, at.column);
        }
        if self.file.is_none() {
            self.file = span.local_file().map(|file| normalized(&file));
        }
        (span.start().line, span.start().column + 1)
    }

    fn span_at(&self, at: &Location) -> Option<Span> {
        let is_this_file = self.file.as_deref() == Some(&*at.file);
        is_this_file.then(|| self.spans.get(&(at.line, at.column)).copied()).flatten()
    }

    fn locate(&self, reported: &Reported) -> Option<Found> {
        let Reported { rule, finding, is_allowed, .. } = reported;
        let at = &finding.at;
        // What is all in this item is seen by its own checks, which do not know what else acquires the lock.
        let is_here = |note: &Note| self.span_at(&note.at).is_some();
        let has_check = match rule {
            Rule::held_across_await => finding.level != Level::Error,
            Rule::circular_wait | Rule::nested_permits => true,
            rule => !rule.is_of_model(),
        };
        if has_check && finding.also.iter().all(is_here) {
            return None;
        }
        let span = self.span_at(at)?;
        Some(Found {
            rule: *rule,
            level: finding.level,
            message: Error::new(span, text(finding)),
            is_allowed: *is_allowed,
        })
    }
}

/// The message, the places that explain it, and what to write.
pub(crate) fn text(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for note in &finding.also {
        let at = &note.at;
        let place = format!("{}:{}:{}", at.file.display(), at.line, at.column);
        text += &format!("\nnote: {} ({place})", note.message);
    }
    if let Some(help) = &finding.help {
        text += &format!("\nhelp: {help}");
    }
    text
}
