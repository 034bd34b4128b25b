//! Statements and expressions, in the order in which they are evaluated.

use proc_macro2::Ident;
use syn::{Attribute, Block, Expr, Pat, Stmt};

use super::state::Walk;
use crate::{
    flow::{
        ids::{GuardId, VarId},
        summary::{Action, Exit},
        value::{DropScope, Pending, Value},
    },
    known::methods::{self, Effect},
    parse::marks,
    syntax,
};

impl<'a> Walk<'a> {
    /// A block: its statements, and the value of its tail.
    pub(super) fn block(&mut self, block: &'a Block) -> Value<'a> {
        self.scope(|walk| {
            let Some((last, statements)) = block.stmts.split_last() else {
                return Value::default();
            };
            for statement in statements {
                walk.statement(statement);
            }
            let Stmt::Expr(tail, None) = last else {
                walk.statement(last);
                return Value::default();
            };
            walk.allowing(syntax::of_statement(tail), |walk| {
                let outside = walk.temporary;
                let mut value = if walk.short_temporaries {
                    walk.terminated(|w| w.expr(tail))
                } else {
                    walk.expr(tail)
                };
                walk.own(&value, DropScope::Temporary(outside));
                value.read = value.read.take().or_else(|| walk.read_of(tail));
                value
            })
        })
    }

    fn statement(&mut self, statement: &'a Stmt) {
        if !self.is_compiled(statement) {
            return;
        }
        match statement {
            Stmt::Local(local) => self.allowing(&local.attrs, |walk| walk.local(local)),
            Stmt::Expr(expr, _) => self.allowing(syntax::of_statement(expr), |walk| {
                walk.temporaries(|walk| {
                    let value = walk.expr(expr);
                    walk.drop_value(value, expr);
                });
            }),
            Stmt::Macro(call) => self.allowing(&call.attrs, |walk| {
                walk.temporaries(|walk| {
                    if !walk.pins(&call.mac) {
                        let value = walk.macro_call(&call.mac);
                        walk.release(value);
                    }
                });
            }),
            Stmt::Item(_) => {}
        }
    }

    fn is_compiled(&self, statement: &Stmt) -> bool {
        let attributes = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Expr(expr, _) => syntax::of_statement(expr),
            Stmt::Macro(call) => &call.attrs,
            Stmt::Item(_) => return true,
        };
        self.oracle.is_none_or(|oracle| oracle.is_compiled(attributes))
    }

    /// Goes on under what the statement's attributes allow.
    fn allowing<T>(
        &mut self,
        attributes: &'a [Attribute],
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outside = self.allowed.len();
        let allowances = self.allowances;
        let here = attributes.iter().filter_map(marks::allowance_of);
        self.allowed.extend(here.filter_map(|index| allowances.get(index)));
        let before = self.summary.guards.len();
        let value = inside(self);
        self.allowed.truncate(outside);
        // Code that some builds leave out: other builds may acquire in another way.
        if self.oracle.is_none()
            && attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
        {
            let acquired: Vec<GuardId> = (before..self.summary.guards.len()).map(GuardId).collect();
            self.release_guards(&acquired);
        }
        value
    }

    /// Nothing keeps the value of `expr`.
    pub(super) fn drop_value(&mut self, value: Value<'a>, expr: &'a Expr) {
        if matches!(expr, Expr::Await(_) | Expr::Call(_) | Expr::MethodCall(_)) {
            self.event(Action::Ignores(expr), syntax::start(expr));
        }
        self.drops_result(expr);
        if is_acquired(expr) {
            for &guard in &value.guards {
                self.event(Action::DropsAtOnce(guard), syntax::start(expr));
            }
        }
        self.discard(value);
    }

    /// An expression, for its value.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Value<'a> {
        if let Some(index) = marks::mark_of(expr) {
            return self.held_block(expr, index);
        }
        match expr {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.take(&name.to_string()),
                None => Value::default(),
            },
            Expr::Paren(paren) => self.expr(&paren.expr),
            Expr::Group(group) => self.expr(&group.expr),
            Expr::Await(awaited) => self.awaits(awaited),
            Expr::Try(tried) => {
                let value = self.expr(&tried.expr);
                self.event(Action::Exits(Exit::Question), tried.question_token.span);
                Value { wrapped: false, ..value }
            }
            Expr::Call(call) => self.call(expr, call),
            Expr::MethodCall(call) => self.method(expr, call),
            Expr::Macro(call) => self.macro_call(&call.mac),
            Expr::Assign(assign) => self.assign(&assign.left, &assign.right),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Tuple(tuple) => self.all(tuple.elems.iter()).wrapped(),
            Expr::Array(array) => self.all(array.elems.iter()).wrapped(),
            Expr::Repeat(repeat) => self.expr(&repeat.expr),
            Expr::Struct(literal) => {
                let fields = literal.fields.iter().map(|field| &field.expr);
                self.stored_fields(literal);
                let value = self.all(fields.chain(literal.rest.as_deref()));
                self.run_elsewhere(value.pending);
                let value = Value { guards: value.guards, ..Value::default() };
                if literal.rest.is_some() {
                    return Value { structured: true, ..value };
                }
                let name = syntax::last_of(&literal.path).unwrap_or_default();
                self.constructed(expr, &name, value)
            }
            Expr::Reference(_) | Expr::Unary(_) | Expr::Field(_) | Expr::Index(_) => {
                self.in_place(expr);
                self.moves_guard_out(expr);
                Value::default()
            }
            Expr::Cast(cast) => {
                self.in_place(&cast.expr);
                Value::default()
            }
            Expr::Range(range) => {
                self.all(range.start.as_deref().into_iter().chain(range.end.as_deref()));
                Value::default()
            }
            Expr::Closure(closure) => self.closure(closure),
            Expr::Async(block) => self.async_block(block),
            _ => self.control(expr),
        }
    }

    pub(super) fn all(&mut self, exprs: impl Iterator<Item = &'a Expr>) -> Value<'a> {
        exprs.fold(Value::default(), |value, expr| value.and(self.expr(expr)))
    }

    /// Moves out of a variable.
    fn take(&mut self, name: &str) -> Value<'a> {
        let Some(index) = self.variable(name) else { return Value::default() };
        self.used(index);
        self.variables[index].is_moved = true;
        let (guards, pending) = (self.kept_by(index), self.take_pending(index));
        let wrapped = self.variables[index].wrapped;
        let from = self.variables[index].from.clone();
        let value = Value { guards, pending, wrapped, from, ..Value::default() };
        self.own_here(&value);
        value
    }

    /// Uses a variable where it is: a borrowed future may be polled.
    pub(super) fn borrow(&mut self, variable: VarId) {
        self.used(variable);
        let pending = self.take_pending(variable);
        // A closure that is known here runs where it is called.
        let called = |pending: &Pending<'_>| matches!(pending, Pending::Closure(_));
        let (closures, rest) = pending.into_iter().partition(called);
        self.variables[variable].pending = closures;
        self.run_elsewhere(rest);
    }

    /// A guard that is used after all was hidden for a while only.
    pub(super) fn used(&mut self, variable: VarId) {
        let variable = &mut self.variables[variable];
        variable.unused_guard = false;
        if let Some(event) =
            variable.shadowed.take().and_then(|at| self.summary.events.get_mut(at.index()))
            && matches!(event.action, Action::Shadows(_))
        {
            event.action = Action::Unknown;
        }
    }

    /// An expression whose value stays where it is: what it carries is a temporary, or still the variable's.
    pub(super) fn in_place(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Path(path) => {
                let name = path.path.get_ident().map(Ident::to_string);
                if let Some(variable) = name.and_then(|name| self.variable(&name)) {
                    self.borrow(variable);
                }
            }
            Expr::Paren(paren) => self.in_place(&paren.expr),
            Expr::Reference(reference) => {
                self.in_place(&reference.expr);
                if reference.mutability.is_some() {
                    self.changes(&reference.expr);
                }
            }
            Expr::Field(field) => self.in_place(&field.base),
            Expr::Unary(unary) => self.in_place(&unary.expr),
            Expr::Index(index) => {
                self.in_place(&index.expr);
                self.in_place(&index.index);
                if let Some((guard, _)) = self.part_of(&index.expr) {
                    let at = syntax::start(&index.index);
                    self.event(Action::Indexes { guard, index: &index.index }, at);
                }
            }
            Expr::Lit(_) => {}
            _ => {
                let value = self.expr(expr);
                self.own_here(&value);
                self.run_elsewhere(value.pending);
            }
        }
    }
}

pub(super) fn untyped(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Type(typed) => &typed.pat,
        pattern => pattern,
    }
}

/// Whether the value is what an acquisition gives, as it is. To acquire all permits is to wait for all of their holders.
fn is_acquired(expr: &Expr) -> bool {
    match expr {
        Expr::Await(awaited) => {
            !matches!(&*awaited.base, Expr::MethodCall(call) if call.method == "acquire_many")
        }
        Expr::Paren(paren) => is_acquired(&paren.expr),
        Expr::Try(tried) => is_acquired(&tried.expr),
        Expr::MethodCall(call) => {
            methods::does(&call.method.to_string(), Effect::Unwraps) && is_acquired(&call.receiver)
        }
        _ => false,
    }
}
