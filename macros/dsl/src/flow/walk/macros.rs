//! Macros whose arguments are evaluated in a way that is known, parsed before the walk; the tokens of all others are opaque.

use std::ptr;

use proc_macro2::Span;
use syn::{Expr, Lit, Macro};

use super::state::Walk;
use crate::{
    flow::{
        call::ResolvedCall,
        index::{BodyIndex, Branch, Parsed},
        oracle::Ty,
        place::{formatted_words, polled_in_place, words},
        summary::{Action, Control, Exit, GuardBinding, Runs},
        value::{Pending, Value},
    },
    known::{
        functions::{self, Effect},
        macros::{self, Arguments},
        methods::{self},
    },
    syntax,
};

/// Whether a branch of `select!` is a timer, which ends the wait for the others.
fn elapses(branch: &Branch) -> bool {
    matches!(&branch.future, Some(Expr::Call(call))
        if functions::does(&syntax::function_path(&call.func), Effect::Elapses))
}

impl<'a> Walk<'a> {
    pub(super) fn macro_call(&mut self, call: &'a Macro) -> Value<'a> {
        let index: &'a BodyIndex = self.index;
        match index.macros.get(&ptr::from_ref(call)) {
            Some(Parsed::Formatted(arguments)) => {
                // `write!` is a call like any other; the rest are statements.
                let is_call =
                    syntax::last_of(&call.path).is_some_and(|name| macros::is_call(&name));
                let format = |walk: &mut Self| arguments.iter().for_each(|it| walk.formatted(it));
                if is_call {
                    format(self)
                } else {
                    self.temporaries(format)
                }
                self.formats(call, arguments);
                self.may_panic(call);
                Value::default()
            }
            Some(Parsed::Asserted(arguments)) => {
                let mut arguments = arguments.iter();
                let condition = arguments.next();
                self.temporaries(|walk| condition.into_iter().for_each(|it| walk.in_place(it)));
                let by = condition.map(Control::Else);
                self.branch(by, |walk| arguments.for_each(|argument| walk.formatted(argument)));
                self.may_panic(call);
                Value::default()
            }
            Some(Parsed::Passed(arguments)) => {
                let value = self.all(arguments.iter());
                if call.path.is_ident("vec") { value.wrapped() } else { value }
            }
            Some(Parsed::Diverges(arguments)) => {
                arguments.iter().for_each(|argument| self.formatted(argument));
                self.event(Action::Exits(Exit::Panic), syntax::start_of(&call.path));
                self.state = None;
                Value::default()
            }
            Some(Parsed::Expanded(expanded)) => self.expr(expanded),
            Some(Parsed::Guessed(arguments)) => {
                if let Some(value) = self.lock_macro(call, arguments) {
                    return value;
                }
                self.branch(None, |walk| arguments.iter().for_each(|it| walk.formatted(it)));
                if syntax::last_of(&call.path).is_some_and(|name| macros::logs(&name)) {
                    self.formats(call, arguments);
                }
                self.unknown(call)
            }
            Some(Parsed::Joined(futures)) if self.composes => self.joined(futures),
            Some(Parsed::Joined(futures)) => {
                let joined =
                    futures.iter().map(|future| self.run(future, syntax::start(future), false));
                joined.fold(Value::default(), Value::and)
            }
            Some(Parsed::Selected(branches)) => self.selected(branches),
            None => self.unknown(call),
        }
    }

    /// `tokio::pin!(future);` leaves the future in its variable, to be polled by reference.
    pub(super) fn pins(&mut self, call: &'a Macro) -> bool {
        let Some(Parsed::Passed(pinned)) = self.index.macros.get(&ptr::from_ref(call)) else {
            return false;
        };
        let is_pin = syntax::last_of(&call.path).is_some_and(|name| name == "pin");
        let variables: Option<Vec<_>> = pinned.iter().map(|it| self.variable_of(it)).collect();
        let Some(variables) = variables.filter(|_| is_pin) else { return false };
        for variable in variables {
            self.variables[variable].is_pinned = true;
        }
        true
    }

    /// A macro that is not in sight and whose name says that it locks what it is given, which is known to be a lock.
    fn lock_macro(&mut self, call: &'a Macro, arguments: &'a [Expr]) -> Option<Value<'a>> {
        let [lock] = arguments else { return None };
        let method = macros::lock_method(&syntax::last_of(&call.path)?)?;
        let kinds = self.receiver(lock).kinds;
        let how = kinds.iter().find_map(|&kind| methods::acquisition(kind, method, 0))?;
        self.in_place(lock);
        let (place, at) = (self.place(lock), syntax::start_of(&call.path));
        Some(self.acquire(how, place, (at, true), GuardBinding::Temporary))
    }

    /// Futures that are polled side by side: calls and blocks as one event, the rest one after the other.
    fn joined(&mut self, futures: &'a [Expr]) -> Value<'a> {
        let made: Vec<Value<'a>> = futures.iter().map(|future| self.expr(future)).collect();
        let mut branches = Vec::new();
        let mut values = Value::default();
        for (future, mut value) in futures.iter().zip(made) {
            let at = syntax::start(future);
            let code = |it: &mut Pending<'_>| matches!(it, Pending::Call(_) | Pending::Run(_));
            for pending in value.pending.extract_if(.., code).collect::<Vec<_>>() {
                branches.extend(self.branch_of(pending, at));
            }
            if !value.pending.is_empty() {
                values = values.and(self.run_made(future, value, (at, false)));
            }
        }
        if let (false, Some(future)) = (branches.is_empty(), futures.first()) {
            let at = syntax::start(future);
            self.event(Action::Together(branches), at);
            self.event(Action::Awaits { future, runs: Runs::Known, alone: false }, at);
        }
        values
    }

    fn branch_of(&mut self, pending: Pending<'a>, at: Span) -> Option<ResolvedCall> {
        match pending {
            Pending::Call(call) => Some(call),
            pending => {
                let code = self.code_of(vec![pending])?;
                Some(ResolvedCall::new(code, Vec::new(), Ty::Unknown, at))
            }
        }
    }

    fn may_panic(&mut self, call: &'a Macro) {
        if syntax::last_of(&call.path).is_some_and(|name| macros::may_leave(&name)) {
            self.event(Action::Exits(Exit::Panic), syntax::start_of(&call.path));
        }
    }

    fn formatted(&mut self, argument: &'a Expr) {
        match argument {
            Expr::Assign(named) => self.in_place(&named.right),
            Expr::Lit(literal) => {
                if let Lit::Str(text) = &literal.lit {
                    self.mention(&formatted_words(&text.value()));
                }
            }
            argument => self.in_place(argument),
        }
    }

    fn mention(&mut self, words: &[String]) {
        for variable in words.iter().filter_map(|word| self.variable(word)).collect::<Vec<_>>() {
            self.borrow(variable);
        }
    }

    /// One future wins, and the others are dropped before its handler runs, unless they are only borrowed.
    fn selected(&mut self, branches: &'a [Branch]) -> Value<'a> {
        let decision = self.decision();
        let (mut after, mut values) = (None, Value::default());
        let kept = |branch: &'a Branch| match &branch.future {
            Some(future) => polled_in_place(future),
            None => None,
        };
        // All futures are made before any of them runs, with all that they take.
        let mut futures: Vec<_> = branches.iter().map(|branch| self.future_of(branch)).collect();
        if branches.iter().any(elapses) {
            futures.iter_mut().for_each(Value::limit);
        }
        if branches.len() > 1 {
            futures.iter_mut().for_each(Value::limit_parameters);
        }
        let before = self.state.clone();
        for ((index, branch), future) in branches.iter().enumerate().zip(futures) {
            self.state = before.clone();
            let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
            let others = others.filter_map(|(_, other)| kept(other)).collect();
            let value = self.alternative(decision, None, |walk| {
                walk.scope(|walk| walk.one_selected(branch, future, others))
            });
            values = values.and(value);
            let state = self.state.take();
            after = self.union(after, state);
        }
        self.state = after;
        values
    }

    fn future_of(&mut self, branch: &'a Branch) -> Value<'a> {
        if let Some(precondition) = &branch.precondition {
            self.in_place(precondition);
        }
        if let Some(future) = &branch.future {
            self.polls(future, syntax::start(future));
        }
        branch.future.as_ref().map(|future| self.expr(future)).unwrap_or_default()
    }

    fn one_selected(
        &mut self,
        branch: &'a Branch,
        made: Value<'a>,
        kept: Vec<&'a Expr>,
    ) -> Value<'a> {
        if let (Some(future), Some(pattern)) = (&branch.future, &branch.pattern) {
            self.event(Action::Finishes(future), syntax::start(future));
            let value = self.run_made(future, made, (syntax::start(future), false));
            self.bind_pattern(pattern, value, None);
        }
        let outside = std::mem::replace(&mut self.borrowed_futures, kept);
        let value = self.terminated(|walk| walk.expr(&branch.handler));
        self.borrowed_futures = outside;
        value
    }

    /// It is not known what the macro does with a guard, except where it logs.
    fn unknown(&mut self, call: &'a Macro) -> Value<'a> {
        let words = words(&call.tokens);
        self.mention(&words);
        if syntax::last_of(&call.path)
            .is_some_and(|name| macros::arguments(&name) == Some(Arguments::Logged))
        {
            return Value::default();
        }
        for variable in words.iter().filter_map(|word| self.variable(word)).collect::<Vec<_>>() {
            let guards = self.kept_by(variable);
            self.release_guards(&guards);
        }
        self.event(Action::Unknown, syntax::start_of(&call.path));
        Value::default()
    }
}
