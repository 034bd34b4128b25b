//! Calls that the source does not write: `drop` of a value that ends, `fmt` of a value that is formatted.

use proc_macro2::Span;
use syn::{Expr, ExprMethodCall, Lit, Macro};

use super::state::Walk;
use crate::{
    flow::{
        call::{CallArgument, Code, ResolvedCall},
        ids::VarId,
        oracle::{FunctionId, Ty, Typed},
        path::PlacePath,
        place::formatted_words,
        summary::Action,
    },
    known::methods::{self, Effect},
    syntax,
};

impl<'a> Walk<'a> {
    /// The value of this expression is dropped.
    pub(super) fn drops(&mut self, expr: &Expr, at: Span) {
        if !self.composes || self.state.is_none() {
            return;
        }
        let Typed { ty, .. } = self.typed(expr);
        let path = self.path_of(expr);
        self.runs_drops(&ty, &path, at);
    }

    /// Nothing keeps what a call returns. What `insert` returns is there only if the key was there before.
    pub(super) fn drops_result(&mut self, expr: &Expr) {
        let call = match expr {
            Expr::Await(awaited) => &awaited.base,
            Expr::Try(tried) => &tried.expr,
            expr => expr,
        };
        let is_insertion = matches!(call, Expr::MethodCall(call) if call.method == "insert");
        if matches!(call, Expr::MethodCall(_) | Expr::Call(_)) && !is_insertion {
            self.drops(expr, syntax::start(expr));
        }
    }

    /// A variable that nothing is moved out of ends: `_name`, as a value is called that is kept for its `drop`.
    pub(super) fn ends_in_scope(&mut self, variable: VarId) {
        if !self.composes || self.state.is_none() {
            return;
        }
        let ended = &self.variables[variable];
        if !ended.name.starts_with('_') || ended.is_moved {
            return;
        }
        let at = ended.at;
        let (ty, path) = self.object_in(variable);
        self.runs_drops(&ty, &path, at);
    }

    fn object_in(&self, number: VarId) -> (Ty, PlacePath) {
        let variable = &self.variables[number];
        let declared = variable.typed.place.clone().map(PlacePath::from);
        let path = declared.filter(PlacePath::is_known).unwrap_or_else(|| variable.path(number));
        (variable.typed.ty.clone(), path)
    }

    /// What a method of a library calls of its receiver's.
    pub(super) fn runs_implied_by(&mut self, call: &ExprMethodCall, method: &str) {
        if !self.composes || self.state.is_none() {
            return;
        }
        if methods::does(method, Effect::DropsItems) {
            self.drops_items(&call.receiver, call.method.span());
        }
        if methods::does(method, Effect::Displays) {
            let (ty, path) = (self.typed(&call.receiver).ty, self.path_of(&call.receiver));
            let styles = Styles { debug: false, display: true };
            self.runs_fmt(&ty, &styles, path, call.method.span());
        }
    }

    /// What a collection contains is dropped.
    fn drops_items(&mut self, collection: &Expr, at: Span) {
        if let Ty::Named { arguments, .. } = behind_references(&self.typed(collection).ty) {
            let path = PlacePath::default();
            arguments.iter().for_each(|item| self.runs_drops(item, &path, at));
        }
    }

    fn runs_drops(&mut self, ty: &Ty, path: &PlacePath, at: Span) {
        let Some(oracle) = self.oracle else { return };
        for (function, is_own) in oracle.drops(ty) {
            let path = if is_own { path.clone() } else { PlacePath::default() };
            self.runs_implied(function, path, at);
        }
    }

    /// The arguments of a macro are formatted, by what its text says of them; a field of a log entry says nothing.
    pub(super) fn formats(&mut self, call: &Macro, arguments: &[Expr]) {
        if !self.composes || self.state.is_none() {
            return;
        }
        let at = syntax::start_of(&call.path);
        let text = arguments.iter().find_map(literal);
        let styles = Styles::of(text.as_deref());
        for word in text.iter().flat_map(|text| formatted_words(text)) {
            if let Some(variable) = self.variable(&word) {
                let (ty, path) = self.object_in(variable);
                self.runs_fmt(&ty, &styles, path, at);
            }
        }
        for argument in arguments.iter().filter(|argument| literal(argument).is_none()) {
            let value = match argument {
                Expr::Assign(named) => &named.right,
                argument => argument,
            };
            let (ty, path) = (self.typed(value).ty, self.path_of(value));
            self.runs_fmt(&ty, &styles, path, at);
        }
    }

    fn runs_fmt(&mut self, ty: &Ty, styles: &Styles, path: PlacePath, at: Span) {
        let Some(oracle) = self.oracle else { return };
        let ty = formatted(ty);
        for name in styles.traits() {
            if let Some(function) = oracle.implementation(ty, name, "fmt") {
                self.runs_implied(function, path.clone(), at);
            }
        }
    }

    /// Whether it does run is not known: a value may have been moved or be absent, a log entry may be filtered.
    fn runs_implied(&mut self, function: FunctionId, path: PlacePath, at: Span) {
        let argument = CallArgument { path: Some(path), ..CallArgument::default() };
        let code = Code::Functions(vec![function]);
        let call = ResolvedCall {
            is_implied: true,
            ..ResolvedCall::new(code, vec![argument], Ty::Unknown, at)
        };
        self.branch(None, |walk| walk.event(Action::Runs(call), at));
    }
}

/// How a text formats its arguments.
struct Styles {
    debug: bool,
    display: bool,
}

impl Styles {
    fn of(text: Option<&str>) -> Styles {
        let Some(text) = text else { return Styles { debug: true, display: true } };
        let specifications = || text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let debug = specifications().any(|it| it.ends_with('?'));
        let display = specifications().any(|it| !it.ends_with('?'));
        // A text without arguments stands beside the fields of a log entry.
        let is_plain = !debug && !display;
        Styles { debug: debug || is_plain, display: display || is_plain }
    }

    fn traits(&self) -> impl Iterator<Item = &'static str> {
        let traits = [("Debug", self.debug), ("Display", self.display)];
        traits.into_iter().filter_map(|(name, is_used)| is_used.then_some(name))
    }
}

fn literal(argument: &Expr) -> Option<String> {
    match argument {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn behind_references(ty: &Ty) -> &Ty {
    match ty {
        Ty::Reference(referenced) => behind_references(referenced),
        ty => ty,
    }
}

/// The type whose `fmt` runs: pointers pass it on.
fn formatted(ty: &Ty) -> &Ty {
    match behind_references(ty) {
        Ty::Named { path, arguments }
            if ["Arc", "Rc", "Box"]
                .iter()
                .any(|pointer| path.rsplit("::").next() == Some(pointer)) =>
        {
            arguments.first().map_or(&Ty::Unknown, formatted)
        }
        ty => ty,
    }
}
