//! Calls of methods: what they are called on, what they are given, and what they give back.

use std::mem;

use syn::{Expr, ExprMethodCall};

use super::state::Walk;
use crate::{
    flow::{
        ids::{GuardId, VarId},
        summary::{Action, Exit, GuardBinding},
        value::{DropScope, Pending, Value},
    },
    known::{
        GuardKind,
        methods::{self, Effect, Gives},
    },
    syntax,
};

impl<'a> Walk<'a> {
    pub(super) fn method(&mut self, expr: &'a Expr, call: &'a ExprMethodCall) -> Value<'a> {
        let method = call.method.to_string();
        if let Some(functions) = self.crate_functions(expr) {
            let receiver = Some(&*call.receiver);
            let value = self.crate_call(expr, functions, receiver, call.args.iter());
            self.changes_receiver(expr, call);
            return value;
        }
        if let Some(pending) = self.acquisition(call, &method) {
            self.in_place(&call.receiver);
            for argument in &call.args {
                match method.contains("when") {
                    true => self.asks(argument),
                    false => {
                        let value = self.expr(argument);
                        self.release(value);
                    }
                }
            }
            return Value::pending(pending);
        }
        if let Some(value) = self.operate(expr, call, &method) {
            return value;
        }
        if methods::does(&method, Effect::GivesReceiver) {
            return self.given_back(expr, call, &method);
        }
        if methods::does(&method, Effect::WaitsOnCondition)
            && let Some(wait) = self.waits(call, &method)
        {
            return wait;
        }
        if methods::does(&method, Effect::Consumes) && self.is_guard(&call.receiver, &method) {
            self.in_place(&call.receiver);
            let given = call.args.iter().map(|argument| self.expr(argument)).collect();
            let results = self.run_given(expr, given);
            self.release(results.into_iter().fold(Value::default(), Value::and));
            return Value::default();
        }
        if methods::does(&method, Effect::Consumes) {
            let mut value = self.expr(&call.receiver);
            // What maps a future gives something else than the guard.
            for pending in &mut value.pending {
                if let Pending::Acquire { how, .. } = pending {
                    how.gives = Gives::Nothing;
                }
            }
            if self.composes {
                return self.consumed_by_closures(expr, call, value);
            }
            self.consumed(&value);
            let given = self.all(call.args.iter());
            self.release(given);
            return Value { pending: value.pending, ..Value::default() };
        }
        if self.composes && methods::does(&method, Effect::Continues) {
            return self.continued(expr, call);
        }
        self.other_method(expr, call, &method)
    }

    /// A stream, or a future of all of it: `then`, `buffered`, `for_each`.
    fn continued(&mut self, expr: &'a Expr, call: &'a ExprMethodCall) -> Value<'a> {
        let on = self.expr(&call.receiver);
        self.own_here(&on);
        let given = call.args.iter().map(|argument| self.expr(argument)).collect();
        let results = self.run_given(expr, given).into_iter().fold(Value::default(), Value::and);
        self.release_guards(&results.guards);
        Value { pending: [on.pending, results.pending].concat(), ..Value::default() }
    }

    /// Whether a method that takes its receiver by value is called on a guard by its name: it is one of the data, then. Our own
    /// guards have a `map`.
    fn is_guard(&self, receiver: &Expr, method: &str) -> bool {
        let Some(variable) = self.variable_of(receiver) else { return false };
        let is_lock = |&guard: &GuardId| {
            let guard = &self.summary.guards[guard];
            guard.certain && matches!(guard.kind, GuardKind::Lock | GuardKind::ThreadLock)
        };
        let kept = self.kept_by(variable);
        matches!(receiver, Expr::Path(_))
            && !self.variables[variable].wrapped
            && !matches!(method, "map" | "try_map")
            && !kept.is_empty()
            && kept.iter().all(is_lock)
    }

    /// What gives back what it is called on, perhaps out of a wrapper or in another one.
    fn given_back(&mut self, expr: &'a Expr, call: &'a ExprMethodCall, method: &str) -> Value<'a> {
        let value = self.expr(&call.receiver);
        if self.acts_on_data(&value, method) {
            self.own_here(&value);
            let given = call.args.iter().map(|argument| self.expr(argument)).collect();
            self.run_given(expr, given);
            let (method, on) = (method.to_owned(), value.guards.first().copied());
            let called = Action::CallsMethod { call, method, on, hint: None, typed: true };
            self.event(called, call.method.span());
            return Value { from: value.from, ..Value::default() };
        }
        // That a lock is poisoned says nothing about its data.
        let is_result_of_lock = value.wrapped && !value.guards.is_empty();
        if methods::does(method, Effect::Unwraps) && !is_result_of_lock {
            self.event(Action::Exits(Exit::Panic), call.method.span());
        }
        let given = call.args.iter().map(|argument| self.expr(argument)).collect();
        let results = self.run_given(expr, given);
        let value = self.unwrapped(value, method);
        let value = results.into_iter().fold(value, |value, result| Value {
            guards: [value.guards, result.guards].concat(),
            ..value
        });
        self.note_guard(call, &value);
        value
    }

    /// A method that leaves its receiver where it is.
    fn other_method(
        &mut self,
        expr: &'a Expr,
        call: &'a ExprMethodCall,
        method: &str,
    ) -> Value<'a> {
        let immediate = self.immediate(call, method);
        // To add to a collection of futures, or to wait for them, polls none elsewhere.
        match self.variable_of(&call.receiver).filter(|_| keeps_futures(method)) {
            Some(collection) => self.used(collection),
            None => self.in_place(&call.receiver),
        }
        let values = call.args.iter().map(|argument| self.expr(argument)).collect();
        let on = self.part_of(&call.receiver).map(|(guard, _)| guard);
        let (hint, typed) =
            (self.hint(&call.receiver), self.typed_receiver(&call.receiver).is_known);
        let called = Action::CallsMethod { call, method: method.to_owned(), on, hint, typed };
        self.event(called, call.method.span());
        self.mutates(call, method);
        self.changes_receiver(expr, call);
        call.args.iter().for_each(|argument| self.lend(argument));
        self.runs_implied_by(call, method);
        if let Some(how) = immediate {
            let value = self.acquire_now((expr, call), how, values);
            // A cell may belong to this task alone.
            if !value.wrapped && how.0.kind == GuardKind::ThreadLock {
                self.note_guard(call, &value);
            }
            return value;
        }
        let given = self.given_to(expr, method, values);
        let given = match self.method_runs_given(call, method, given) {
            Ok(value) => return value,
            Err(given) => given,
        };
        let does = |effect| methods::does(method, effect);
        match () {
            () if does(Effect::Adds) => self.collects(call, given),
            () if does(Effect::Spawns) => return self.starts(call, given),
            () if does(Effect::Joins) => return self.joins(call),
            () if does(Effect::Forgets) => self.forgets(call),
            () => {
                self.release(given);
                if !does(Effect::Inspects) {
                    self.lend_variable(&call.receiver);
                }
            }
        }
        Value::default()
    }

    /// What changes a collection writes the part of the data that it is.
    fn mutates(&mut self, call: &'a ExprMethodCall, method: &str) {
        let (true, Some(value)) = (methods::does(method, Effect::Mutates), call.args.last()) else {
            return;
        };
        if let Some((guard, part)) =
            self.part_of(&call.receiver).filter(|(_, part)| !part.is_empty())
        {
            let at = syntax::start(&call.receiver);
            self.event(Action::Writes { guard, part, value, updates: true, subtracts: false }, at);
        }
    }

    /// What maps an `Option` of a reference, or goes through all of them, gives something else.
    fn consumed(&mut self, value: &Value<'a>) {
        let (given_up, kept) = match value.wrapped {
            true => (value.guards.clone(), Vec::new()),
            false => self.shards(&value.guards),
        };
        self.release_guards(&given_up);
        self.own_here(&Value::of(kept));
    }

    /// The references into maps, which iterators hold, and the other guards.
    fn shards(&self, guards: &[GuardId]) -> (Vec<GuardId>, Vec<GuardId>) {
        guards.iter().partition(|&&guard| self.summary.guards[guard].kind == GuardKind::Shard)
    }

    /// `guards.push(lock.lock().await)`: the collection keeps it.
    fn collects(&mut self, call: &'a ExprMethodCall, given: Value<'a>) {
        let Some(variable) = self.variable_of(&call.receiver) else { return self.release(given) };
        let carries = !given.guards.is_empty() || !given.pending.is_empty();
        let is_guard = !self.variables[variable].wrapped && !self.kept_by(variable).is_empty();
        if !carries || is_guard {
            return self.release(given);
        }
        let in_loop = !self.loops.is_empty();
        for &guard in given.guards.iter().filter(|_| in_loop) {
            self.event(Action::Collects(guard), call.method.span());
        }
        self.own(&given, DropScope::Variable(variable));
        self.variables[variable].wrapped = true;
        self.variables[variable].pending.extend(given.pending);
    }

    /// `permit.forget()`, `entered.exit()`
    fn forgets(&mut self, call: &'a ExprMethodCall) {
        if let Some(variable) = self.variable_of(&call.receiver) {
            let guards = self.kept_by(variable);
            self.release_guards(&guards);
        }
    }

    /// `set.spawn(async { .. })`: to join the set is to wait for it.
    fn starts(&mut self, call: &'a ExprMethodCall, given: Value<'a>) -> Value<'a> {
        match self.variable_of(&call.receiver) {
            Some(set) => {
                self.release_guards(&given.guards);
                self.variables[set].pending.extend(given.pending);
                Value::default()
            }
            None => given,
        }
    }

    fn joins(&mut self, call: &'a ExprMethodCall) -> Value<'a> {
        let Some(set) = self.variable_of(&call.receiver) else { return Value::default() };
        Value { pending: self.take_pending(set), ..Value::default() }
    }

    /// What happens when a variable is awaited, which happens once.
    pub(super) fn take_pending(&mut self, variable: VarId) -> Vec<Pending<'a>> {
        mem::take(&mut self.variables[variable].pending)
    }

    /// `.unwrap()` on what `lock()` of a blocking lock gives.
    fn unwrapped(&mut self, mut value: Value<'a>, method: &str) -> Value<'a> {
        match &value.pending[..] {
            [Pending::Acquire { how, place, at, certain: false, .. }] if how.kind.is_lock() => {
                let (how, place, at) = (how.on_thread(), place.clone(), *at);
                self.acquire(how, place, (at, false), GuardBinding::Temporary)
            }
            _ => {
                let unwraps = methods::does(method, Effect::Unwraps) || method.contains("or_");
                value.wrapped &= self.oracle.is_some() && !unwraps;
                value
            }
        }
    }

    /// Whether a method is one of the data that a guard guards, and not of the guard or its wrapper.
    fn acts_on_data(&self, value: &Value<'a>, method: &str) -> bool {
        let guards_data = |&guard: &GuardId| {
            let guard = &self.summary.guards[guard];
            guard.certain && !matches!(guard.kind, GuardKind::Permit | GuardKind::Returned)
        };
        self.oracle.is_some()
            && !value.wrapped
            && !value.guards.is_empty()
            && value.guards.iter().all(guards_data)
            && !method.starts_with("or_")
            && !matches!(method, "and_modify" | "downgrade")
    }

    /// What takes its receiver by value: a guard in a wrapper goes into the closure, the data of a guard do not take it along.
    fn consumed_by_closures(
        &mut self,
        expr: &'a Expr,
        call: &'a ExprMethodCall,
        value: Value<'a>,
    ) -> Value<'a> {
        self.own_here(&value);
        let given = call.args.iter().map(|argument| self.expr(argument)).collect();
        let results = self.run_given(expr, given);
        // The iterator over a map keeps its reference until it is used up.
        let (iterates, _) = self.shards(&value.guards);
        let adapts = methods::does(&call.method.to_string(), Effect::Adapts);
        let (given_up, kept) = match (value.wrapped, adapts) {
            (true, _) => (value.guards, Vec::new()),
            (false, true) => (Vec::new(), iterates),
            (false, false) => (iterates, Vec::new()),
        };
        self.release_guards(&given_up);
        let results = results.into_iter().fold(Value::default(), Value::and);
        Value {
            pending: [value.pending, results.pending].concat(),
            guards: [kept, results.guards].concat(),
            ..Value::default()
        }
    }

    /// What a method is given that does not run it.
    fn given_to(&mut self, expr: &'a Expr, method: &str, values: Vec<Value<'a>>) -> Value<'a> {
        if self.composes && methods::does(method, Effect::RunsClosures) {
            return self.run_given(expr, values).into_iter().fold(Value::default(), Value::and);
        }
        values.into_iter().fold(Value::default(), Value::and)
    }
}

/// Whether a method adds to a collection, or waits for what is in there.
fn keeps_futures(method: &str) -> bool {
    [Effect::Adds, Effect::Spawns, Effect::Joins]
        .iter()
        .any(|&effect| methods::does(method, effect))
}
