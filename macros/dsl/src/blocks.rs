//! Blocks of a body that carry our attributes: found once, marked with the number of what they hold, and looked up by it.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Attribute as Written, Block, Error, Expr, ExprAsync, ExprClosure, Item, Macro, Meta, Path,
    parse_quote,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use crate::{
    diag::Diagnostics,
    messages,
    parse::{Body, ours, ours_path, with_tokens},
    pipeline::Attribute,
    plan::Holds,
};

/// Never leaves this crate: an expansion and a fallback both take it off.
const MARK: &str = "__interlocking_block";

/// Takes our attributes off the blocks in a body and puts marks in their place, which point into what is returned.
/// Those that stand where nothing can be held are `refused`.
pub(crate) fn plan(
    body: &mut Body,
    refused: &mut Vec<Path>,
    diagnostics: &mut Diagnostics,
) -> Vec<Holds> {
    let Some(block) = &mut body.block else { return Vec::new() };
    let mut planner =
        Planner { blocks: Vec::new(), refused, diagnostics, in_plain_closure: false, found: false };
    planner.visit_block_mut(block);
    let Planner { blocks, found, .. } = planner;
    body.rewritten = found;
    blocks
}

/// What a marked expression holds: an index into the plan's blocks.
pub(crate) fn mark_of(expression: &Expr) -> Option<usize> {
    attributes(expression)?.iter().find_map(index)
}

/// Takes the mark off an expression.
pub(crate) fn take_mark(expression: &mut Expr) -> Option<usize> {
    let attributes = attributes_mut(expression)?;
    let at = attributes.iter().position(|attribute| index(attribute).is_some())?;
    index(&attributes.remove(at))
}

/// Takes all marks off.
pub(crate) struct Unmark;

impl VisitMut for Unmark {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        take_mark(expression);
        visit_mut::visit_expr_mut(self, expression);
    }
}

fn mark(index: usize) -> Written {
    let mark = quote::format_ident!("{MARK}");
    let index = Literal::usize_unsuffixed(index);
    parse_quote!(#[#mark(#index)])
}

pub(crate) fn is_mark(attribute: &Written) -> bool {
    index(attribute).is_some()
}

fn index(attribute: &Written) -> Option<usize> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident(MARK) => list.tokens.to_string().parse().ok(),
        _ => None,
    }
}

/// The attributes of what can hold: a block of any kind that may await.
fn attributes(expression: &Expr) -> Option<&Vec<Written>> {
    match expression {
        Expr::Block(block) => Some(&block.attrs),
        Expr::Unsafe(block) => Some(&block.attrs),
        Expr::Async(block) => Some(&block.attrs),
        _ => None,
    }
}

fn attributes_mut(expression: &mut Expr) -> Option<&mut Vec<Written>> {
    match expression {
        Expr::Block(block) => Some(&mut block.attrs),
        Expr::Unsafe(block) => Some(&mut block.attrs),
        Expr::Async(block) => Some(&mut block.attrs),
        _ => None,
    }
}

/// What is between the braces of something that can hold.
pub(crate) fn block_mut(expression: &mut Expr) -> Option<&mut Block> {
    match expression {
        Expr::Block(block) => Some(&mut block.block),
        Expr::Unsafe(block) => Some(&mut block.block),
        Expr::Async(block) => Some(&mut block.block),
        _ => None,
    }
}

struct Planner<'a> {
    blocks: Vec<Holds>,
    refused: &'a mut Vec<Path>,
    diagnostics: &'a mut Diagnostics,
    in_plain_closure: bool,
    /// Whether any attribute was taken off, so that the body is not what was written any more.
    found: bool,
}

impl VisitMut for Planner<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        self.refuse_before_suffix(expression);
        let awaits = !self.in_plain_closure || matches!(expression, Expr::Async(_));
        if awaits && let Some(attributes) = attributes_mut(expression) {
            let mut holds = Holds::default();
            holds.take(attributes, self.diagnostics);
            if !holds.consumed.is_empty() {
                attributes.insert(0, mark(self.blocks.len()));
                self.blocks.push(holds);
                self.found = true;
            }
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    /// Whatever is left stands where nothing can be held.
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Written>) {
        let plain = self.in_plain_closure;
        self.refuse(
            attributes,
            if plain { messages::in_plain_closure } else { messages::not_a_block },
        );
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        if closure.asyncness.is_some()
            && let Some(attributes) = attributes_mut(&mut closure.body)
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

    /// Tokens of a macro are not ours to change; where it is one that expands to expressions, rustc would refuse the attribute in
    /// three ways.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        if name.is_some_and(|name| OF_EXPRESSIONS.contains(&name.as_str())) {
            call.tokens = self.refuse_in_tokens(std::mem::take(&mut call.tokens));
        }
    }

    /// An item in the body expands its own attributes.
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

impl Planner<'_> {
    /// Notes that our attributes cannot stand here, and takes them off.
    fn refuse(&mut self, attributes: &mut Vec<Written>, why: fn(Attribute, Span) -> Error) {
        for written in attributes.extract_if(.., |attribute| ours(attribute).is_some()) {
            let attribute = ours(&written).expect("taken because it is one");
            self.note(why(attribute, written.path().span()), written.path());
        }
    }

    fn note(&mut self, error: Error, refused: &Path) {
        self.diagnostics.push(error);
        self.refused.push(refused.clone());
        self.found = true;
    }

    /// `#[guarded(A)] { .. }?`: the attribute belongs to all of it.
    fn refuse_before_suffix(&mut self, expression: &mut Expr) {
        let (attributes, inner) = match expression {
            Expr::Try(tried) => (&mut tried.attrs, &tried.expr),
            Expr::Await(awaited) => (&mut awaited.attrs, &awaited.base),
            Expr::MethodCall(call) => (&mut call.attrs, &call.receiver),
            _ => return,
        };
        if self::attributes(inner).is_some() {
            self.refuse(attributes, messages::before_suffix);
        }
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
            let attribute = written.and_then(|meta| Some((ours_path(meta.path())?, meta)));
            if let Some((attribute, meta)) = attribute {
                kept.pop();
                let error = messages::inside_macro(attribute, meta.path().span());
                self.note(error, meta.path());
            } else {
                let inside = self.refuse_in_tokens(group.stream());
                kept.push(TokenTree::Group(with_tokens(&group, inside)));
            }
        }
        kept.into_iter().collect()
    }
}

/// Macros whose arguments are expressions, which rustc lets carry no attribute of ours.
const OF_EXPRESSIONS: [&str; 8] =
    ["select", "join", "try_join", "println", "print", "eprintln", "format", "assert"];

impl Body {
    /// Prints the block as it is now, where it was changed.
    pub(crate) fn rewrite(&mut self) {
        if self.rewritten
            && let Some(block) = &self.block
        {
            let statements = &block.stmts;
            self.set(quote! { #(#statements)* });
        }
    }
}
