//! The function: its signature is parsed, its body kept as tokens.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::{
    Block, ExprAsync, FnArg, Signature, Token, Visibility,
    parse::{Parse, ParseStream, Parser},
    visit::Visit,
    visit_mut::VisitMut,
};

use super::moved::{self, Found, Moved, Output};
use crate::{
    diag::Diagnostics,
    language::Attribute,
    messages::attributes as messages,
    syntax::{self, Origin},
};

/// A function, a method or an associated function.
pub(crate) struct Function {
    pub(crate) attributes: Vec<syn::Attribute>,
    pub(crate) visibility: Visibility,
    defaultness: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// The user's own body; `None` where a trait declares a method without one.
    pub(crate) body: Option<Body>,
    /// The future that the body is in, if it is not the function's own.
    future: Option<Future>,
    makes_future: bool,
    /// The attribute that has written the body, which does not contain the user's code.
    pub(crate) written_by: Option<String>,
}

/// The code around the user's body.
struct Future {
    moved: Moved,
    braces: Group,
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

    /// Whether the body waits: the function is async, its body is in a future, or it makes one.
    pub(crate) fn is_async(&self) -> bool {
        self.signature.asyncness.is_some() || self.future.is_some() || self.makes_future
    }

    /// The future that the function makes and returns, if it is not async, and what it gives.
    pub(super) fn made_future(&mut self) -> Option<(&mut ExprAsync, Output)> {
        if self.signature.asyncness.is_some() || self.future.is_some() {
            return None;
        }
        let output = match moved::output_of_future(&self.signature) {
            // The name of a type that is a future.
            Output::Declared => Output::OfFuture,
            output => output,
        };
        let future = moved::returned(self.body.as_mut()?.block.as_mut()?)?;
        self.makes_future = true;
        Some((future, output))
    }

    pub(crate) fn returns_future(&self) -> bool {
        moved::returns_future(&self.signature)
    }

    /// The type of the body.
    pub(crate) fn output(&self) -> Output {
        self.future.as_ref().map_or(Output::Declared, |future| future.moved.output.clone())
    }

    /// Takes the user's own code out of the future that it is in.
    fn find_body(&mut self) {
        let Some(body) = &mut self.body else { return };
        let first = syntax::origin_of_first(body.group.stream()).unwrap_or(Origin::Unknown);
        let Some(block) = &body.block else { return };
        match moved::find(&self.signature, first, block) {
            Found::Plain => {}
            Found::Foreign => self.written_by = syntax::written_by(body.group.stream()),
            Found::Moved(moved) => {
                let statements = &moved.body.stmts;
                let mut group = Group::new(Delimiter::Brace, quote! { #(#statements)* });
                group.set_span(moved.body.brace_token.span.join());
                if let Ok(inside) = Body::new(&group) {
                    let braces = std::mem::replace(body, inside).group;
                    self.future = Some(Future { moved, braces });
                }
            }
        }
    }

    /// The body's syntax has changed: it is printed anew.
    pub(super) fn rewrite_body(&mut self) {
        if let Some(body) = &mut self.body {
            body.rewritten = true;
        }
    }

    fn renames_self(&self) -> bool {
        self.future.as_ref().is_some_and(|future| future.moved.renames_self)
    }

    /// The arguments of our attributes, with `self` as the body names it.
    pub(crate) fn renamed(&self, arguments: TokenStream) -> TokenStream {
        if self.renames_self() { moved::rename_self(arguments) } else { arguments }
    }

    /// [`renamed`](Self::renamed) for all attributes on the function and in its body that are ours.
    pub(crate) fn rename_attributes(&mut self) {
        if !self.renames_self() {
            return;
        }
        moved::RenameSelf.visit_attributes_mut(&mut self.attributes);
        if let Some(block) = self.body.as_mut().and_then(|body| body.block.as_mut()) {
            moved::RenameSelf.visit_block_mut(block);
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
        future: None,
        makes_future: false,
        written_by: None,
    };
    function.find_body();
    Ok(function)
}

fn parse_body(input: ParseStream<'_>) -> syn::Result<Option<Body>> {
    if input.parse::<Option<Token![;]>>()?.is_some() {
        return Ok(None);
    }
    let group = input.step(|cursor| match cursor.token_tree() {
        Some((TokenTree::Group(group), rest)) => match braces(group) {
            Some(group) => Ok((group, rest)),
            None => Err(cursor.error("expected the body of a function")),
        },
        _ => Err(cursor.error("expected the body of a function")),
    })?;
    Body::new(&group).map(Some)
}

/// A group in braces, or that alone in the invisible group of a `$body:block`.
fn braces(group: Group) -> Option<Group> {
    match group.delimiter() {
        Delimiter::Brace => Some(group),
        Delimiter::None => {
            let mut inside = group.stream().into_iter();
            match (inside.next()?, inside.next()) {
                (TokenTree::Group(group), None) => braces(group),
                _ => None,
            }
        }
        _ => None,
    }
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
        match (&self.body, &self.future) {
            (Some(body), None) => body.to_tokens(tokens),
            (Some(body), Some(future)) => future.around(body).to_tokens(tokens),
            (None, _) => Token![;](self.signature.paren_token.span.close()).to_tokens(tokens),
        }
    }
}

impl Future {
    /// The whole body, with the user's own back in its place.
    fn around(&self, body: &Body) -> Group {
        let block = self.moved.with(body.group.stream());
        let statements = &block.stmts;
        syntax::with_tokens(&self.braces, quote! { #(#statements)* })
    }
}
