//! `#[synchronized]` on an impl, a trait or an inline module: every function in it lets its blocks carry attributes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute as Written, ImplItem, Item, Signature, TraitItem};

use crate::{language::Attribute, parse::ours, pipeline};

/// The item with all of its functions expanded; `None` if it is none that has members.
pub(crate) fn expand(item: &TokenStream) -> Option<TokenStream> {
    let mut item: Item = syn::parse2(item.clone()).ok()?;
    let has_members = match &item {
        Item::Impl(_) | Item::Trait(_) => true,
        Item::Mod(module) => module.content.is_some(),
        _ => false,
    };
    has_members.then(|| {
        members(&mut item);
        item.into_token_stream()
    })
}

fn members(item: &mut Item) {
    match item {
        Item::Fn(function) if is_left_to_us(&function.attrs, &function.sig) => {
            *item = Item::Verbatim(synchronized(&*item));
        }
        Item::Impl(block) => block.items.iter_mut().for_each(|item| match item {
            ImplItem::Fn(function) if is_left_to_us(&function.attrs, &function.sig) => {
                *item = ImplItem::Verbatim(synchronized(&*item));
            }
            _ => {}
        }),
        Item::Trait(definition) => definition.items.iter_mut().for_each(|item| match item {
            TraitItem::Fn(function)
                if function.default.is_some() && is_left_to_us(&function.attrs, &function.sig) =>
            {
                *item = TraitItem::Verbatim(synchronized(&*item));
            }
            _ => {}
        }),
        Item::Mod(module) => {
            let items = module.content.iter_mut().flat_map(|(_, items)| items);
            items.for_each(members);
        }
        _ => {}
    }
}

/// A function with an attribute of ours expands itself; one that is not async has no blocks that hold.
fn is_left_to_us(attributes: &[Written], signature: &Signature) -> bool {
    signature.asyncness.is_some() && !attributes.iter().any(|attribute| ours(attribute).is_some())
}

fn synchronized(function: &impl ToTokens) -> TokenStream {
    pipeline::expand(Attribute::Synchronized, TokenStream::new(), quote! { #function })
}
