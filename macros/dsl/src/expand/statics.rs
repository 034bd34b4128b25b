//! Primitives that belong to the function: a private static for each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitInt;

use crate::{
    plan::{Hold, Primitive, Section},
    syntax::{self, Runtime},
};

/// ```text
/// Input:  #[semaphore(8)]
/// Output: static __SEMAPHORE: ::interlocking::Semaphore = ::interlocking::Semaphore::new(8);
/// ```
pub(super) fn statics(section: &Section) -> TokenStream {
    let mut statics = Statics::default();
    let statics = section.holds.iter().filter_map(|hold| match hold {
        Hold::Permits(permits) => {
            declare(&section.runtime, &permits.semaphore, "Semaphore", &mut statics)
        }
        Hold::Barrier(meeting) => {
            declare(&section.runtime, &meeting.barrier, "Barrier", &mut statics)
        }
        _ => None,
    });
    quote! { #(#statics)* }
}

fn declare(
    runtime: &Runtime,
    primitive: &Primitive,
    ty: &str,
    statics: &mut Statics,
) -> Option<TokenStream> {
    let Primitive::Own(count, kind) = primitive else { return None };
    let at = count.span();
    let (name, ty) = (statics.next(kind, at), runtime.item(ty, at));
    let count = number(count);
    let at = syntax::hygienic(at);
    Some(quote_spanned! { at=> static #name: #ty = #ty::new(#count); })
}

/// The number without a suffix. The check has made sure that it fits.
fn number(count: &LitInt) -> LitInt {
    LitInt::new(count.base10_digits(), count.span())
}

/// Numbers the statics of one function or block, in order: `__SEMAPHORE`, `__SEMAPHORE_2`.
#[derive(Default)]
pub(super) struct Statics(Vec<&'static str>);

impl Statics {
    pub(super) fn next(&mut self, kind: &'static str, at: Span) -> Ident {
        self.0.push(kind);
        let name = format!("__{}", kind.to_uppercase());
        match self.0.iter().filter(|earlier| **earlier == kind).count() {
            1 => syntax::generated(&name, at),
            n => syntax::generated(&format!("{name}_{n}"), at),
        }
    }
}
