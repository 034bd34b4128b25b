//! What is emitted next to errors.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, Stmt,
    visit_mut::{self, VisitMut},
};

use super::{hold, recover::recover};
use crate::{
    check::Recovery,
    diag::Diagnostics,
    parse::{self, marks},
    plan::{Plan, Section},
    syntax,
};

/// An item that is not a function, with the errors. An expression contains the errors, since it must stay an expression.
pub(crate) fn item(diagnostics: Diagnostics, item: TokenStream) -> TokenStream {
    let errors = diagnostics.finish().errors.map(|errors| errors.to_compile_error());
    if parse::is_expression(&item) {
        return quote! { { #errors } };
    }
    quote! { #errors #item }
}

/// The function next to its errors. The names of the guards are bound to their types, so that rustc does not report the body too, and
/// nothing is acquired: the function may not be `async`.
pub(crate) fn function(plan: Plan, recoveries: &[Recovery], warnings: TokenStream) -> TokenStream {
    let Plan { mut function, outer, blocks, .. } = plan;
    if let Some(body) = &mut function.body {
        if let Some(block) = &mut body.block {
            recover(recoveries, block);
            Blocks(&blocks).visit_block_mut(block);
        }
        body.rewritten |= !recoveries.is_empty();
        body.rewrite();
        let consumed = blocks.iter().chain([&outer]).flat_map(|section| &section.consumed);
        let (uses, tokens) = (consumed.map(syntax::used), body.group().stream());
        // A constant function can drop no guard.
        let is_constant = function.signature.constness.is_some();
        let guards = (!is_constant).then(|| hold::recovered(&outer));
        body.set(quote! { #warnings #(#uses)* #guards #tokens });
    }
    function.into_token_stream()
}

/// Binds the guards of every marked block.
struct Blocks<'a>(&'a [Section]);

impl VisitMut for Blocks<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let marked = marks::take_mark(expression).map(|index| &self.0[index]);
        visit_mut::visit_expr_mut(self, expression);
        if let Some((section, block)) = marked.zip(syntax::block_mut(expression)) {
            let (guards, statements) = (hold::recovered(section), &block.stmts);
            block.stmts =
                vec![Stmt::Expr(Expr::Verbatim(quote! { #guards #(#statements)* }), None)];
        }
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        marks::unmark(attributes);
    }
}
