//! What is emitted next to errors.

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

/// An item that is not a function, with the errors. An expression contains the errors, since it must stay an expression.
pub(crate) fn item(diagnostics: Diagnostics, item: TokenStream) -> TokenStream {
    let errors = diagnostics.finish().errors.map(|errors| errors.to_compile_error());
    if parse::is_expression(&item) {
        return quote! { { #errors } };
    }
    quote! { #errors #item }
}

/// What is left of a plan with mistakes: it binds the names of the guards, so that rustc does not report the body too.
pub(crate) fn recovered(mut plan: Plan, recoveries: &[Recovery]) -> Plan {
    if let Some(body) = &mut plan.function.body {
        if let Some(block) = &mut body.block {
            recover(recoveries, block);
        }
        body.rewritten |= !recoveries.is_empty();
    }
    plan.drop_clauses();
    plan
}

/// The function without our attributes: it acquires nothing.
///
/// Names that the attributes would have bound stay unresolved. rustc does not report them, since the module contains a
/// `compile_error!`.
pub(crate) fn function(plan: Plan, warnings: TokenStream) -> TokenStream {
    let Plan { mut function, outer, blocks, .. } = plan;
    if let Some(body) = &mut function.body {
        if let Some(block) = &mut body.block {
            Unmark.visit_block_mut(block);
        }
        body.rewrite();
        let consumed = blocks.iter().chain([&outer]).flat_map(|section| &section.consumed);
        let (uses, tokens) = (consumed.map(syntax::used), body.group().stream());
        body.set(quote! { #warnings #(#uses)* #tokens });
    }
    function.into_token_stream()
}
