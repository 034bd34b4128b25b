//! Questions about expressions that several checks ask.

use proc_macro2::Ident;
use syn::{
    Expr, ExprMethodCall, Lit, Pat,
    visit::{self, Visit},
};

use crate::{
    flow::{innermost, mentions},
    known::{
        functions::{self, Effect},
        methods,
    },
    syntax::{self, Place, idents_of},
};

/// Whether a value depends on a branch.
pub(super) fn decides(value: &Expr) -> bool {
    match value {
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_) => true,
        Expr::Paren(paren) => decides(&paren.expr),
        Expr::Try(tried) => decides(&tried.expr),
        Expr::Await(awaited) => decides(&awaited.base),
        _ => false,
    }
}

/// The call inside wrappers of futures: `f()` in `Box::pin(f())` and `timeout(d, f())`.
pub(super) fn innermost_call(future: &Expr) -> &Expr {
    match future {
        Expr::Paren(paren) => innermost_call(&paren.expr),
        Expr::MethodCall(call) if boxes(call) => innermost_call(&call.receiver),
        Expr::Call(call) => {
            let passes = syntax::last_word(&call.func)
                .is_some_and(|name| functions::does(&name, Effect::PassesFuture));
            match call.args.last() {
                Some(inner) if passes => innermost_call(inner),
                _ => future,
            }
        }
        _ => future,
    }
}

fn boxes(call: &ExprMethodCall) -> bool {
    methods::does(&call.method.to_string(), methods::Effect::BoxesFuture)
}

/// The names that a pattern binds.
pub(super) fn names_of(pattern: &Pat) -> Vec<String> {
    idents_of(pattern).iter().map(Ident::to_string).collect()
}

/// Whether one of `names` occurs in it.
pub(super) fn mentions_any(expr: &Expr, names: &[String]) -> bool {
    mentions(expr).iter().any(|word| names.contains(word))
}

/// Whether an expression waits where it stands.
pub(super) fn contains_await(expr: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
            self.0 = true;
        }

        fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    }

    let mut search = Search(false);
    search.visit_expr(expr);
    search.0
}

/// A flag: `true`, or the variant of an enum.
pub(super) fn is_mark(value: &Expr) -> bool {
    match value {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Bool(_)),
        Expr::Path(path) => path.path.segments.len() > 1,
        _ => false,
    }
}

/// The names of all fields in an expression.
pub(super) fn fields_in(expr: &Expr) -> Vec<String> {
    struct Fields(Vec<String>);

    impl<'ast> Visit<'ast> for Fields {
        fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
            self.0.push(syntax::text(&field.member));
            visit::visit_expr_field(self, field);
        }
    }

    let mut fields = Fields(Vec::new());
    fields.visit_expr(expr);
    fields.0
}

/// Every method call in an expression, nested code included.
pub(super) fn calls_in(expr: &Expr) -> Vec<&ExprMethodCall> {
    struct Calls<'a>(Vec<&'a ExprMethodCall>);

    impl<'a> Visit<'a> for Calls<'a> {
        fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
            self.0.push(call);
            visit::visit_expr_method_call(self, call);
        }
    }

    let mut calls = Calls(Vec::new());
    calls.visit_expr(expr);
    calls.0
}

/// Whether this part of a variable occurs in an expression.
pub(super) fn mentions_part(expr: &Expr, variable: &str, part: &str) -> bool {
    struct Search<'a> {
        variable: &'a str,
        part: &'a str,
        is_found: bool,
    }

    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let is_it = matches!(expr, Expr::Field(_))
                && syntax::place(expr).part_of(self.variable).as_deref() == Some(self.part);
            self.is_found |= is_it;
            visit::visit_expr(self, expr);
        }
    }

    let mut search = Search { variable, part, is_found: false };
    search.visit_expr(expr);
    search.is_found
}

/// The key that an argument passes, without conversions.
pub(super) fn key_of(argument: &Expr) -> Place {
    match innermost(argument) {
        Expr::MethodCall(call)
            if methods::does(&call.method.to_string(), methods::Effect::Respells) =>
        {
            key_of(&call.receiver)
        }
        key => syntax::place(key),
    }
}

/// The places that an expression acquires, nested code included.
pub(super) fn acquired_in(expr: &Expr) -> Vec<Place> {
    let acquires = |call: &&ExprMethodCall| {
        methods::awaited_acquisition(&call.method.to_string(), call.args.len()).is_some()
    };
    // A place that begins with a closure's own variable differs in each call.
    let known = mentions(expr);
    let is_own = |place: &Place| !place.root().first().is_some_and(|root| known.contains(root));
    let acquiring = calls_in(expr).into_iter().filter(acquires);
    let places = acquiring.map(|call| syntax::place(innermost(&call.receiver)));
    places.filter(|place| !is_own(place)).collect()
}
