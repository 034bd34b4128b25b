//! Collects errors and warnings, so that one compile reports all of them.

use std::thread;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Error, Ident};

use crate::syntax;

/// The errors and warnings so far. Must be [finished](Self::finish): an error that is dropped would be a wrong expansion.
pub(crate) struct Diagnostics(Option<Found>);

#[derive(Default)]
struct Found {
    errors: Vec<Error>,
    /// Whether an attribute says in part only what to hold.
    malformed: bool,
    warnings: Vec<(&'static str, Error)>,
}

/// All errors and warnings.
pub(crate) struct Report {
    pub(crate) errors: Option<Error>,
    /// Whether an attribute says in part only what to hold: the function is then emitted without its acquisitions.
    pub(crate) malformed: bool,
    /// As items of a body.
    pub(crate) warnings: TokenStream,
}

impl Diagnostics {
    pub(crate) fn new() -> Self {
        Diagnostics(Some(Found::default()))
    }

    /// Notes a mistake in an attribute.
    pub(crate) fn push(&mut self, error: Error) {
        let found = self.0.get_or_insert_default();
        found.errors.push(error);
        found.malformed = true;
    }

    /// Returns the value, or notes the error.
    pub(crate) fn merge<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Notes an error after which the attributes are still expanded.
    pub(crate) fn push_violation(&mut self, error: Error) {
        self.0.get_or_insert_default().errors.push(error);
    }

    /// A warning, at the error's span, under a name that the user can look up.
    pub(crate) fn warn(&mut self, name: &'static str, warning: Error) {
        self.0.get_or_insert_default().warnings.push((name, warning));
    }

    pub(crate) fn finish(mut self) -> Report {
        let Found { errors, malformed, warnings } = self.0.take().unwrap_or_default();
        let errors = errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        let warnings = warnings.iter().map(|(name, message)| warning(name, message)).collect();
        Report { errors, malformed, warnings }
    }
}

/// A use of a deprecated constant with this name, at the user's token: the only warning that a stable macro can give.
fn warning(name: &str, message: &Error) -> TokenStream {
    let (note, at) = (message.to_string(), message.span());
    let (name, used) = (Ident::new(name, syntax::hygienic(at)), Ident::new(name, at));
    let constant = quote_spanned! { syntax::hygienic(at)=>
        #[deprecated(note = #note)]
        #[allow(non_upper_case_globals)]
        const #name: () = ();
    };
    quote! { { #constant #used }; }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if self.0.is_some() && !thread::panicking() {
            panic!("diagnostics were dropped without being finished");
        }
    }
}
