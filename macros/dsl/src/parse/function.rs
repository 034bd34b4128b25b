//! The function: its signature is parsed, its body kept as tokens.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::{
    Block, Expr, FnArg, Signature, Stmt, Token, Visibility,
    parse::{Parse, ParseStream, Parser},
    visit::Visit,
    visit_mut::VisitMut,
};

use super::wrapper::{self, Wrapper};
use crate::{diag::Diagnostics, language::Attribute, messages::attributes as messages, syntax};

/// A function, a method or an associated function.
pub(crate) struct Function {
    pub(crate) attributes: Vec<syn::Attribute>,
    visibility: Visibility,
    defaultness: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// The user's own body; `None` where a trait declares a method without one.
    pub(crate) body: Option<Body>,
    /// What another attribute has put around it.
    wrapper_code: Option<WrapperCode>,
}

/// The code around the user's body.
struct WrapperCode {
    wrapper: Wrapper,
    braces: Group,
    block: Block,
}

/// A body: its tokens, and its syntax tree, if it parses. Half-typed code does not.
pub(crate) struct Body {
    /// `#![..]` at its beginning.
    inner: Vec<syn::Attribute>,
    /// The braces, and everything else between them.
    group: Group,
    pub(crate) block: Option<Block>,
    /// Whether attributes were taken off in `block`, so that it must be printed anew.
    pub(crate) rewritten: bool,
}

impl Body {
    fn new(group: &Group) -> syn::Result<Body> {
        let split = |input: ParseStream<'_>| {
            let inner = input.call(syn::Attribute::parse_inner)?;
            Ok((inner, input.parse::<TokenStream>()?))
        };
        let (inner, tokens) = split.parse2(group.stream())?;
        let group = syntax::with_tokens(group, tokens);
        let block = syn::parse2(TokenTree::Group(group.clone()).into()).ok();
        Ok(Body { inner, group, block, rewritten: false })
    }

    /// The user's braces with what is between them.
    pub(crate) fn group(&self) -> &Group {
        &self.group
    }

    /// Prints the block as it is now, where it was changed.
    pub(crate) fn rewrite(&mut self) {
        if self.rewritten
            && let Some(block) = &self.block
        {
            let statements = &block.stmts;
            self.set(quote! { #(#statements)* });
        }
    }

    /// Puts other tokens between the user's braces.
    pub(crate) fn set(&mut self, tokens: TokenStream) {
        self.group = syntax::with_tokens(&self.group, tokens);
    }
}

impl ToTokens for Body {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (inner, body) = (&self.inner, self.group.stream());
        tokens.append(syntax::with_tokens(&self.group, quote! { #(#inner)* #body }));
    }
}

impl Function {
    /// Parses the item that `attribute` stands on, which should be a function.
    pub(crate) fn parse(
        attribute: Attribute,
        item: &TokenStream,
        diagnostics: &mut Diagnostics,
    ) -> Option<Function> {
        let parsed = parse_function.parse2(item.clone());
        diagnostics.merge(parsed.map_err(|error| not_a_function(attribute, item, error)))
    }

    /// The user's own body, if there is one that parses.
    pub(crate) fn block(&self) -> Option<&Block> {
        self.body.as_ref()?.block.as_ref()
    }

    /// What another attribute has put around the body.
    pub(crate) fn wrapper(&self) -> Option<Wrapper> {
        self.wrapper_code.as_ref().map(|code| code.wrapper)
    }

    /// Takes the user's own body out of what another attribute has put around it.
    fn unwrap_body(&mut self) {
        let Some(body) = &mut self.body else { return };
        let Some((wrapper, inner)) = body.block.as_mut().and_then(wrapper::find) else { return };
        let statements = std::mem::take(&mut inner.stmts);
        let mut group = Group::new(Delimiter::Brace, quote! { #(#statements)* });
        group.set_span(inner.brace_token.span.join());
        let Ok(inside) = Body::new(&group) else {
            inner.stmts = statements;
            return;
        };
        let outer = std::mem::replace(body, inside);
        if let Body { group: braces, block: Some(block), .. } = outer {
            self.wrapper_code = Some(WrapperCode { wrapper, braces, block });
        }
    }

    /// The arguments of our attributes, with `self` as the body names it.
    pub(crate) fn renamed(&self, arguments: TokenStream) -> TokenStream {
        if self.wrapper() == Some(Wrapper::AsyncTrait) {
            wrapper::rename_self(arguments)
        } else {
            arguments
        }
    }

    /// [`renamed`](Self::renamed) for all attributes on the function and in its body that are ours.
    pub(crate) fn rename_attributes(&mut self) {
        if self.wrapper() != Some(Wrapper::AsyncTrait) {
            return;
        }
        wrapper::RenameSelf.visit_attributes_mut(&mut self.attributes);
        if let Some(block) = self.body.as_mut().and_then(|body| body.block.as_mut()) {
            wrapper::RenameSelf.visit_block_mut(block);
        }
    }

    /// The names that the parameters bind.
    pub(crate) fn parameters(&self) -> Vec<Ident> {
        let mut names = syntax::Names::default();
        for argument in &self.signature.inputs {
            if let FnArg::Typed(argument) = argument {
                names.visit_pat(&argument.pat);
            }
        }
        names.0
    }
}

fn parse_function(input: ParseStream<'_>) -> syn::Result<Function> {
    let mut function = Function {
        attributes: syn::Attribute::parse_outer(input)?,
        visibility: input.parse()?,
        defaultness: input.parse()?,
        signature: input.parse()?,
        body: parse_body(input)?,
        wrapper_code: None,
    };
    if function.signature.asyncness.is_none() {
        function.unwrap_body();
    }
    Ok(function)
}

fn parse_body(input: ParseStream<'_>) -> syn::Result<Option<Body>> {
    if input.parse::<Option<Token![;]>>()?.is_some() {
        return Ok(None);
    }
    let group = input.step(|cursor| match cursor.token_tree() {
        Some((TokenTree::Group(group), rest)) if group.delimiter() == Delimiter::Brace => {
            Ok((group, rest))
        }
        _ => Err(cursor.error("expected the body of a function")),
    })?;
    Body::new(&group).map(Some)
}

/// The error for an item that is not a function.
fn not_a_function(attribute: Attribute, item: &TokenStream, error: syn::Error) -> syn::Error {
    match first_token(item) {
        Some(_) if is_function(item) => error,
        Some(first) if begins_expression(&first) => block_alone(attribute, &first),
        Some(first) => messages::not_a_function(attribute, first.span(), &syntax::text(&first)),
        None => error,
    }
}

/// An attribute on a block, which rustc expands by itself: the function around the block has no attribute of ours.
fn block_alone(attribute: Attribute, first: &TokenTree) -> syn::Error {
    let is_block =
        matches!(first, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    if is_block {
        messages::block_alone(attribute, first.span())
    } else {
        messages::not_a_block(attribute, first.span())
    }
}

/// Whether our attribute stands on an expression, most likely a block.
pub(crate) fn is_expression(item: &TokenStream) -> bool {
    !is_function(item) && first_token(item).is_some_and(|first| begins_expression(&first))
}

/// The first token behind attributes and visibility.
fn first_token(item: &TokenStream) -> Option<TokenTree> {
    let first = |input: ParseStream<'_>| {
        syn::Attribute::parse_outer(input)?;
        Visibility::parse(input)?;
        Ok(input.parse::<TokenStream>()?.into_iter().next())
    };
    first.parse2(item.clone()).ok().flatten()
}

/// Whether it contains the word `fn`: it is then a function in a syntax that this crate does not know.
fn is_function(item: &TokenStream) -> bool {
    let mut words = item.clone().into_iter().take_while(
        |token| !matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace),
    );
    words.any(|token| matches!(token, TokenTree::Ident(word) if word == "fn"))
}

fn begins_expression(token: &TokenTree) -> bool {
    const WORDS: [&str; 9] =
        ["async", "for", "if", "let", "loop", "match", "move", "unsafe", "while"];
    match token {
        TokenTree::Ident(word) => WORDS.iter().any(|known| word == known),
        TokenTree::Group(_) | TokenTree::Literal(_) => true,
        TokenTree::Punct(punct) => matches!(punct.as_char(), '\'' | '|' | '&' | '*'),
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.defaultness.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        match (&self.body, &self.wrapper_code) {
            (Some(body), None) => body.to_tokens(tokens),
            (Some(body), Some(wrapper)) => wrapper.around(body).to_tokens(tokens),
            (None, _) => Token![;](self.signature.paren_token.span.close()).to_tokens(tokens),
        }
    }
}

impl WrapperCode {
    /// The whole body, with the user's own back in its place.
    fn around(&self, body: &Body) -> Group {
        let mut block = self.block.clone();
        if let Some((_, hole)) = wrapper::find(&mut block) {
            let tokens = body.group.stream();
            hole.stmts = vec![Stmt::Expr(Expr::Verbatim(tokens), None)];
        }
        let statements = &block.stmts;
        syntax::with_tokens(&self.braces, quote! { #(#statements)* })
    }
}
