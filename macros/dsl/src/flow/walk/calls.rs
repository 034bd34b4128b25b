//! Calls of functions: what they are given, and what they give back.

use syn::{Expr, ExprCall};

use super::state::Walk;
use crate::{
    flow::{
        ids::{GuardId, VarId},
        oracle::Callee,
        place::innermost,
        summary::{Action, Exit, Owner},
        value::{DeferredClosure, Pending, Value},
    },
    known::{
        GuardKind, TypeKind,
        functions::{self, Effect, Returned},
        methods::Gives,
    },
    syntax,
};

impl<'a> Walk<'a> {
    pub(super) fn call(&mut self, expr: &'a Expr, call: &'a ExprCall) -> Value<'a> {
        if let Some(value) = self.call_of_variable(expr, call) {
            return value;
        }
        let callee = self.callee(expr);
        if let (true, Callee::Functions(functions)) = (self.composes, &callee) {
            return self.crate_call(expr, functions.clone(), None, call.args.iter());
        }
        if let Some(value) = self.calls_closure(call) {
            return value;
        }
        if let Some(value) = self.called_at_once(call).or_else(|| self.acquires_by_path(call)) {
            return value;
        }
        self.in_place(&call.func);
        let given: Vec<Value<'a>> = call.args.iter().map(|argument| self.expr(argument)).collect();
        let written = syntax::function_path(&call.func);
        let path = match &callee {
            Callee::Library(path) => path.to_string(),
            _ => written.clone(),
        };
        match self.runs_given(call, (expr, &path), given) {
            Ok(value) => value,
            Err(given) => self.other_call((expr, call), (path, written), callee, given),
        }
    }

    /// A function whose code is not gone through. `path` is its own, `written` what the call says.
    fn other_call(
        &mut self,
        (expr, call): (&'a Expr, &'a ExprCall),
        (path, written): (String, String),
        callee: Callee,
        given: Vec<Value<'a>>,
    ) -> Value<'a> {
        let at = syntax::start(&call.func);
        self.escape(call.args.iter(), &path);
        if functions::does(&path, Effect::Drops) {
            for argument in &call.args {
                self.gives_up_part(argument);
                self.drops(argument, at);
            }
        }
        let mut value = given.into_iter().fold(Value::default(), Value::and);
        if functions::does(&path, Effect::Limits) {
            value.limit();
            if let Some(future) = call.args.last() {
                self.polls(future, at);
            }
        }
        // A function that has another name here is known by its own.
        let path = if syntax::ends_with(&path, &written) { written } else { path };
        if leaks(&path, call) && value.guards.iter().any(|&guard| self.must_end(guard)) {
            self.event(Action::Leaks { function: path.clone(), call }, at);
        }
        let returned = functions::returned(&path);
        let is_constructor = !matches!(callee, Callee::Functions(_)) && names_type(&path);
        let (stored, never_returns) = (self.is_stored(&call.func), self.never_returns(&callee));
        let owner = match callee {
            Callee::Functions(_) => Owner::Crate,
            Callee::Library(path) => Owner::Library(path.to_string()),
            Callee::Unknown => Owner::Unknown,
        };
        self.event(Action::Calls { call, path, stored, owner }, at);
        if never_returns {
            self.event(Action::Exits(Exit::Panic), at);
            self.state = None;
        }
        call.args.iter().for_each(|argument| self.lend(argument));
        if self.composes && is_constructor && matches!(returned, Returned::Nothing) {
            let name = syntax::last_word(&call.func).unwrap_or_default();
            return self.constructed(expr, &name, value);
        }
        self.given_by(returned, value)
    }

    /// What a function gives of what it was given.
    fn given_by(&mut self, returned: Returned, value: Value<'a>) -> Value<'a> {
        let is_closure = |pending: &Pending<'_>| matches!(pending, Pending::Closure(_));
        match returned {
            Returned::Given(Gives::Wrapped) => value.wrapped(),
            Returned::Given(_) => self.filtered(value, |pending| !is_closure(pending)),
            Returned::BlockingClosure => self.filtered(value, is_closure),
            // Whatever is awaited then is most likely awaited by it.
            Returned::Nothing if self.composes => {
                self.release_guards(&value.guards);
                Value { pending: value.pending, from: value.from, ..Value::default() }
            }
            Returned::Nothing => {
                self.release(value);
                Value::default()
            }
        }
    }

    /// A closure in a variable, which is called by its name.
    fn calls_closure(&mut self, call: &'a ExprCall) -> Option<Value<'a>> {
        let variable = self.variable_of(&call.func)?;
        let closure =
            self.variables[variable].pending.iter().find_map(|pending| match pending {
                Pending::Closure(closure) if closure.closure.asyncness.is_none() => {
                    Some(closure.clone())
                }
                _ => None,
            })?;
        let given = self.all(call.args.iter());
        self.release(given);
        Some(self.run_closure(closure, &[]))
    }

    /// `(|| lock.lock())()`
    fn called_at_once(&mut self, call: &'a ExprCall) -> Option<Value<'a>> {
        let Expr::Closure(closure) = innermost(&call.func) else { return None };
        if closure.asyncness.is_some() {
            return None;
        }
        let given = self.all(call.args.iter());
        self.release(given);
        let visible = self.visible.clone();
        Some(self.run_closure(DeferredClosure { closure, visible }, &[]))
    }

    /// Whether a callee is neither known here nor handed in as such.
    fn is_stored(&self, callee: &Expr) -> bool {
        match callee {
            Expr::Paren(callee) => matches!(*callee.expr, Expr::Field(_) | Expr::Index(_)),
            callee => self.variable_of(callee).is_some_and(|callee| {
                let callee = &self.variables[callee];
                callee.parameter.is_none() && callee.hint != Some(TypeKind::Closure)
            }),
        }
    }

    /// A function that keeps some of what it is given to be awaited.
    fn filtered(
        &mut self,
        mut value: Value<'a>,
        keeps: impl Fn(&Pending<'_>) -> bool,
    ) -> Value<'a> {
        let lost = value.pending.extract_if(.., |pending| !keeps(pending)).collect();
        self.run_elsewhere(lost);
        value
    }

    /// A callee that is lent something that keeps guards may take them: `slot.take()`, `mem::replace(&mut slot, None)`.
    pub(super) fn lend(&mut self, argument: &Expr) {
        if self.is_exclusive_reference(argument) {
            self.changes(argument);
        }
        if let Expr::Reference(lent) = argument
            && lent.mutability.is_some()
        {
            self.lend_variable(&lent.expr);
        }
    }

    pub(super) fn lend_variable(&mut self, expr: &Expr) {
        self.gives_up_part(innermost(expr));
        let variable = self.variable_of(expr).filter(|&lent| self.variables[lent].wrapped);
        if let Some(variable) = variable {
            let guards = self.kept_by(variable);
            self.release_guards(&guards);
        }
    }

    pub(super) fn variable_of(&self, expr: &Expr) -> Option<VarId> {
        match innermost(expr) {
            Expr::Path(path) => self.variable(&path.path.get_ident()?.to_string()),
            _ => None,
        }
    }

    fn must_end(&self, guard: GuardId) -> bool {
        self.summary.guards[guard].kind != GuardKind::Span
    }

    /// Primitives that are passed to code outside of the sources.
    fn escape(&mut self, arguments: impl Iterator<Item = &'a Expr>, path: &str) {
        let wraps = matches!(functions::returned(path), Returned::Given(_));
        if !self.composes
            || wraps
            || functions::does(path, Effect::Drops)
            || path.ends_with("::clone")
        {
            return;
        }
        for argument in arguments {
            let place = self.place(argument);
            if let Some(kind) =
                self.receiver(argument).kinds.first().filter(|_| place.path.is_known())
            {
                self.event(Action::Escapes(*kind, place), syntax::start(argument));
            }
        }
    }
}

fn leaks(path: &str, call: &ExprCall) -> bool {
    let boxes = || matches!(call.args.first(), Some(Expr::Call(_)));
    call.args.len() == 1
        && (path == "forget" || functions::does(path, Effect::Leaks))
        && (!path.contains("Box::") || boxes())
}

/// Whether the last word of a path is that of a type or a variant, which is then what it makes.
fn names_type(path: &str) -> bool {
    path.rsplit("::").next().is_some_and(|last| last.starts_with(char::is_uppercase))
}
