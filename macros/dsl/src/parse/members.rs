//! `#[synchronized]` on an impl, a trait or an inline module applies to every async function inside.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Block, ImplItem, Item, Signature, TraitItem};

use super::moved;
use crate::language::Attribute;

/// The item with `expand` applied to each of its functions; `None` if it is none that has members.
pub(crate) fn expand_members(
    item: &TokenStream,
    expand: fn(TokenStream) -> TokenStream,
) -> Option<TokenStream> {
    let mut item: Item = syn::parse2(item.clone()).ok()?;
    let has_members = match &item {
        Item::Impl(_) | Item::Trait(_) => true,
        Item::Mod(module) => module.content.is_some(),
        _ => false,
    };
    has_members.then(|| {
        members(&mut item, expand);
        item.into_token_stream()
    })
}

fn members(item: &mut Item, expand: fn(TokenStream) -> TokenStream) {
    match item {
        Item::Fn(function) if is_left_to_us(&function.attrs, &function.sig, &function.block) => {
            *item = Item::Verbatim(expand(quote! { #item }));
        }
        Item::Impl(block) => block.items.iter_mut().for_each(|item| match item {
            ImplItem::Fn(function)
                if is_left_to_us(&function.attrs, &function.sig, &function.block) =>
            {
                *item = ImplItem::Verbatim(expand(quote! { #item }));
            }
            _ => {}
        }),
        Item::Trait(definition) => definition.items.iter_mut().for_each(|item| match item {
            TraitItem::Fn(function)
                if function
                    .default
                    .as_ref()
                    .is_some_and(|body| is_left_to_us(&function.attrs, &function.sig, body)) =>
            {
                *item = TraitItem::Verbatim(expand(quote! { #item }));
            }
            _ => {}
        }),
        Item::Mod(module) => {
            let items = module.content.iter_mut().flat_map(|(_, items)| items);
            items.for_each(|item| members(item, expand));
        }
        _ => {}
    }
}

/// A function with one of our attributes expands by itself; one that neither is async nor gives a future can hold nothing.
fn is_left_to_us(attributes: &[syn::Attribute], signature: &Signature, body: &Block) -> bool {
    (signature.asyncness.is_some() || moved::makes_future(signature, body))
        && !attributes.iter().any(|attribute| Attribute::of(attribute).is_some())
}
