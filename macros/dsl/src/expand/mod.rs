//! The plan, as the code that a careful colleague would have written. It cannot fail.

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

use self::body::Around;
use crate::{
    parse::{Wrapper, marks},
    plan::{Plan, Section},
    syntax,
};

/// The function, holding what the plan says, with the warnings before all else in its body.
pub(crate) fn function(plan: Plan, warnings: TokenStream) -> TokenStream {
    let Plan { mut function, outer, blocks, .. } = plan;
    let wrapper = function.wrapper();
    if let Some(body) = &mut function.body {
        if let Some(tokens) = body.block.as_ref().and_then(|block| body::after_ours(&outer, block))
        {
            body.set(quote! { #warnings #tokens });
            return function.into_token_stream();
        }
        let assigns = body.block.as_ref().is_some_and(|block| body::assigns(&outer, block));
        if let Some(block) = &mut body.block {
            Blocks(&blocks).visit_block_mut(block);
        }
        body.rewrite();
        let (tokens, braces) = (body.group().stream(), body.group().span());
        let around = Around { tokens, braces, assigns };
        let tokens = match wrapper {
            // Its type is written around it already, and the function's is another.
            Some(Wrapper::AsyncTrait) => body::block(&outer, around),
            Some(Wrapper::Runtime) | None => {
                body::function(&outer, &function.signature.output, around)
            }
        };
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
        let tokens = body::block(section, Around { tokens, braces, assigns });
        block.stmts = vec![Stmt::Expr(Expr::Verbatim(tokens), None)];
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        marks::unmark(attributes);
    }
}
