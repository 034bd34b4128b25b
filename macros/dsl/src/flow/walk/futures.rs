//! `.await`, and code that runs when it likes: async blocks, closures, tasks.

use std::{mem, ptr};

use proc_macro2::{Ident, Span};
use syn::{
    Arm, Block, Expr, ExprAsync, ExprAwait, ExprClosure, ExprForLoop, ExprMethodCall, Item, Local,
    Macro, Pat, Type,
    visit::{self, Visit},
};

use super::state::Walk;
use crate::{
    flow::{
        ids::TaskId,
        oracle::Ty,
        place::{polled_in_place, words},
        summary::{Action, GuardBinding, Runs, Task},
        value::{DeferredBlock, DeferredClosure, DropScope, Pending, Value},
    },
    known::{
        TypeKind, macros,
        methods::{self, Acquisition, Effect},
    },
    syntax::{self, idents_of},
};

impl<'a> Walk<'a> {
    pub(super) fn awaits(&mut self, awaited: &'a ExprAwait) -> Value<'a> {
        let at = awaited.await_token.span;
        let value = match self.awaited_in_place(&awaited.base) {
            Some(made) => self.run_made(&awaited.base, made, (at, true)),
            None => self.run(&awaited.base, at, true),
        };
        self.note_guard(awaited, &value);
        value
    }

    /// What happens in `(&mut future).await` and `future.as_mut().await`, which end when the future of the variable does.
    fn awaited_in_place(&mut self, future: &Expr) -> Option<Value<'a>> {
        let variable = self.variable_of(polled_in_place(future)?)?;
        let is_known = !self.variables[variable].pending.is_empty();
        let pending = is_known.then(|| self.take_pending(variable))?;
        self.used(variable);
        Some(Value { pending, ..Value::default() })
    }

    /// Notes a future that is polled where it is, which may be kept unfinished.
    pub(super) fn polls(&mut self, future: &'a Expr, at: Span) {
        let Some(polled) = polled_in_place(future) else { return };
        if let Some(variable) = self.variable_of(polled) {
            self.variables[variable].is_polled = true;
        }
        self.event(Action::Polls(polled), at);
    }

    /// Notes the guard that an expression has given, as a place of its own.
    pub(super) fn note_guard<T>(&mut self, expr: &'a T, value: &Value<'_>) {
        if let [guard] = value.guards[..] {
            self.guard_of_expr.insert(ptr::from_ref(expr).cast(), guard);
        }
    }

    /// A future that is awaited here, or by a macro that awaits several.
    pub(super) fn run(&mut self, future: &'a Expr, at: Span, alone: bool) -> Value<'a> {
        let made = self.expr(future);
        self.run_made(future, made, (at, alone))
    }

    /// What a future gives that has been made already.
    pub(super) fn run_made(
        &mut self,
        future: &'a Expr,
        value: Value<'a>,
        (at, alone): (Span, bool),
    ) -> Value<'a> {
        self.awaited_at = at;
        let runs = |pending: &Pending<'_>| {
            matches!(pending, Pending::Wait(_) | Pending::Run(_) | Pending::Closure(_))
        };
        let operates = value.pending.iter().any(|it| matches!(it, Pending::Operation(_)));
        if let (true, Some(operated)) = (value.pending.is_empty(), self.awaited_value(future, at)) {
            self.event(Action::Operates(operated), at);
            self.release_guards(&value.guards);
            return Value::default();
        }
        let calls = value.pending.iter().any(|pending| matches!(pending, Pending::Call(_)));
        if value.pending.is_empty() || !operates && value.pending.iter().any(runs) {
            let runs = match value.pending.is_empty() {
                true => self.runs(future),
                false => Runs::Known,
            };
            self.event(Action::Awaits { future, runs, alone }, at);
        }
        if value.pending.is_empty() {
            // What a future carried away may come back with its output; that is not known.
            self.release_guards(&value.guards);
            return Value::default();
        }
        let (pending, wrapped) = (value.pending, value.wrapped);
        let finished = pending.into_iter().map(|pending| self.finish(pending));
        let finished = finished.fold(Value::default(), Value::and);
        if calls {
            self.event(Action::Awaits { future, runs: Runs::Known, alone }, at);
        }
        Value { wrapped, ..finished }
    }

    /// What a future runs that is not written here.
    fn runs(&self, future: &Expr) -> Runs {
        let handed_in = |hint: Option<TypeKind>| {
            if hint == Some(TypeKind::Closure) { Runs::Known } else { Runs::Foreign }
        };
        match future {
            Expr::Paren(paren) => self.runs(&paren.expr),
            Expr::Reference(reference) => self.runs(&reference.expr),
            Expr::Path(_) if self.is_answer(future) => Runs::Answer,
            Expr::Call(call) if syntax::last_word(&call.func).as_deref() == Some("timeout") => {
                call.args.last().map_or(Runs::Unknown, |future| self.runs(future))
            }
            // The data are lent to that code on purpose.
            Expr::Call(call) if call.args.iter().any(|argument| self.lends_guard(argument)) => {
                Runs::Unknown
            }
            Expr::Call(call) => match &*call.func {
                Expr::Paren(callee) if matches!(*callee.expr, Expr::Field(_) | Expr::Index(_)) => {
                    Runs::Foreign
                }
                _ if self.is_answer(future) => Runs::Answer,
                callee if self.variable_of(callee).is_some() => handed_in(self.hint(callee)),
                _ => Runs::Unknown,
            },
            Expr::MethodCall(call) => match call.method.to_string().as_str() {
                method if call.args.is_empty() && methods::does(method, Effect::WaitsForTask) => {
                    Runs::Answer
                }
                _ if self.hint(&call.receiver) == Some(TypeKind::Dyn) => Runs::Foreign,
                _ if self.is_foreign_item(&call.receiver) => Runs::Foreign,
                _ => Runs::Unknown,
            },
            _ => Runs::Unknown,
        }
    }

    fn is_answer(&self, future: &Expr) -> bool {
        self.hint(future).is_some_and(TypeKind::is_answer)
    }

    /// Whether it is one of several objects of which only a trait is known: listeners, probes, plugins.
    fn is_foreign_item(&self, receiver: &Expr) -> bool {
        let Some(oracle) = self.oracle else { return false };
        let is_item = self.variable_of(receiver).is_some_and(|it| self.variables[it].is_item);
        let chain = std::iter::successors(Some(self.typed(receiver).ty), |ty| oracle.pointee(ty));
        is_item && chain.take(8).any(|ty| matches!(ty, Ty::Bounded(_)))
    }

    fn lends_guard(&self, argument: &Expr) -> bool {
        let lent = self.variable_of(argument);
        lent.is_some_and(|lent| !self.kept_by(lent).is_empty())
    }

    /// Goes on inside of other code, which may run when nothing of this is held.
    pub(super) fn elsewhere(&mut self, inside: impl FnOnce(&mut Self)) {
        let state = self.state.as_ref().map(|_| Vec::new());
        let outside = mem::replace(&mut self.state, state);
        let here = mem::replace(&mut self.in_this_task, false);
        let loops = mem::take(&mut self.loops);
        let loop_path = mem::take(&mut self.loop_path);
        let task = self.enter_task();
        let decision = self.decision();
        self.alternative(decision, None, |walk| walk.temporaries(inside));
        (self.loops, self.in_this_task, self.state) = (loops, here, outside);
        (self.loop_path, self.task) = (loop_path, task);
    }

    /// Code that runs when it likes begins. Gives the number of the code around it.
    fn enter_task(&mut self) -> TaskId {
        self.summary.tasks.push(Task { outer: self.task });
        mem::replace(&mut self.task, TaskId(self.summary.tasks.len() - 1))
    }

    pub(super) fn async_block(&mut self, block: &'a ExprAsync) -> Value<'a> {
        let mut captures = Captures::default();
        captures.visit_block(&block.block);
        self.capture(captures, block.capture.is_some());
        let (visible, branch) = (self.visible.clone(), self.branch);
        Value::pending(Pending::Run(DeferredBlock { block: &block.block, visible, branch }))
    }

    pub(super) fn closure(&mut self, closure: &'a ExprClosure) -> Value<'a> {
        let mut captures = Captures::default();
        captures.visit_expr_closure(closure);
        self.capture(captures, closure.capture.is_some());
        if closure.asyncness.is_some() && !self.composes {
            self.elsewhere(|walk| drop(walk.expr(&closure.body)));
        }
        let visible = self.visible.clone();
        Value::pending(Pending::Closure(DeferredClosure { closure, visible }))
    }

    /// Variables that other code takes with it, or may.
    fn capture(&mut self, captures: Captures, moves: bool) {
        for (name, taken) in captures.found {
            let Some(variable) = self.variable(&name) else { continue };
            self.borrow(variable);
            if moves || taken {
                let guards = self.kept_by(variable);
                self.release_guards(&guards);
            }
        }
    }

    /// An async block that runs while this waits for it. Its `return` comes back here.
    pub(super) fn run_inside(&mut self, later: DeferredBlock<'a>) -> Value<'a> {
        let loops = mem::take(&mut self.loops);
        let before = self.state.clone();
        let outside = self.temporary;
        let value = self.temporaries(|walk| {
            let value = walk.run_later(later);
            if !walk.composes {
                walk.discard(value);
                return Value::default();
            }
            walk.own(&value, DropScope::Temporary(outside));
            value
        });
        self.loops = loops;
        // Only what leaves the block early could be alive still, and that is dropped with it.
        let state = self.state.take();
        self.state = if self.composes { state.or(before) } else { self.union(state, before) };
        value
    }

    /// Goes through an async block, in which names mean what they meant where it is written. One that waits for itself is gone
    /// through once.
    pub(super) fn run_later(&mut self, later: DeferredBlock<'a>) -> Value<'a> {
        let DeferredBlock { block, visible, branch } = later;
        if self.running.iter().any(|running| ptr::eq(*running, block)) {
            return Value::default();
        }
        self.running.push(block);
        let outside = mem::replace(&mut self.visible, visible);
        let branch = mem::replace(&mut self.branch, branch);
        let in_async = mem::replace(&mut self.in_async, true);
        let value = self.body(block);
        self.in_async = in_async;
        (self.visible, self.branch) = (outside, branch);
        self.running.pop();
        value
    }

    /// What a closure on the pool of blocking threads acquires while this waits for it.
    pub(super) fn run_blocking(&mut self, closure: &'a ExprClosure) {
        let mut search = BlockingCalls(Vec::new());
        search.visit_expr(&closure.body);
        for (how, call) in search.0 {
            let (place, at) = (self.place(&call.receiver), syntax::start(&call.receiver));
            let value = self.acquire(how, place, (at, true), GuardBinding::Temporary);
            self.release(value);
        }
    }
}

/// The variables that other code mentions, and whether it may take them or only looks into them.
#[derive(Default)]
struct Captures {
    found: Vec<(String, bool)>,
    /// Its own variables, which are visible where the search is.
    own: Vec<String>,
}

impl Captures {
    fn look_into(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(path) => self.found(path.path.get_ident().map(Ident::to_string), false),
            expr => self.visit_expr(expr),
        }
    }

    fn found(&mut self, names: impl IntoIterator<Item = String>, takes: bool) {
        for name in names {
            if !self.own.contains(&name) {
                self.found.push((name, takes));
            }
        }
    }

    fn bind(&mut self, pattern: &Pat) {
        self.own.extend(idents_of(pattern).iter().map(Ident::to_string));
    }
}

impl<'ast> Visit<'ast> for Captures {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Path(path) => self.found(path.path.get_ident().map(Ident::to_string), true),
            Expr::Reference(reference) => self.look_into(&reference.expr),
            Expr::Unary(unary) => self.look_into(&unary.expr),
            Expr::Field(field) => self.look_into(&field.base),
            Expr::Index(index) => {
                self.look_into(&index.expr);
                self.visit_expr(&index.index);
            }
            Expr::MethodCall(call) => {
                self.look_into(&call.receiver);
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let looks = syntax::last_of(&call.path).is_some_and(|name| macros::only_looks(&name));
        self.found(words(&call.tokens), !looks);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let outside = self.own.len();
        visit::visit_block(self, block);
        self.own.truncate(outside);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        self.bind(&local.pat);
    }

    fn visit_expr_for_loop(&mut self, each: &'ast ExprForLoop) {
        self.visit_expr(&each.expr);
        let outside = self.own.len();
        self.bind(&each.pat);
        self.visit_block(&each.body);
        self.own.truncate(outside);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        let outside = self.own.len();
        closure.inputs.iter().for_each(|input| self.bind(input));
        self.visit_expr(&closure.body);
        self.own.truncate(outside);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        let outside = self.own.len();
        self.bind(&arm.pat);
        visit::visit_arm(self, arm);
        self.own.truncate(outside);
    }

    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}

struct BlockingCalls<'a>(Vec<(Acquisition, &'a ExprMethodCall)>);

impl<'a> Visit<'a> for BlockingCalls<'a> {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        let how = methods::blocking_acquisition(&call.method.to_string());
        self.0.extend(how.map(|how| (how, call)));
        visit::visit_expr_method_call(self, call);
    }
}
