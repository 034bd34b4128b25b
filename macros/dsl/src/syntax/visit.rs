//! Walks over tokens and expressions that more than one layer needs.

use proc_macro2::{Group, Ident, TokenStream};
use syn::{
    Pat,
    visit::{self, Visit},
};

/// The names that patterns bind.
#[derive(Default)]
pub(crate) struct Names(pub(crate) Vec<Ident>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat(&mut self, pattern: &'ast Pat) {
        if let Pat::Ident(binding) = pattern {
            self.0.push(binding.ident.clone());
        }
        visit::visit_pat(self, pattern);
    }
}

/// The names that one pattern binds.
pub(crate) fn idents_of(pattern: &Pat) -> Vec<Ident> {
    // Nearly all of them.
    if let Pat::Ident(binding) = pattern
        && binding.subpat.is_none()
    {
        return vec![binding.ident.clone()];
    }
    let mut names = Names::default();
    names.visit_pat(pattern);
    names.0
}

/// The same delimiters around other tokens.
pub(crate) fn with_tokens(braces: &Group, tokens: TokenStream) -> Group {
    let mut group = Group::new(braces.delimiter(), tokens);
    group.set_span(braces.span());
    group
}
