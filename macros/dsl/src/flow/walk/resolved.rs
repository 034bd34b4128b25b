//! Calls of functions and methods that the model of the crate resolves, tasks, and closures that run where they are written.

use proc_macro2::Span;
use syn::{Expr, ExprCall, ExprClosure, ExprMethodCall};

use super::state::Walk;
use crate::{
    flow::{
        call::{CallArgument, Code, ResolvedCall},
        ids::{EventId, GuardId, HandleId, TaskId, VarId},
        oracle::{Callee, FunctionId, Ty, Typed},
        place::{PlaceKey, mentions},
        summary::{Action, GuardOrigin},
        value::{DeferredClosure, DropScope, Pending, Value},
    },
    known::{
        TypeKind,
        functions::{self, Effect},
        methods::{self, Acquisition},
    },
    syntax,
};

impl<'a> Walk<'a> {
    /// The function that a call runs, as far as the model knows it.
    pub(super) fn callee(&self, call: &Expr) -> Callee {
        match self.oracle.map(|oracle| oracle.callee(call, self)) {
            Some(Callee::Functions(functions)) if functions.is_empty() => Callee::Unknown,
            callee => callee.unwrap_or(Callee::Unknown),
        }
    }

    /// The functions of the crates in sight that a call runs, to be composed with this one.
    pub(super) fn crate_functions(&self, call: &Expr) -> Option<Vec<FunctionId>> {
        match self.composes.then(|| self.callee(call))? {
            Callee::Functions(functions) => Some(functions),
            _ => None,
        }
    }

    /// Whether all functions that a call may run are declared with `-> !`.
    pub(super) fn never_returns(&self, callee: &Callee) -> bool {
        match (self.oracle, callee) {
            (Some(oracle), Callee::Functions(functions)) => {
                functions.iter().all(|&function| oracle.never_returns(function))
            }
            _ => false,
        }
    }

    /// A call of functions of the crates in sight. It runs here, unless it gives a future.
    pub(super) fn crate_call(
        &mut self,
        expr: &'a Expr,
        functions: Vec<FunctionId>,
        receiver: Option<&'a Expr>,
        arguments: impl Iterator<Item = &'a Expr>,
    ) -> Value<'a> {
        let at = call_start(expr);
        let mut passed = Vec::new();
        if let Some(receiver) = receiver {
            let is_consumed = self.oracle.is_some_and(|oracle| {
                functions.iter().all(|&function| oracle.consumes_receiver(function))
            });
            passed.push(self.passed_receiver(receiver, is_consumed));
        }
        for argument in arguments {
            passed.push(self.passed_argument(argument));
        }
        let moved: Vec<GuardId> = passed.iter().flat_map(|it| it.guards.iter().copied()).collect();
        self.release_guards(&moved);
        let (is_async, returns) = match self.typed(expr).ty {
            Ty::Future(output) => (true, Ty::clone(&output)),
            ty => (false, ty),
        };
        let code = Code::Functions(functions);
        let call = ResolvedCall::new(code, passed, returns, at);
        match is_async {
            true => Value::pending(Pending::Call(call)),
            false => self.run_call(call),
        }
    }

    fn passed_receiver(&mut self, receiver: &'a Expr, is_consumed: bool) -> CallArgument {
        let path = Some(self.path_of(receiver));
        let moved = self.variable_of(receiver).filter(|_| matches!(receiver, Expr::Path(_)));
        // `guard.finish()` takes the guard only if the method is of the guard's own wrapper, and not of its data.
        let is_wrapper = |&variable: &VarId| {
            is_consumed
                && !matches!(self.variables[variable].typed.ty.kind(), Some(TypeKind::Guard(..)))
        };
        let guards = moved.filter(|it| self.variables[*it].wrapped || is_wrapper(it));
        let guards = guards.map(|variable| self.kept_by(variable)).unwrap_or_default();
        self.in_place(receiver);
        CallArgument { path, guards, ..CallArgument::default() }
    }

    fn passed_argument(&mut self, argument: &'a Expr) -> CallArgument {
        let (path, from) = (self.path_of(argument), self.computed_from(argument));
        let function = match argument {
            Expr::Path(_) if self.variable_of(argument).is_none() => self.function_value(argument),
            _ => None,
        };
        let parameter = self.variable_of(argument).and_then(|variable| self.parameter(variable));
        let value = self.expr(argument);
        self.lend(argument);
        let (code, is_future) = self.passed_code(value.pending);
        let code = code.or(function).or_else(|| parameter.map(Code::Parameter));
        let path = path.is_known().then_some(path);
        CallArgument { path, guards: value.guards, code, is_future, from }
    }

    /// The calls that an expression is computed from.
    pub(super) fn computed_from(&self, expr: &Expr) -> Vec<EventId> {
        let words = mentions(expr);
        let variables = words.iter().filter_map(|word| self.variable(word));
        let mut from: Vec<EventId> =
            variables.flat_map(|variable| self.variables[variable].from.iter().copied()).collect();
        from.sort_unstable();
        from.dedup();
        from
    }

    /// A function that is passed by its path.
    fn function_value(&self, path: &Expr) -> Option<Code> {
        self.crate_functions(path).map(Code::Functions)
    }

    /// The number of the parameter that a variable is.
    pub(super) fn parameter(&self, variable: VarId) -> Option<usize> {
        self.variables[variable].parameter_index
    }

    /// Futures and closures that are passed to a function in sight, and whether what they do happens only while a future is
    /// awaited: that of `async { .. }`, and of `|| async { .. }` too.
    fn passed_code(&mut self, pending: Vec<Pending<'a>>) -> (Option<Code>, bool) {
        match &pending[..] {
            [Pending::Closure(closure)] => {
                let (closure, mut is_future) =
                    (closure.clone(), closure.closure.asyncness.is_some());
                let code = self.nested(|walk| {
                    let value = walk.run_closure(closure, &[]);
                    is_future |= !value.pending.is_empty();
                    let finished = value.pending.into_iter().map(|pending| walk.finish(pending));
                    let finished = finished.fold(Value::of(value.guards), Value::and);
                    walk.discard(finished);
                });
                (Some(Code::Nested(code)), is_future)
            }
            _ => {
                let is_future = !pending.iter().any(|it| matches!(it, Pending::Closure(_)));
                (self.code_of(pending), is_future)
            }
        }
    }

    /// Futures and closures that go somewhere: the code that may be run there. Each is a function of its own.
    pub(super) fn code_of(&mut self, pending: Vec<Pending<'a>>) -> Option<Code> {
        let mut code = None;
        for pending in pending {
            code = match pending {
                Pending::Run(block) => Some(Code::Nested(self.nested(|walk| {
                    let value = walk.run_later(block);
                    walk.discard(value);
                }))),
                Pending::Closure(closure) => Some(Code::Nested(self.nested(|walk| {
                    let value = walk.run_closure(closure, &[]);
                    walk.discard(value);
                }))),
                Pending::Call(call) => Some(Code::Nested(self.nested(|walk| {
                    let value = walk.run_call(call);
                    walk.discard(value);
                }))),
                _ => code,
            };
        }
        code
    }

    /// Goes through code that is a function of its own. Gives its number.
    fn nested(&mut self, inside: impl FnOnce(&mut Self)) -> TaskId {
        let mut task = TaskId::BODY;
        self.elsewhere(|walk| {
            task = walk.task;
            inside(walk);
        });
        task
    }

    /// Runs a call here, and gives what may be guards.
    pub(super) fn run_call(&mut self, call: ResolvedCall) -> Value<'a> {
        let (at, returns) = (call.at, &call.returns.clone());
        let event = self.now();
        self.event(Action::Runs(call), at);
        let loses = || self.oracle.is_some_and(|oracle| oracle.may_give_up_guard(returns));
        if self.state.is_none() || matches!(returns, Ty::Reference(_)) || loses() {
            return Value { from: vec![event], ..Value::default() };
        }
        let place = PlaceKey::default();
        let guard = self.push_guard(
            Acquisition::RETURNED,
            place,
            (at, false),
            GuardOrigin::Returned(event),
        );
        self.keep(guard, DropScope::Temporary(self.temporary));
        let wrapped = matches!(returns, Ty::Named { path, .. }
            if matches!(path.rsplit("::").next(), Some("Option" | "Result")));
        Value { guards: vec![guard], wrapped, from: vec![event], ..Value::default() }
    }

    /// A closure that runs here, perhaps: what is alive after it is what was or what it left.
    pub(super) fn run_closure(
        &mut self,
        closure: DeferredClosure<'a>,
        arguments: &[Typed],
    ) -> Value<'a> {
        let DeferredClosure { closure, visible } = closure;
        if self.running_closures.iter().any(|running| std::ptr::eq(*running, closure)) {
            return Value::default();
        }
        self.running_closures.push(closure);
        self.closures_run.insert(std::ptr::from_ref(closure));
        let outside = std::mem::replace(&mut self.visible, visible);
        let loops = std::mem::take(&mut self.loops);
        let temporary = self.temporary;
        self.closure_runs += 1;
        let run = std::mem::replace(&mut self.closure_run, self.closure_runs);
        let value = self.branch(None, |walk| {
            walk.scope(|walk| {
                for (index, input) in closure.inputs.iter().enumerate() {
                    walk.bind_pattern(input, Value::default(), None);
                    if let Some(typed) = arguments.get(index) {
                        walk.type_bound(input, typed);
                    }
                }
                let value = walk.terminated(|walk| walk.expr(&closure.body));
                walk.own(&value, DropScope::Temporary(temporary));
                value
            })
        });
        (self.visible, self.loops, self.closure_run) = (outside, loops, run);
        self.running_closures.pop();
        value
    }

    /// Whether a closure has run where it is called.
    pub(super) fn has_run(&self, closure: &ExprClosure) -> bool {
        self.closures_run.contains(&std::ptr::from_ref(closure))
    }

    /// What is given to something that runs closures before it returns.
    pub(super) fn run_given(&mut self, call: &Expr, given: Vec<Value<'a>>) -> Vec<Value<'a>> {
        let mut results = Vec::new();
        for (argument, value) in given.into_iter().enumerate() {
            let Value { guards, pending, .. } = value;
            let mut rest = Vec::new();
            for pending in pending {
                match pending {
                    Pending::Closure(closure) => {
                        let typed =
                            self.oracle.map(|it| it.closure_arguments(call, argument, self));
                        results.push(self.run_closure(closure, &typed.unwrap_or_default()));
                    }
                    pending => rest.push(pending),
                }
            }
            self.release(Value { guards, pending: rest, ..Value::default() });
        }
        results
    }

    /// Tasks start with what they are given. Gives their handle.
    pub(super) fn start_tasks(
        &mut self,
        given: Vec<Pending<'a>>,
        (at, on_thread): (Span, bool),
    ) -> Value<'a> {
        let mut value = Value::default();
        for pending in given {
            let (code, arguments) = match pending {
                Pending::Call(call) => (Some(call.code), call.arguments),
                pending => (self.code_of(vec![pending]), Vec::new()),
            };
            if let Some(code) = code {
                self.summary.handles += 1;
                let task = HandleId(self.summary.handles);
                self.event(Action::Starts { code, arguments, task, on_thread }, at);
                value.pending.push(Pending::Join(task));
            }
        }
        value
    }

    /// A call of a variable that is a closure of the body, or of something that is handed in.
    pub(super) fn call_of_variable(
        &mut self,
        expr: &'a Expr,
        call: &'a ExprCall,
    ) -> Option<Value<'a>> {
        if !self.composes {
            return None;
        }
        let variable = self.variable_of(&call.func)?;
        let closure = self.variables[variable].pending.iter().find_map(|pending| match pending {
            Pending::Closure(closure) => Some(closure.clone()),
            _ => None,
        });
        let passed: Vec<CallArgument> =
            call.args.iter().map(|argument| self.passed_argument(argument)).collect();
        let at = syntax::start(&call.func);
        if let Some(closure) = closure {
            let typed: Vec<Typed> = call.args.iter().map(|argument| self.typed(argument)).collect();
            return Some(self.run_closure(closure, &typed));
        }
        let gives_future = || matches!(self.typed(expr).ty, Ty::Future(_));
        let code = match self.parameter(variable) {
            Some(index) if gives_future() => {
                return Some(Value::pending(Pending::Call(awaited_parameter(index, passed, at))));
            }
            Some(index) => Code::Parameter(index),
            None => Code::Foreign(syntax::function_path(&call.func)),
        };
        let returns = Ty::Reference(Ty::Unknown.into());
        let call = ResolvedCall::new(code, passed, returns, at);
        Some(self.run_call(call))
    }

    /// What a function of a library does with what it is given, if that is code.
    pub(super) fn runs_given(
        &mut self,
        call: &'a ExprCall,
        (expr, path): (&'a Expr, &str),
        value: Vec<Value<'a>>,
    ) -> Result<Value<'a>, Vec<Value<'a>>> {
        if !self.composes {
            return Err(value);
        }
        let does = |effect| functions::does(path, effect);
        let at = syntax::start(&call.func);
        if does(Effect::Spawns) {
            let all = value.into_iter().fold(Value::default(), Value::and);
            self.release_guards(&all.guards);
            return Ok(self.start_tasks(all.pending, (at, is_on_thread(path))));
        }
        if does(Effect::BlocksOnFuture) {
            let all = value.into_iter().fold(Value::default(), Value::and);
            let finished = all.pending.into_iter().map(|pending| self.finish(pending));
            return Ok(finished.fold(Value::default(), Value::and));
        }
        if does(Effect::RunsClosures) {
            let results = self.run_given(expr, value);
            return Ok(results.into_iter().fold(Value::default(), Value::and));
        }
        Err(value)
    }

    /// The same of a method.
    pub(super) fn method_runs_given(
        &mut self,
        call: &'a ExprMethodCall,
        method: &str,
        given: Value<'a>,
    ) -> Result<Value<'a>, Value<'a>> {
        if !self.composes {
            return Err(given);
        }
        if method == "block_on" {
            let finished = given.pending.into_iter().map(|pending| self.finish(pending));
            return Ok(finished.fold(Value::default(), Value::and));
        }
        if !methods::does(method, methods::Effect::Spawns) || given.pending.is_empty() {
            return Err(given);
        }
        self.release_guards(&given.guards);
        let on_thread = method == "spawn_blocking";
        let started = self.start_tasks(given.pending, (call.method.span(), on_thread));
        match self.variable_of(&call.receiver) {
            Some(set) if self.variables[set].keeps_tasks() => {
                self.variables[set].pending.extend(started.pending);
                Ok(Value::default())
            }
            _ => Ok(started),
        }
    }
}

/// The run of a future that a parameter is, or gives when it is called. It gives back no guard that could be followed.
pub(super) fn awaited_parameter(
    index: usize,
    arguments: Vec<CallArgument>,
    at: Span,
) -> ResolvedCall {
    let (code, returns) = (Code::Awaited(index), Ty::Reference(Ty::Unknown.into()));
    ResolvedCall::new(code, arguments, returns, at)
}

/// Whether what a function starts may block its thread.
fn is_on_thread(path: &str) -> bool {
    functions::does(path, Effect::SpawnsBlocking)
        || path.contains("thread")
        || path.contains("rayon")
}

/// Where a call is reported: its method or its function.
fn call_start(expr: &Expr) -> Span {
    match expr {
        Expr::MethodCall(call) => call.method.span(),
        expr => syntax::start(expr),
    }
}
