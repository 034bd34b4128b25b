//! Walks over tokens and expressions that more than one layer needs.

use proc_macro2::{Group, Ident, TokenStream};
use syn::{
    Block, Expr, Item, Pat,
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
    // The common case, without a walk.
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

/// The number of an expression in a body, counted in the order of a visit that leaves out nested items.
pub(crate) fn number_of(body: &Block, is_it: impl Fn(&Expr) -> bool) -> Option<usize> {
    let mut count = Count { is_it, next: 0, found: None };
    count.visit_block(body);
    count.found
}

struct Count<F> {
    is_it: F,
    next: usize,
    found: Option<usize>,
}

impl<'ast, F: Fn(&Expr) -> bool> Visit<'ast> for Count<F> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if (self.is_it)(expr) {
            self.found = Some(self.next);
        }
        self.next += 1;
        visit::visit_expr(self, expr);
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
