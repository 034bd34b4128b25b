//! Plan to tokens: the code that one would write by hand. It cannot fail.

mod body;
pub(crate) mod fallback;
mod hold;
mod recover;
mod statics;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, Stmt,
    visit_mut::{self, VisitMut},
};

use self::body::BodyTokens;
use crate::{
    parse::marks,
    plan::{Plan, Section},
    syntax,
};

/// The function with its acquisitions. The warnings come first in its body.
pub(crate) fn function(plan: Plan, warnings: TokenStream) -> TokenStream {
    let Plan { mut function, outer, blocks, .. } = plan;
    if let Some(body) = &mut function.body {
        let assigns = body.block.as_ref().is_some_and(|block| body::assigns(&outer, block));
        if let Some(block) = &mut body.block {
            Blocks(&blocks).visit_block_mut(block);
        }
        body.rewrite();
        let (tokens, braces) = (body.group().stream(), body.group().span());
        let body_tokens = BodyTokens { tokens, braces, assigns };
        let tokens = body::function(&outer, &function.signature.output, body_tokens);
        body.set(quote! { #warnings #tokens });
    }
    function.into_token_stream()
}

/// Replaces every marked block, the inner ones first.
struct Blocks<'a>(&'a [Section]);

impl VisitMut for Blocks<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let marked = marks::take_mark(expression).map(|index| &self.0[index]);
        let Some((section, block)) = marked.zip(syntax::block_mut(expression)) else {
            return visit_mut::visit_expr_mut(self, expression);
        };
        let assigns = body::assigns(section, block);
        self.visit_block_mut(block);
        let statements = &block.stmts;
        let (tokens, braces) = (quote! { #(#statements)* }, block.brace_token.span.join());
        let tokens = body::block(section, BodyTokens { tokens, braces, assigns });
        block.stmts = vec![Stmt::Expr(Expr::Verbatim(tokens), None)];
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        marks::unmark(attributes);
    }
}
