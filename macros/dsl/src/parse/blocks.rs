//! Finds the blocks and statements of a body that carry our attributes, and replaces the attributes by marks.

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::{
    Error, Expr, ExprAsync, ExprClosure, ExprMacro, Item, Macro, Meta, Path, Stmt, parse_quote,
    parse2,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::{
    allow::parse_allowance,
    attribute::{Attributes, take_ours},
    function::Body,
    marks,
};
use crate::{
    diag::Diagnostics, language::Attribute, messages::attributes as messages, rules::Allowance,
    syntax,
};

/// The attributes of the blocks in a body.
#[derive(Default)]
pub(super) struct InBody {
    pub(super) blocks: Vec<Attributes>,
    pub(super) allowances: Vec<Allowance>,
}

/// Replaces our attributes in a body by marks, which are indices into the result. The paths of misplaced attributes go to
/// `refused`.
pub(super) fn take(
    body: &mut Body,
    refused: &mut Vec<Path>,
    diagnostics: &mut Diagnostics,
) -> InBody {
    let Some(block) = &mut body.block else { return InBody::default() };
    let in_body = InBody::default();
    let mut finder =
        Finder { in_body, refused, diagnostics, in_plain_closure: false, taken_any: false };
    finder.visit_block_mut(block);
    let Finder { in_body, taken_any, .. } = finder;
    body.rewritten = taken_any;
    in_body
}

struct Finder<'a> {
    in_body: InBody,
    refused: &'a mut Vec<Path>,
    diagnostics: &'a mut Diagnostics,
    in_plain_closure: bool,
    /// Whether any attribute was taken off, so that the body must be printed anew.
    taken_any: bool,
}

impl VisitMut for Finder<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let attributes = syntax::of_expression_mut(expression);
        if let Some(attributes) = attributes.filter(|it| it.iter().any(is_ours)) {
            let written = mem::take(attributes);
            let left = match syntax::of_block(expression) {
                Some(_) => self.mark_block(written, matches!(expression, Expr::Async(_))),
                None => self.put_into_block(written, expression),
            };
            if let Some(attributes) = syntax::of_expression_mut(expression) {
                attributes.extend(left);
            }
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    /// Attributes that are left here are misplaced.
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        let plain = self.in_plain_closure;
        self.refuse(
            attributes,
            if plain { messages::in_plain_closure } else { messages::not_a_block },
        );
        for misplaced in attributes.extract_if(.., |attribute| is_allowance(attribute)) {
            self.diagnostics.push(messages::allow_on_statement(misplaced.path().span()));
            self.taken_any = true;
        }
    }

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        if let Some(attributes) = syntax::of_statement_mut(statement) {
            self.take_allowances(attributes);
        }
        let is_block = matches!(statement, Stmt::Expr(expr, _) if syntax::of_block(expr).is_some());
        if !is_block {
            self.put_statement_into_block(statement);
        }
        visit_mut::visit_stmt_mut(self, statement);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        if closure.asyncness.is_some()
            && let Some(attributes) = syntax::of_block_mut(&mut closure.body)
        {
            self.refuse(attributes, messages::closure_body);
        }
        let outside = self.in_plain_closure;
        self.in_plain_closure = closure.asyncness.is_none();
        visit_mut::visit_expr_closure_mut(self, closure);
        self.in_plain_closure = outside;
    }

    fn visit_expr_async_mut(&mut self, block: &mut ExprAsync) {
        let outside = std::mem::replace(&mut self.in_plain_closure, false);
        visit_mut::visit_expr_async_mut(self, block);
        self.in_plain_closure = outside;
    }

    /// In a macro that expands to expressions, rustc would reject the attribute with three errors.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        if name.is_some_and(|name| OF_EXPRESSIONS.contains(&name.as_str())) {
            call.tokens = self.refuse_in_tokens(mem::take(&mut call.tokens));
        }
    }

    /// An item in the body expands its own attributes.
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

fn is_ours(written: &syn::Attribute) -> bool {
    Attribute::of(written).is_some()
}

/// `#[sync_allow(rule, reason = "..")]`
fn is_allowance(attribute: &syn::Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "sync_allow")
}

impl Finder<'_> {
    /// Puts a mark in the place of each.
    fn take_allowances(&mut self, attributes: &mut [syn::Attribute]) {
        for attribute in attributes.iter_mut().filter(|attribute| is_allowance(attribute)) {
            let (allowances, at) = (&mut self.in_body.allowances, attribute.path().span());
            let list = match &attribute.meta {
                Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            let list = parse2(quote_spanned! { at=> (#list) });
            let list =
                self.diagnostics.merge(list.map_err(|_| messages::allow_what("sync_allow", at)));
            // A wrong one adds no allowance. Its mark then points to the next one, or past the end.
            *attribute = marks::allowance(allowances.len());
            let allowance =
                list.and_then(|list| parse_allowance("sync_allow", &list, self.diagnostics));
            allowances.extend(allowance);
            self.taken_any = true;
        }
    }

    /// Takes misplaced attributes off, with an error for each.
    fn refuse(&mut self, attributes: &mut Vec<syn::Attribute>, why: fn(Attribute, Span) -> Error) {
        for (attribute, written) in take_ours(attributes) {
            self.note(why(attribute, written.path().span()), written.path());
        }
    }

    fn note(&mut self, error: Error, refused: &Path) {
        self.diagnostics.push(error);
        self.refused.push(refused.clone());
        self.taken_any = true;
    }

    /// Gives the attributes of a block: its mark, and those that are not ours.
    fn mark_block(
        &mut self,
        mut written: Vec<syn::Attribute>,
        is_async: bool,
    ) -> Vec<syn::Attribute> {
        let plain = self.in_plain_closure && !is_async;
        let why = plain.then_some(messages::in_plain_closure as fn(_, _) -> _);
        let taken = self.take(&mut written, why);
        taken.map(|taken| self.mark(taken)).into_iter().chain(written).collect()
    }

    /// `#[guarded(A)] if ..`: the attributes of a statement that is no block go to a block around its expression.
    fn put_statement_into_block(&mut self, statement: &mut Stmt) {
        if let Stmt::Macro(call) = statement
            && call.attrs.iter().any(is_ours)
        {
            let (attrs, mac) = (mem::take(&mut call.attrs), call.mac.clone());
            *statement = Stmt::Expr(Expr::Macro(ExprMacro { attrs, mac }), call.semi_token);
        }
        let written = syntax::of_statement_mut(statement).map(mem::take).unwrap_or_default();
        let expression = match statement {
            Stmt::Expr(expression, _) => Some(expression),
            Stmt::Local(local) => local.init.as_mut().map(|init| &mut *init.expr),
            Stmt::Item(_) | Stmt::Macro(_) => None,
        };
        let left = match expression {
            Some(expression) => self.put_into_block(written, expression),
            None => written,
        };
        if let Some(attributes) = syntax::of_statement_mut(statement) {
            attributes.extend(left);
        }
    }

    /// Returns the attributes that are not ours.
    fn put_into_block(
        &mut self,
        mut written: Vec<syn::Attribute>,
        expression: &mut Expr,
    ) -> Vec<syn::Attribute> {
        // `#[guarded(A)] { .. }?`: the attribute applies to the whole expression.
        let inner = match expression {
            Expr::Try(tried) => Some(&*tried.expr),
            Expr::Await(awaited) => Some(&*awaited.base),
            Expr::MethodCall(call) => Some(&*call.receiver),
            _ => None,
        };
        let on_block = inner.is_some_and(|inner| syntax::of_block(inner).is_some());
        let why = match (self.in_plain_closure, on_block) {
            (true, _) => messages::in_plain_closure,
            (false, true) => messages::before_suffix,
            (false, false) => messages::not_a_block,
        };
        if let Some(taken) = self.take(&mut written, Some(why)) {
            let mark = self.mark(taken);
            *expression = parse_quote!(#mark { #expression });
        }
        written
    }

    /// Takes our attributes off, with an error for each that is misplaced.
    fn take(
        &mut self,
        written: &mut Vec<syn::Attribute>,
        why: Option<fn(Attribute, Span) -> Error>,
    ) -> Option<Attributes> {
        if let Some(why) = why {
            let ours = written.iter().filter_map(|it| Some((Attribute::of(it)?, it.path().span())));
            ours.for_each(|(attribute, at)| self.diagnostics.push(why(attribute, at)));
        }
        let mut taken = Attributes::default();
        taken.take(written, self.diagnostics);
        (!taken.consumed.is_empty()).then_some(taken)
    }

    /// The mark of a block with these attributes.
    fn mark(&mut self, taken: Attributes) -> syn::Attribute {
        self.in_body.blocks.push(taken);
        self.taken_any = true;
        marks::block(self.in_body.blocks.len() - 1)
    }

    fn refuse_in_tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let mut kept: Vec<TokenTree> = Vec::new();
        for token in tokens {
            let TokenTree::Group(group) = token else {
                kept.push(token);
                continue;
            };
            let after_hash =
                matches!(kept.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#');
            let written = syn::parse2::<Meta>(group.stream()).ok().filter(|_| after_hash);
            let attribute = written.and_then(|meta| Some((Attribute::of_path(meta.path())?, meta)));
            if let Some((attribute, meta)) = attribute {
                kept.pop();
                let error = messages::inside_macro(attribute, meta.path().span());
                self.note(error, meta.path());
            } else {
                let inside = self.refuse_in_tokens(group.stream());
                kept.push(TokenTree::Group(syntax::with_tokens(&group, inside)));
            }
        }
        kept.into_iter().collect()
    }
}

/// Macros whose arguments are expressions. rustc allows no attribute macro there.
const OF_EXPRESSIONS: [&str; 8] =
    ["select", "join", "try_join", "println", "print", "eprintln", "format", "assert"];
