//! Collecting what is found, so that all of it is reported in one compile.

use std::thread;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Error, Ident};

use crate::{
    manifest,
    rules::{Allowance, Level, Rule},
    syntax,
};

/// What was found so far. It must be [finished](Self::finish): a mistake that nobody reads is a wrong expansion.
pub(crate) struct Diagnostics(Option<Found>);

#[derive(Default)]
struct Found {
    errors: Vec<Error>,
    /// Whether there is nothing to expand.
    malformed: bool,
    warnings: Vec<(Rule, Error)>,
}

/// All that was found.
pub(crate) struct Report {
    pub(crate) errors: Option<Error>,
    /// Whether there is nothing to expand, since what the attributes say makes no sense, or what the body says.
    pub(crate) malformed: bool,
    /// As items of a body.
    pub(crate) warnings: TokenStream,
}

impl Diagnostics {
    pub(crate) fn new() -> Self {
        Diagnostics(Some(Found::default()))
    }

    pub(crate) fn push(&mut self, error: Error) {
        let found = self.0.get_or_insert_default();
        found.errors.push(error);
        found.malformed = true;
    }

    /// What it holds, or nothing and the mistake noted.
    pub(crate) fn merge<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// There is nothing to expand, although what the attributes say makes sense.
    pub(crate) fn spoil(&mut self) {
        self.0.get_or_insert_default().malformed = true;
    }

    /// A rule is broken, unless that is allowed: whether it is not.
    pub(crate) fn broken<'a>(
        &mut self,
        rule: Rule,
        message: Error,
        allowed: impl IntoIterator<Item = &'a Allowance>,
    ) -> bool {
        self.broken_at(rule.level(), rule, message, allowed)
    }

    /// [`broken`](Self::broken), in a case that is less certain than the rule.
    pub(crate) fn broken_at<'a>(
        &mut self,
        level: Level,
        rule: Rule,
        message: Error,
        allowed: impl IntoIterator<Item = &'a Allowance>,
    ) -> bool {
        // Every one of them is of use then.
        if allowed.into_iter().filter(|allowance| allowance.permits(rule)).count() > 0 {
            return false;
        }
        let found = self.0.get_or_insert_default();
        match level {
            Level::Error => found.errors.push(of_rule(rule, &message)),
            Level::Off if !manifest::warns(rule.name()) => {}
            Level::Warning | Level::Off => found.warnings.push((rule, message)),
        }
        true
    }

    pub(crate) fn finish(mut self) -> Report {
        let Found { errors, malformed, warnings } = self.0.take().unwrap_or_default();
        let errors = errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        let warnings = warnings.iter().map(|(rule, message)| warning(*rule, message)).collect();
        Report { errors, malformed, warnings }
    }
}

/// With the name that `allow` is given.
fn of_rule(rule: Rule, message: &Error) -> Error {
    Error::new(message.span(), format!("{message}\nnote: this is the rule `{}`", rule.name()))
}

/// A use of a deprecated constant that has the rule's name, at the user's token: the only warning that a stable macro can give.
fn warning(rule: Rule, message: &Error) -> TokenStream {
    let (note, at) = (message.to_string(), message.span());
    let (name, used) = (Ident::new(rule.name(), syntax::hygienic(at)), Ident::new(rule.name(), at));
    let constant = quote_spanned! { syntax::hygienic(at)=>
        #[deprecated(note = #note)]
        #[allow(non_upper_case_globals)]
        const #name: () = ();
    };
    quote! { const _: () = { #constant #used }; }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if self.0.is_some() && !thread::panicking() {
            panic!("diagnostics were dropped without being finished");
        }
    }
}
