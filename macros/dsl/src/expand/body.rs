//! The code around the body. The body becomes a value before the guards are dropped, so that they outlive its temporaries in
//! editions 2021 and 2024 alike.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    Block, Expr, ExprAssign, Pat, ReturnType, Stmt, Type, TypeImplTrait,
    visit::{self, Visit},
};

use super::{hold, statics};
use crate::{plan::Section, syntax};

/// ```text
/// Input:  { BODY }
/// Output: { HOLDS let __output: T = { BODY }; __output }
/// ```
pub(super) fn function(section: &Section, output: &ReturnType, body: BodyTokens) -> TokenStream {
    let BodyTokens { tokens, braces, .. } = &body;
    let before = before(section);
    match output {
        _ if section.holds.is_empty() => quote! { #before #tokens },
        // A local cannot have the type `!`.
        ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => quote! { #before #tokens },
        // A local cannot have the type `impl Trait`, and without a type the body would lose its expected type.
        ReturnType::Type(_, ty) if contains_impl(ty) => {
            let at = syntax::hygienic(*braces);
            let body = braced(tokens.clone(), at);
            quote_spanned! { at=> #before return #body; }
        }
        ReturnType::Type(_, ty) => value(before, Some(quote! { #ty }), body),
        ReturnType::Default => value(before, Some(quote! { () }), body),
    }
}

/// ```text
/// Input:  'label: { BODY }
/// Output: 'label: { HOLDS let __output = { BODY }; __output }
/// ```
pub(super) fn block(section: &Section, body: BodyTokens) -> TokenStream {
    let before = before(section);
    if section.holds.is_empty() {
        let tokens = body.tokens;
        return quote! { #before #tokens };
    }
    value(before, None, body)
}

/// ```text
/// Input:  { HOLDS let __output: T = { BODY }; __output }
/// Output: { HOLDS MORE let __output: T = { BODY }; __output }
/// ```
///
/// The body of a function that one of our attributes has expanded already. That one did not recognise this one, which was imported
/// under another name. This one stands below, so it acquires later.
pub(super) fn after_ours(section: &Section, body: &Block) -> Option<TokenStream> {
    let is_output = |statement: &Stmt| {
        let Stmt::Local(local) = statement else { return false };
        let pattern = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pattern => pattern,
        };
        matches!(pattern, Pat::Ident(binding) if binding.ident == "__output")
    };
    let at = body.stmts.iter().position(is_output)?;
    let (before, after) = body.stmts.split_at(at);
    let more = statements(section, before.len());
    Some(quote! { #(#before)* #more #(#after)* })
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
    statements(section, 0)
}

/// Everything that comes before the body, `after` earlier statements of ours.
fn statements(section: &Section, after: usize) -> TokenStream {
    let uses = section.consumed.iter().map(syntax::used);
    let statics = statics::statics(section, after);
    let acquisitions = hold::acquisitions(section, after);
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
