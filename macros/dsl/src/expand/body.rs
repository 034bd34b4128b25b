//! The code around the body. The body becomes a value before the guards are dropped, so that they outlive its temporaries in
//! editions 2021 and 2024 alike.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    Block, Expr, ExprAssign, ReturnType, Type, TypeImplTrait,
    visit::{self, Visit},
};

use super::{hold, statics};
use crate::{parse::Output, plan::Section, syntax};

/// ```text
/// Input:  { BODY }
/// Output: { HOLDS let __output: T = { BODY }; __output }
/// ```
pub(super) fn function(section: &Section, declared: &ReturnType, body: BodyTokens) -> TokenStream {
    let tokens = &body.tokens;
    let before = before(section);
    let ty = match (&section.output, declared) {
        _ if section.holds.is_empty() => return quote! { #before #tokens },
        (Output::OfBlock, _) => return value(before, None, body),
        // The returned expression has the expected type of the future, which nothing names.
        (Output::OfFuture, _) => return returned(before, body, true),
        (Output::Declared, ReturnType::Default) => return value(before, Some(quote! { () }), body),
        (Output::Declared, ReturnType::Type(_, ty)) | (Output::Of(ty), _) => &**ty,
    };
    match ty {
        // A local cannot have the type `!`.
        Type::Never(_) => quote! { #before #tokens },
        // A local cannot have the type `impl Trait`, and without a type the body would lose its expected type.
        ty if contains_impl(ty) => returned(before, body, false),
        ty => value(before, Some(quote! { #ty }), body),
    }
}

/// `return { BODY };`
fn returned(before: TokenStream, body: BodyTokens, may_diverge: bool) -> TokenStream {
    let at = syntax::hygienic(body.braces);
    let allow = may_diverge.then(|| quote_spanned! { at=> #[allow(unreachable_code)] });
    let body = braced(body.tokens, at);
    quote_spanned! { at=> #before #allow return #body; }
}

/// ```text
/// Input:  'label: { BODY }
/// Output: 'label: { HOLDS let __output = { BODY }; __output }
/// ```
pub(super) fn block(section: &Section, body: BodyTokens) -> TokenStream {
    function(section, &ReturnType::Default, body)
}

/// The body that the acquisitions are put before.
pub(super) struct BodyTokens {
    pub(super) tokens: TokenStream,
    pub(super) braces: Span,
    /// Whether it assigns one of the guards, possibly as its last use.
    pub(super) assigns: bool,
}

fn value(before: TokenStream, ty: Option<TokenStream>, body: BodyTokens) -> TokenStream {
    let at = syntax::hygienic(body.braces);
    let output = syntax::generated("__output", body.braces);
    let allow = body.assigns.then(|| quote_spanned! { at=> #[allow(unused_assignments)] });
    let ty = ty.map(|ty| quote_spanned! { at=> : #ty });
    // The user's braces: errors about the whole body point at them.
    let body = braced(body.tokens, body.braces);
    quote_spanned! { at=>
        #before
        #allow
        let #output #ty = #body;
        #[allow(unreachable_code)]
        #output
    }
}

/// Whether `body` assigns one of the guards.
pub(super) fn assigns(section: &Section, body: &Block) -> bool {
    let names = section.names().map(|(name, _)| name).collect();
    let mut search = Assignments { names, found: false };
    search.visit_block(body);
    search.found
}

struct Assignments<'a> {
    names: Vec<&'a Ident>,
    found: bool,
}

impl<'ast> Visit<'ast> for Assignments<'_> {
    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        if let Expr::Path(path) = &*assign.left {
            self.found |= self.names.iter().any(|name| path.path.is_ident(*name));
        }
        visit::visit_expr_assign(self, assign);
    }
}

/// Everything that comes before the body.
fn before(section: &Section) -> TokenStream {
    let uses = section.consumed.iter().map(syntax::used);
    let statics = statics::statics(section);
    let acquisitions = hold::acquisitions(section);
    quote! { #(#uses)* #statics #acquisitions }
}

fn braced(tokens: TokenStream, span: Span) -> TokenTree {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    TokenTree::Group(group)
}

fn contains_impl(ty: &Type) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
    }

    let mut search = Search(false);
    search.visit_type(ty);
    search.0
}
