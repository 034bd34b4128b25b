//! Bodies inside of a future: another attribute has moved them there, or the function returns a future that it makes. The
//! acquisitions go inside that future, where the body is.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Block, Expr, ExprAsync, GenericArgument, Item, Local, Meta, Pat, PathArguments, Signature,
    Stmt, Type,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    known::{functions, methods},
    language::Attribute,
    syntax::{self, Origin, origin_of_first, with_tokens},
};

/// A body inside of a future.
pub(crate) struct Moved {
    pub(crate) output: Output,
    /// Whether the code around has bound `self` as `__self`, as `#[async_trait]` does.
    pub(crate) renames_self: bool,
    /// The whole body of the function, with a hole for the user's.
    around: Block,
    /// The user's own.
    pub(crate) body: Block,
}

/// The type of a body.
#[derive(Clone, Default)]
pub(crate) enum Output {
    /// The return type of the function, as it is written.
    Declared,
    Of(Box<Type>),
    /// The output of a future whose type is not written.
    OfFuture,
    /// The value of a block.
    #[default]
    OfBlock,
}

/// What there is in a body.
pub(crate) enum Found {
    /// The user's own code, and nothing else.
    Plain,
    Moved(Moved),
    /// Code that another attribute has written, which does not contain the user's.
    Foreign,
}

impl Found {
    fn or(found: Option<Moved>, otherwise: Found) -> Found {
        found.map_or(otherwise, Found::Moved)
    }
}

/// Looks for the user's own code in the body of a function. `first` is the origin of its first token.
pub(crate) fn find(signature: &Signature, first: Origin, body: &Block) -> Found {
    match first {
        Origin::Generated => {
            let is_users =
                |block: &Block| block.stmts.is_empty() || origin(block) == Origin::Written;
            let found = Search::new(signature, is_users).run(body);
            Found::or(found, Found::Foreign)
        }
        Origin::Written => Found::Plain,
        Origin::Unknown if signature.asyncness.is_some() => Found::Plain,
        // What the attributes that most people use leave is known by its names.
        Origin::Unknown if !has_generated_names(body) => Found::Plain,
        Origin::Unknown => {
            let found = Search::new(signature, |block| !has_generated_names(block)).run(body);
            Found::or(found, Found::Plain)
        }
    }
}

fn origin(block: &Block) -> Origin {
    let first = block.stmts.first().map(ToTokens::to_token_stream);
    first.and_then(origin_of_first).unwrap_or(Origin::Unknown)
}

/// The async block that a function returns: `async move { .. }`, `Box::pin(async move { .. })`.
pub(super) fn returned(body: &mut Block) -> Option<&mut ExprAsync> {
    match body.stmts.last_mut()? {
        Stmt::Expr(Expr::Return(returned), _) => future(returned.expr.as_mut()?),
        Stmt::Expr(expression, None) => future(expression),
        _ => None,
    }
}

/// The async block of an expression that is nothing else.
fn future(expression: &mut Expr) -> Option<&mut ExprAsync> {
    match expression {
        Expr::Async(future) => Some(future),
        Expr::Paren(inner) => future(&mut inner.expr),
        Expr::Group(inner) => future(&mut inner.expr),
        Expr::Cast(inner) => future(&mut inner.expr),
        // `Box::pin(future)`, `Pin::from(Box::new(future))`
        Expr::Call(call) if call.args.len() == 1 && boxes(&call.func) => {
            future(call.args.first_mut()?)
        }
        // `future.boxed()`, `future.instrument(span)`
        Expr::MethodCall(call) if is_the_future(&call.method) => future(&mut call.receiver),
        _ => None,
    }
}

/// Whether the return type is written as a future: `impl Future<..>`, `BoxFuture<..>`, `Pin<Box<dyn Future<..>>>`.
pub(super) fn returns_future(signature: &Signature) -> bool {
    FutureOutput::of(signature).is_future
}

/// Whether a function that is not async makes the future that it returns.
pub(super) fn makes_future(signature: &Signature, body: &Block) -> bool {
    returned(&mut body.clone()).is_some()
        || returns_future(signature)
            && matches!(find(signature, origin(body), body), Found::Moved(_))
}

fn boxes(function: &Expr) -> bool {
    functions::does(&syntax::text(function), functions::Effect::Boxes)
}

/// Whether a method gives the future that it is called on, perhaps boxed or with a span.
fn is_the_future(method: &Ident) -> bool {
    use methods::Effect::{BoxesFuture, GivesReceiver};

    let method = method.to_string();
    methods::does(&method, BoxesFuture) || methods::does(&method, GivesReceiver)
}

/// What a function's future gives, if its return type says so; a function that returns no future runs it.
pub(super) fn output_of_future(signature: &Signature) -> Output {
    if signature.asyncness.is_some() {
        return Output::Declared;
    }
    match FutureOutput::of(signature) {
        FutureOutput { output: Some(output), .. } => Output::Of(Box::new(output)),
        FutureOutput { is_future: true, .. } => Output::OfFuture,
        _ => Output::Declared,
    }
}

/// `Output = T` of a `Future`, or the `T` of a `BoxFuture<'_, T>`.
#[derive(Default)]
struct FutureOutput {
    is_future: bool,
    output: Option<Type>,
}

impl FutureOutput {
    fn of(signature: &Signature) -> Self {
        let mut search = FutureOutput::default();
        search.visit_return_type(&signature.output);
        search
    }
}

impl<'ast> Visit<'ast> for FutureOutput {
    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        let name = segment.ident.to_string();
        if self.output.is_none() && name.ends_with("Future") {
            self.is_future = true;
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return };
            self.output = arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::AssocType(output) if output.ident == "Output" => {
                    Some(output.ty.clone())
                }
                GenericArgument::Type(ty) if name.ends_with("BoxFuture") => Some(ty.clone()),
                _ => None,
            });
            return;
        }
        visit::visit_path_segment(self, segment);
    }
}

/// The names in what `#[async_trait]`, `#[tokio::main]` and `#[tracing::instrument]` leave around the user's code.
fn has_generated_names(block: &Block) -> bool {
    let binds = |local: &Local| match pattern(local) {
        Pat::Ident(binding) => {
            let name = binding.ident.to_string();
            name.starts_with("__") || name == "body"
        }
        Pat::Wild(_) => matches!(local.pat, Pat::Type(_)),
        _ => false,
    };
    let holds_block = |local: &Local| {
        let init = local.init.as_ref().map(|init| &*init.expr);
        matches!(init, Some(Expr::Async(_) | Expr::Block(_)))
    };
    block.stmts.iter().any(|statement| match statement {
        Stmt::Local(local) => binds(local) && holds_block(local),
        Stmt::Expr(expression, None) => future(&mut expression.clone()).is_some(),
        _ => false,
    })
}

fn pattern(local: &Local) -> &Pat {
    match &local.pat {
        Pat::Type(typed) => &typed.pat,
        pattern => pattern,
    }
}

/// Finds the first block that is the user's in code that was generated, and takes it out.
struct Search<F> {
    is_users: F,
    /// What the async blocks of the function give.
    future: Output,
    /// What the block that is visited next gives.
    output: Output,
    renames_self: bool,
    found: Option<(Output, Block)>,
}

impl<F: Fn(&Block) -> bool> Search<F> {
    fn new(signature: &Signature, is_users: F) -> Self {
        let (future, output) = (output_of_future(signature), Output::OfBlock);
        Search { is_users, future, output, renames_self: false, found: None }
    }

    fn run(mut self, body: &Block) -> Option<Moved> {
        let mut around = body.clone();
        self.block(&mut around, Output::OfBlock);
        let (output, body) = self.found?;
        Some(Moved { output, renames_self: self.renames_self, around, body })
    }

    fn block(&mut self, block: &mut Block, output: Output) {
        if self.found.is_none() && (self.is_users)(block) {
            self.found = Some((output, std::mem::replace(block, hole())));
            return;
        }
        let value = block.stmts.len().checked_sub(1);
        for (index, statement) in block.stmts.iter_mut().enumerate() {
            self.output = match statement {
                Stmt::Expr(_, None) if Some(index) == value => output.clone(),
                Stmt::Local(Local { pat: Pat::Type(typed), .. }) => Output::Of(typed.ty.clone()),
                _ => Output::OfBlock,
            };
            self.visit_stmt_mut(statement);
        }
    }
}

impl<F: Fn(&Block) -> bool> VisitMut for Search<F> {
    fn visit_local_mut(&mut self, local: &mut Local) {
        if matches!(pattern(local), Pat::Ident(binding) if binding.ident == "__self") {
            self.renames_self = true;
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let output = std::mem::replace(&mut self.output, Output::OfBlock);
        match expression {
            _ if self.found.is_some() => {}
            // A generated statement such as `{}` is nobody's code.
            Expr::Block(block)
                if block.block.stmts.is_empty() && matches!(output, Output::OfBlock) => {}
            Expr::Block(block) => self.block(&mut block.block, output),
            Expr::Async(future) => {
                let output = self.future.clone();
                self.block(&mut future.block, output);
            }
            expression => visit_mut::visit_expr_mut(self, expression),
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        if self.found.is_none() && !block.stmts.is_empty() {
            self.block(block, Output::OfBlock);
        }
    }

    /// Types contain expressions, which are no bodies.
    fn visit_type_mut(&mut self, _: &mut Type) {}

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

const HOLE: &str = "__interlocking_body";

/// What is in the place of the user's code.
fn hole() -> Block {
    let hole = quote::format_ident!("{HOLE}");
    syn::parse_quote!({ #hole })
}

impl Moved {
    /// The whole body, with `tokens` in the place of the user's code.
    pub(crate) fn with(&self, tokens: TokenStream) -> Block {
        let mut around = self.around.clone();
        Fill(Some(tokens)).visit_block_mut(&mut around);
        around
    }
}

struct Fill(Option<TokenStream>);

impl VisitMut for Fill {
    fn visit_block_mut(&mut self, block: &mut Block) {
        if let [Stmt::Expr(Expr::Path(path), None)] = &block.stmts[..]
            && path.path.is_ident(HOLE)
        {
            let tokens = self.0.take().unwrap_or_default();
            block.stmts = vec![Stmt::Expr(Expr::Verbatim(tokens), None)];
            return;
        }
        visit_mut::visit_block_mut(self, block);
    }
}

/// Renames `self` in the arguments of our attributes, as the code around the body has renamed it.
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
