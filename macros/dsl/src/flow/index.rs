//! What is looked up in a body before it is walked: macros whose arguments are evaluated in a way that is known are parsed; the
//! tokens of all others are opaque.

use std::{collections::HashMap, ptr};

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Block, Expr, ExprAwait, ExprMethodCall, Item, Macro, Pat, Result, Stmt, Token, UseTree,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
    token::Brace,
    visit::{self, Visit},
};

use super::oracle::Oracle;
use crate::{
    known::{
        macros::{self, Arguments},
        methods::{self, Effect},
    },
    syntax::{self, Place},
};

/// What is looked up in the body as a whole, before it is walked.
#[derive(Default)]
pub(crate) struct BodyIndex {
    /// By where they are in the body, which stays as it is.
    pub(super) macros: HashMap<*const Macro, Parsed>,
    /// Places with `.read()` and with `.write()` awaited, without arguments.
    awaited: Vec<(bool, Place)>,
    /// Places with `.unlock()` or `.release()`.
    released: Vec<Place>,
    /// Names of the body's own items and imports.
    named: Vec<String>,
    /// Names that an inner block gives to another item than the one around it.
    rebound: Vec<String>,
}

pub(super) enum Parsed {
    /// Evaluated one after the other, by reference.
    Formatted(Vec<Expr>),
    /// A condition, and what is evaluated only if it is false.
    Asserted(Vec<Expr>),
    /// Evaluated one after the other, and given back.
    Passed(Vec<Expr>),
    /// Awaited at once.
    Joined(Vec<Expr>),
    /// One of them is awaited to its end, and its handler runs.
    Selected(Vec<Branch>),
    /// Never comes back.
    Diverges(Vec<Expr>),
    /// What a macro of the crate stands for.
    Expanded(Box<Expr>),
    /// What the arguments of an unknown macro are, if they are expressions.
    Guessed(Vec<Expr>),
}

/// One branch of `select!`; `else` has no future.
pub(super) struct Branch {
    pub(super) pattern: Option<Pat>,
    pub(super) future: Option<Expr>,
    pub(super) precondition: Option<Expr>,
    pub(super) handler: Expr,
}

impl BodyIndex {
    pub(crate) fn new(body: &Block, oracle: Option<&dyn Oracle>) -> BodyIndex {
        let named = items_named_in(body);
        let mut search = Search { index: BodyIndex { named, ..BodyIndex::default() }, oracle };
        visit::visit_block(&mut search, body);
        search.index
    }

    /// Whether an inner block gives this name to another item.
    pub(super) fn is_rebound(&self, name: &Ident) -> bool {
        self.rebound.iter().any(|known| name == known)
    }

    /// Whether the body, or a block in it, gives this name to an item or an import.
    pub(crate) fn names_item(&self, name: &Ident) -> bool {
        self.is_rebound(name) || self.named.iter().any(|known| name == known)
    }

    /// What a macro gives back, if that is its only argument: `pin!(future)`.
    pub(crate) fn passed(&self, call: &Macro) -> Option<&Expr> {
        match self.macros.get(&ptr::from_ref(call)) {
            Some(Parsed::Passed(passed)) if !call.path.is_ident("vec") => match &passed[..] {
                [passed] => Some(passed),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn is_released(&self, place: &Place) -> bool {
        self.released.iter().any(|known| known == place)
    }

    /// Only a lock is both read and written without arguments.
    pub(super) fn is_read_and_written(&self, place: &Place) -> bool {
        [true, false]
            .iter()
            .all(|reads| self.awaited.iter().any(|(read, known)| read == reads && known == place))
    }
}

struct Search<'o> {
    index: BodyIndex,
    oracle: Option<&'o dyn Oracle>,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_await(&mut self, awaited: &'ast ExprAwait) {
        if let Expr::MethodCall(call) = &*awaited.base
            && call.args.is_empty()
        {
            let method = call.method.to_string();
            if method == "read" || method == "write" {
                self.index.awaited.push((method == "read", syntax::place(&call.receiver)));
            }
        }
        visit::visit_expr_await(self, awaited);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.args.is_empty() && methods::does(&call.method.to_string(), Effect::Releases) {
            self.index.released.push(syntax::place(&call.receiver));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let expanded = self
            .oracle
            .and_then(|oracle| oracle.expand(call))
            .map(|it| Parsed::Expanded(Box::new(it)));
        let guessed = || self.oracle.and_then(|_| guessed(call));
        let Some(parsed) = expanded.or_else(|| parsed(call)).or_else(guessed) else { return };
        parsed.exprs().for_each(|expr| self.visit_expr(expr));
        self.index.macros.insert(ptr::from_ref(call), parsed);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.index.rebound.extend(items_named_in(block));
        visit::visit_block(self, block);
    }

    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_item(&mut self, _: &'ast Item) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// The names of the items and imports of a block.
fn items_named_in(block: &Block) -> Vec<String> {
    let mut names = Vec::new();
    for statement in &block.stmts {
        match statement {
            Stmt::Item(Item::Use(item)) => imported(&item.tree, &mut names),
            Stmt::Item(Item::Static(item)) => names.push(item.ident.to_string()),
            Stmt::Item(Item::Fn(item)) => names.push(item.sig.ident.to_string()),
            _ => {}
        }
    }
    names
}

/// The names that a `use` gives to something.
fn imported(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => imported(&path.tree, names),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
        UseTree::Glob(_) => {}
    }
}

impl Parsed {
    fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let (listed, branches) = match self {
            Parsed::Formatted(listed)
            | Parsed::Asserted(listed)
            | Parsed::Passed(listed)
            | Parsed::Joined(listed)
            | Parsed::Guessed(listed)
            | Parsed::Diverges(listed) => (listed.as_slice(), &[][..]),
            Parsed::Expanded(expanded) => (std::slice::from_ref(&**expanded), &[][..]),
            Parsed::Selected(branches) => (&[][..], branches.as_slice()),
        };
        listed.iter().chain(branches.iter().flat_map(Branch::exprs))
    }
}

impl Branch {
    fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.future.iter().chain(&self.precondition).chain([&self.handler])
    }
}

fn parsed(call: &Macro) -> Option<Parsed> {
    let name = syntax::last_of(&call.path)?;
    let list = || {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        arguments.ok().map(|list| list.into_iter().collect())
    };
    let tokens = || call.tokens.clone();
    match macros::arguments(&name)? {
        Arguments::Asserted => list().map(Parsed::Asserted),
        Arguments::Formatted => list().map(Parsed::Formatted),
        Arguments::LookedAt => {
            first.parse2(tokens()).ok().map(|looked_at| Parsed::Formatted(vec![looked_at]))
        }
        Arguments::Passed => list().map(Parsed::Passed),
        Arguments::Diverges => Some(Parsed::Diverges(list().unwrap_or_default())),
        Arguments::Joined => joined.parse2(tokens()).ok().map(Parsed::Joined),
        Arguments::Selected => selected.parse2(tokens()).ok().map(Parsed::Selected),
        Arguments::Logged | Arguments::Span => None,
    }
}

/// The arguments of an unknown macro, where they look like those of a function.
fn guessed(call: &Macro) -> Option<Parsed> {
    let listed = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
    let is_log = || syntax::last_of(&call.path).is_some_and(|name| macros::logs(&name));
    match listed {
        Ok(list) => Some(Parsed::Guessed(list.into_iter().collect())),
        Err(_) => is_log().then(|| Parsed::Guessed(logged_fields(call))),
    }
}

/// The values of the fields of a log entry: `a` and `b` of `?a, key = %b`.
fn logged_fields(call: &Macro) -> Vec<Expr> {
    let mut fields = vec![TokenStream::new()];
    for token in call.tokens.clone() {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => fields.push(TokenStream::new()),
            // What is before a `=` is a name, and sigils say how the value is formatted.
            TokenTree::Punct(punct) if matches!(punct.as_char(), '=' | '?' | '%') => {
                *fields.last_mut().expect("there is one") = TokenStream::new();
            }
            _ => fields.last_mut().expect("there is one").extend([token]),
        }
    }
    fields.into_iter().filter_map(|field| syn::parse2(field).ok()).collect()
}

/// The first of several arguments.
fn first(input: ParseStream<'_>) -> Result<Expr> {
    let first = input.parse()?;
    input.parse::<TokenStream>()?;
    Ok(first)
}

fn joined(input: ParseStream<'_>) -> Result<Vec<Expr>> {
    biased(input)?;
    Ok(Punctuated::<Expr, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

fn selected(input: ParseStream<'_>) -> Result<Vec<Branch>> {
    biased(input)?;
    let mut branches = Vec::new();
    while !input.is_empty() {
        branches.push(branch(input)?);
    }
    Ok(branches)
}

/// `biased;`
fn biased(input: ParseStream<'_>) -> Result<()> {
    if input.peek(syn::Ident) && input.peek2(Token![;]) {
        input.parse::<Ident>()?;
        input.parse::<Token![;]>()?;
    }
    Ok(())
}

fn branch(input: ParseStream<'_>) -> Result<Branch> {
    let handler = Expr::PLACEHOLDER;
    let mut branch = Branch { pattern: None, future: None, precondition: None, handler };
    if input.parse::<Option<Token![else]>>()?.is_none() {
        let pattern = Pat::parse_multi(input)?;
        // `default => ..` and `complete => ..` of the futures crate have none.
        if input.parse::<Option<Token![=]>>()?.is_some() {
            branch.future = Some(input.parse()?);
            branch.pattern = Some(pattern);
        }
        if input.parse::<Option<Token![,]>>()?.is_some() {
            input.parse::<Token![if]>()?;
            branch.precondition = Some(input.parse()?);
        }
    }
    input.parse::<Token![=>]>()?;
    branch.handler = if input.peek(Brace) { Expr::Block(input.parse()?) } else { input.parse()? };
    input.parse::<Option<Token![,]>>()?;
    Ok(branch)
}
