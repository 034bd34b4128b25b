//! What is emitted next to the errors: the item as it would be without our attributes.
//!
//! Names that the attributes would have bound stay unresolved in there. That gives no second error: rustc reports no
//! unresolved names in a module in which a `compile_error!` stands.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;

use super::recover::recover;
use crate::{
    check::Recovery,
    diag::Diagnostics,
    parse::{self, marks::Unmark},
    plan::Plan,
    syntax,
};

/// Next to the errors, an item that is no function. An expression takes the errors inside, since it must stay one.
pub(crate) fn item(diagnostics: Diagnostics, item: TokenStream) -> TokenStream {
    let errors = diagnostics.finish().errors.map(|errors| errors.to_compile_error());
    if parse::is_expression(&item) {
        return quote! { { #errors } };
    }
    quote! { #errors #item }
}

/// Next to the errors, the function; the plan has taken our attributes off already.
pub(crate) fn function(plan: Plan, recoveries: &[Recovery], warnings: TokenStream) -> TokenStream {
    let Plan { mut function, outer, blocks, .. } = plan;
    if let Some(body) = &mut function.body {
        if let Some(block) = &mut body.block {
            recover(recoveries, block);
            Unmark.visit_block_mut(block);
        }
        body.rewritten |= !recoveries.is_empty();
        body.rewrite();
        let consumed = blocks.iter().chain([&outer]).flat_map(|section| &section.consumed);
        let (uses, tokens) = (consumed.map(syntax::used), body.group().stream());
        body.set(quote! { #warnings #(#uses)* #tokens });
    }
    function.into_token_stream()
}
