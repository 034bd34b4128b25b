//! Bodies that another attribute has wrapped in a future. The acquisitions go inside that future.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Block, Expr, ExprAsync, ExprBlock, ExprCall, Item, Local, Meta, Pat, Stmt, visit_mut::VisitMut,
};

use crate::{language::Attribute, syntax::with_tokens};

/// The attribute that stands above ours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapper {
    /// `#[tokio::test]`, `#[tokio::main]`: `let body = async { BODY };` and a runtime that runs it.
    Runtime,
    /// `#[async_trait]`: `Box::pin(async move { .. let __ret: T = { BODY }; .. })`, in which `self` is `__self`.
    AsyncTrait,
}

/// The user's block inside a body that a wrapper generated.
pub(crate) fn find(body: &mut Block) -> Option<(Wrapper, &mut Block)> {
    match body.stmts.first_mut()? {
        Stmt::Local(local) if binds(local, "body") => {
            Some((Wrapper::Runtime, async_block(init(local)?)?))
        }
        Stmt::Expr(Expr::Call(call), None) if is_box_pin(call) => {
            let future = async_block(call.args.first_mut()?)?;
            Some((Wrapper::AsyncTrait, returned(future)?))
        }
        _ => None,
    }
}

/// The block in the last `let __ret: T = { .. };` or `let _: () = { .. };`
fn returned(future: &mut Block) -> Option<&mut Block> {
    let is_returned = |statement: &Stmt| matches!(statement, Stmt::Local(local) if binds(local, "__ret") || ignores(local));
    let at = future.stmts.iter().rposition(is_returned)?;
    let Stmt::Local(local) = &mut future.stmts[at] else { return None };
    match init(local)? {
        Expr::Block(ExprBlock { block, .. }) => Some(block),
        _ => None,
    }
}

fn init(local: &mut Local) -> Option<&mut Expr> {
    Some(&mut *local.init.as_mut()?.expr)
}

fn async_block(expression: &mut Expr) -> Option<&mut Block> {
    match expression {
        Expr::Async(ExprAsync { block, .. }) => Some(block),
        _ => None,
    }
}

fn is_box_pin(call: &ExprCall) -> bool {
    let path = call.func.to_token_stream().to_string().replace(' ', "");
    path.ends_with("Box::pin") && call.args.len() == 1
}

fn pattern(local: &Local) -> &Pat {
    match &local.pat {
        Pat::Type(typed) => &typed.pat,
        pattern => pattern,
    }
}

fn binds(local: &Local, name: &str) -> bool {
    matches!(pattern(local), Pat::Ident(binding) if binding.ident == name)
}

fn ignores(local: &Local) -> bool {
    matches!(pattern(local), Pat::Wild(_))
}

/// Renames `self` in the arguments of our attributes, as `#[async_trait]` has renamed it in the body.
pub(super) struct RenameSelf;

impl VisitMut for RenameSelf {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        for attribute in
            attributes.iter_mut().filter(|attribute| Attribute::of(attribute).is_some())
        {
            if let Meta::List(list) = &mut attribute.meta {
                list.tokens = rename_self(list.tokens.clone());
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

pub(super) fn rename_self(tokens: TokenStream) -> TokenStream {
    let rename = |token| match token {
        TokenTree::Ident(word) if word == "self" => {
            TokenTree::Ident(Ident::new("__self", word.span()))
        }
        TokenTree::Group(group) => {
            TokenTree::Group(with_tokens(&group, rename_self(group.stream())))
        }
        token => token,
    };
    tokens.into_iter().map(rename).collect()
}
