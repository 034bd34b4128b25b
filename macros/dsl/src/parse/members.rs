//! `#[synchronized]` on an impl, a trait or an inline module applies to every async function inside.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Block, ImplItem, Item, Signature, TraitItem};

use super::moved;
use crate::language::Attribute;

/// Expands one function, with these arguments of the attribute around it.
pub(crate) type ExpandFunction = fn(arguments: TokenStream, function: TokenStream) -> TokenStream;

/// Parses an item that has members; `None` for any other.
pub(crate) fn parse(item: &TokenStream) -> Option<Item> {
    let item: Item = syn::parse2(item.clone()).ok()?;
    let has_members = match &item {
        Item::Impl(_) | Item::Trait(_) => true,
        Item::Mod(module) => module.content.is_some(),
        _ => false,
    };
    has_members.then_some(item)
}

/// The item with each of its functions expanded.
pub(crate) fn expand_members(
    arguments: &TokenStream,
    mut item: Item,
    expand: ExpandFunction,
) -> TokenStream {
    Members { arguments, expand }.item(&mut item);
    item.into_token_stream()
}

struct Members<'a> {
    arguments: &'a TokenStream,
    expand: ExpandFunction,
}

impl Members<'_> {
    fn item(&self, item: &mut Item) {
        match item {
            Item::Fn(function) if self.takes(&function.attrs, &function.sig, &function.block) => {
                *item = Item::Verbatim(self.expanded(quote! { #item }));
            }
            Item::Impl(block) => block.items.iter_mut().for_each(|item| match item {
                ImplItem::Fn(function)
                    if self.takes(&function.attrs, &function.sig, &function.block) =>
                {
                    *item = ImplItem::Verbatim(self.expanded(quote! { #item }));
                }
                _ => {}
            }),
            Item::Trait(definition) => definition.items.iter_mut().for_each(|item| match item {
                TraitItem::Fn(function)
                    if function
                        .default
                        .as_ref()
                        .is_some_and(|body| self.takes(&function.attrs, &function.sig, body)) =>
                {
                    *item = TraitItem::Verbatim(self.expanded(quote! { #item }));
                }
                _ => {}
            }),
            Item::Mod(module) => {
                let items = module.content.iter_mut().flat_map(|(_, items)| items);
                items.for_each(|item| self.item(item));
            }
            _ => {}
        }
    }

    fn expanded(&self, function: TokenStream) -> TokenStream {
        (self.expand)(self.arguments.clone(), function)
    }

    /// A function with one of our attributes expands by itself, unless the arguments here are for it too. One that neither is async
    /// nor makes a future can hold nothing.
    fn takes(&self, attributes: &[syn::Attribute], signature: &Signature, body: &Block) -> bool {
        let waits = signature.asyncness.is_some() || moved::makes_future(signature, body);
        let is_ours = |attribute| Attribute::of(attribute).is_some();
        waits && (!self.arguments.is_empty() || !attributes.iter().any(is_ours))
    }
}
