//! Where a primitive is, and whether two ways to write it must mean one.

use std::fmt::{self, Display, Formatter};

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Expr, ExprClosure, Macro, Pat, UnOp,
    visit::{self, Visit},
};

use super::{ids::VarId, path::PlacePath};
use crate::syntax::{Names, Place};

/// Where a primitive is: two of them that are certain and equal mean one primitive.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct PlaceKey {
    /// As the source writes it.
    pub(crate) written: Place,
    /// The variable that the path begins with, and how often what it names has changed; none for a static.
    pub(super) root: Option<(VarId, usize)>,
    /// The variables that are indices in the path.
    pub(super) indices: Vec<VarId>,
    /// Whether the same text must mean the same place.
    pub(super) certain: bool,
    /// What the caller decides: the parameter or the item of a collection that it is reached through.
    pub(crate) choice: Option<CallerChoice>,
    /// Whether it is a lock of `()`, whose data are elsewhere.
    pub(crate) guards_nothing: bool,
    /// Where it is, as other functions can name it; unknown where there is no model.
    pub(crate) path: PlacePath,
}

/// `a.balance` with `a: &Account` is `a` of `Account.balance`; `accounts[i]` is `i` of `accounts[_]`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct CallerChoice {
    pub(crate) which: String,
    pub(crate) of: String,
}

impl PlaceKey {
    /// Of a primitive that belongs to the function.
    pub(crate) fn own(name: String) -> Self {
        PlaceKey { written: Place::Other(name), ..PlaceKey::default() }
    }

    /// Whether both must mean one primitive.
    pub(crate) fn must_equal(&self, other: &PlaceKey) -> bool {
        self.certain
            && other.certain
            && self.written == other.written
            && self.root == other.root
            && self.indices == other.indices
    }

    /// Whether it is a field of the receiver, or behind one.
    pub(crate) fn is_part_of_self(&self) -> bool {
        self.written.part_of("self").is_some_and(|part| !part.is_empty())
    }

    /// Whether it is one for all calls.
    pub(crate) fn is_static(&self) -> bool {
        self.certain && self.root.is_none()
    }
}

impl Display for PlaceKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

/// Without what leaves a place what it is.
pub(crate) fn innermost(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => innermost(&paren.expr),
        Expr::Group(group) => innermost(&group.expr),
        Expr::Reference(reference) => innermost(&reference.expr),
        Expr::MethodCall(call)
            if call.args.is_empty() && (call.method == "clone" || call.method == "as_ref") =>
        {
            innermost(&call.receiver)
        }
        // `Arc::clone(&lock)`
        Expr::Call(call) if call.args.len() == 1 && is_clone(&call.func) => {
            innermost(&call.args[0])
        }
        expr => expr,
    }
}

/// The future of `&mut future` and `future.as_mut()`, which is kept by whoever has it.
pub(crate) fn polled_in_place(future: &Expr) -> Option<&Expr> {
    match future {
        Expr::Paren(paren) => polled_in_place(&paren.expr),
        Expr::Reference(reference) => Some(&reference.expr),
        Expr::MethodCall(call) if call.method == "as_mut" && call.args.is_empty() => {
            Some(&call.receiver)
        }
        _ => None,
    }
}

fn is_clone(function: &Expr) -> bool {
    matches!(function, Expr::Path(path) if path.path.segments.len() > 1
        && path.path.segments.last().is_some_and(|last| last.ident == "clone"))
}

/// The first word of a place.
pub(super) fn root(place: &Expr) -> Option<&Ident> {
    match innermost(place) {
        Expr::Path(path) => path.path.segments.first().map(|segment| &segment.ident),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Unary(deref) => root(&deref.expr),
        _ => None,
    }
}

/// The indices of a place that gives the same primitive each time, as long as they are the same.
pub(super) fn indices(place: &Expr) -> Option<Vec<&Expr>> {
    match innermost(place) {
        Expr::Path(_) => Some(Vec::new()),
        Expr::Field(field) => indices(&field.base),
        Expr::Index(index) => {
            let mut all = indices(&index.expr)?;
            all.push(&index.index);
            Some(all)
        }
        Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => indices(&deref.expr),
        _ => None,
    }
}

/// The variables that occur in it, and every word of the macros in there.
pub(crate) fn mentions(expr: &Expr) -> Vec<String> {
    let mut mentions = Mentions::default();
    mentions.visit_expr(expr);
    mentions.0
}

/// The search for [`mentions`].
#[derive(Default)]
pub(crate) struct Mentions(pub(crate) Vec<String>);

impl<'ast> Visit<'ast> for Mentions {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Path(path) => self.0.extend(path.path.get_ident().map(Ident::to_string)),
            _ => visit::visit_expr(self, expr),
        }
    }

    /// What a closure is given has a name in there only.
    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        let mut inside = Mentions::default();
        inside.visit_expr(&closure.body);
        let mut own = Names::default();
        closure.inputs.iter().for_each(|input| own.visit_pat(input));
        let is_own = |word: &String| own.0.iter().any(|name| name == word);
        self.0.extend(inside.0.into_iter().filter(|word| !is_own(word)));
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.0.extend(words(&call.tokens));
    }

    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Every word in tokens; those in a text that is formatted too: `"{balance}"`.
pub(crate) fn words(tokens: &TokenStream) -> Vec<String> {
    let (mut words, mut behind_dot) = (Vec::new(), false);
    for token in tokens.clone() {
        let is_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        match token {
            // A field or a method is no variable.
            TokenTree::Ident(word) if !behind_dot => words.push(word.to_string()),
            TokenTree::Group(group) => words.extend(self::words(&group.stream())),
            TokenTree::Literal(literal) => words.extend(formatted_words(&literal.to_string())),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
        behind_dot = is_dot && !behind_dot;
    }
    words
}

/// `"{balance} of {name:?}"` mentions both.
pub(super) fn formatted_words(text: &str) -> Vec<String> {
    let arguments = text.split('{').skip(1);
    let word = |argument: &str| {
        let end = argument.find(|c: char| !c.is_alphanumeric() && c != '_');
        argument[..end.unwrap_or(argument.len())].to_owned()
    };
    arguments.map(word).filter(|word| !word.is_empty()).collect()
}
