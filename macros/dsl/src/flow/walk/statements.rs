//! Statements and expressions, in the order in which they are evaluated.

use proc_macro2::Ident;
use syn::{Attribute, Block, Expr, Local, Pat, Stmt};

use super::state::Walk;
use crate::{
    flow::{
        ids::{GuardId, VarId},
        summary::{Action, Exit, GuardBinding},
        value::{DropScope, Pending, Value},
    },
    known::{
        TypeKind,
        methods::{self, Effect},
    },
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
        if is_acquired(expr) {
            for &guard in &value.guards {
                self.event(Action::DropsAtOnce(guard), syntax::start(expr));
            }
        }
        self.discard(value);
    }

    fn local(&mut self, local: &'a Local) {
        let Some(init) = &local.init else {
            self.bind_pattern(&local.pat, Value::default(), None);
            if let Pat::Type(declared) = &local.pat {
                let typed = self.typed_local(Some(&*declared.ty), None);
                self.type_bound(&declared.pat, &typed);
            }
            return;
        };
        let (pattern, expr) = (untyped(&local.pat), &*init.expr);
        let is_wild = matches!(pattern, Pat::Wild(_));
        let declared = match &local.pat {
            Pat::Type(typed) => Some(&*typed.ty),
            _ => None,
        };
        let typed = self.typed_local(declared, Some(expr));
        let path = self.path_of(expr);
        let value = self.terminated(|walk| match expr {
            // Such a binding does not move what it is given.
            Expr::Path(_) if is_wild => Value::default(),
            Expr::Reference(reference) => {
                let value = walk.extended(&reference.expr);
                if reference.mutability.is_some() {
                    walk.changes(&reference.expr);
                }
                value
            }
            expr => walk.expr(expr),
        });
        let value = self.tried(pattern, value);
        if let Some((_, otherwise)) = &init.diverge {
            self.branch(None, |walk| {
                walk.release_guards(&value.guards);
                let value = walk.expr(otherwise);
                walk.discard(value);
            });
        }
        if is_wild {
            return self.drop_value(value, expr);
        }
        let read = value.read.clone().or_else(|| self.read_of(expr));
        self.computed(pattern, expr, read);
        // A function by its name is code that is known.
        let named = |walk: &Self| matches!(expr, Expr::Path(_)) && walk.variable_of(expr).is_none();
        let hint = declared.and_then(TypeKind::of_type).or_else(|| self.hint(expr));
        let from = value.from.clone();
        let hint = hint.or_else(|| named(self).then_some(TypeKind::Closure));
        self.bind_pattern(&local.pat, value, hint);
        self.bind_channel(pattern, expr);
        self.type_bound(pattern, &typed);
        self.alias(pattern, path);
        self.computed_by(pattern, from);
    }

    /// The operand of a `&` that a `let` keeps: so are the temporaries that it is a part of.
    fn extended(&mut self, expr: &'a Expr) -> Value<'a> {
        match expr {
            Expr::Field(field) => self.extended(&field.base),
            Expr::Index(index) => {
                self.in_place(&index.index);
                self.extended(&index.expr)
            }
            Expr::Unary(unary) => self.extended(&unary.expr),
            Expr::Reference(reference) => self.extended(&reference.expr),
            Expr::Paren(paren) => self.extended(&paren.expr),
            Expr::Path(_) => {
                self.in_place(expr);
                Value::default()
            }
            _ => {
                let value = self.expr(expr);
                let hidden = syntax::generated("__extended", syntax::start(expr));
                let variable = self.bind(&hidden, None);
                self.own(&value, DropScope::Variable(variable));
                let at = self.now();
                for &guard in &value.guards {
                    let guard = &mut self.summary.guards[guard];
                    (guard.binding, guard.since) = (GuardBinding::Extended, at);
                }
                Value::default()
            }
        }
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
                Value { guards: value.guards, structured: true, ..Value::default() }
            }
            Expr::Reference(_) | Expr::Unary(_) | Expr::Field(_) | Expr::Index(_) => {
                self.in_place(expr);
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
