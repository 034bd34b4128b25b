//! Identifiers and paths that an expansion uses.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, spanned::Spanned};

use crate::manifest;

/// A span for generated tokens: they resolve at the macro's definition, and errors point at the user's token.
pub(crate) fn hygienic(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// The name of a generated local or static. It begins with two underscores, as no user's name does.
pub(crate) fn generated(name: &str, at: Span) -> Ident {
    Ident::new(name, hygienic(at))
}

/// The runtime crate, as a function calls it.
#[derive(Clone, Default)]
pub(crate) struct Runtime {
    /// What `crate = path` says.
    pub(crate) path: Option<Path>,
    /// The name that the user's manifest gives to `::interlocking`, where there is no such path.
    name: String,
    /// The function, which a hold is told.
    pub(crate) function: String,
}

impl Runtime {
    pub(crate) fn of(function: String) -> Runtime {
        Runtime { path: None, name: manifest::crate_name(), function }
    }

    fn root(&self, at: Span) -> TokenStream {
        match &self.path {
            Some(path) => quote! { #path },
            None => {
                let name = Ident::new(&self.name, at);
                quote_spanned! { at=> ::#name }
            }
        }
    }

    /// What a hold is called at run time: `self.accounts in transfer`.
    pub(crate) fn name(&self, target: &str, at: Span) -> Literal {
        let mut name = Literal::string(&format!("{target} in {}", self.function));
        name.set_span(hygienic(at));
        name
    }

    /// `::interlocking::ITEM`
    pub(crate) fn item(&self, item: &str, at: Span) -> TokenStream {
        let at = hygienic(at);
        let (root, item) = (self.root(at), Ident::new(item, at));
        quote_spanned! { at=> #root::#item }
    }

    /// `::interlocking::hold::MODULE::FUNCTION`; the functions that cannot fail are in no module.
    pub(crate) fn hold(&self, module: Option<&str>, function: &str, at: Span) -> TokenStream {
        let at = hygienic(at);
        let (root, function) = (self.root(at), Ident::new(function, at));
        let module = module.map(|module| Ident::new(module, at));
        let module = module.map(|module| quote_spanned! { at=> #module:: });
        quote_spanned! { at=> #root::hold::#module #function }
    }
}

/// `use guarded as _;`: without it, rustc reports the import of an attribute that was taken off as unused.
pub(crate) fn used(path: &Path) -> TokenStream {
    let at = hygienic(path.span());
    quote_spanned! { at=> #[allow(unused_imports)] use #path as _; }
}
