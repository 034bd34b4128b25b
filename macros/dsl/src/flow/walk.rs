//! The walk itself: statements and expressions, in the order in which they are evaluated.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::{Attribute, Block, Expr, FnArg, Local, Pat, ReceiverKind, Signature, Stmt};

use super::{
    Action, BodySummary, Branch, Event, Exit, GuardBinding,
    loops::Loop,
    macros::BodyIndex,
    scopes::{DropScope, Parameter, State, Value, Variable, is_shared},
};
use crate::{
    known::{
        TypeKind,
        methods::{self, Effect},
    },
    parse::marks,
    plan::{Hold, Holds, Permits, Primitive},
    rules::Allowance,
    syntax,
};

/// Everything that the walk is told of the function.
pub(crate) struct WalkInput<'a> {
    pub(crate) signature: &'a Signature,
    pub(crate) holds: &'a Holds,
    pub(crate) blocks: &'a [Holds],
    pub(crate) allowances: &'a [Allowance],
    pub(crate) index: &'a BodyIndex,
    /// Whether temporaries of an `if let` end before its `else`, and those of a tail with its block, as since edition 2024.
    pub(crate) short_temporaries: bool,
}

/// What the body of a function does.
pub(crate) fn summarize<'a>(input: &WalkInput<'a>, body: &'a Block) -> BodySummary<'a> {
    let mut walk = Walk::new(input);
    walk.function(input, body);
    walk.summary
}

pub(super) struct Walk<'a> {
    pub(super) summary: BodySummary<'a>,
    pub(super) index: &'a BodyIndex,
    pub(super) short_temporaries: bool,
    allowances: &'a [Allowance],
    pub(super) blocks: &'a [Holds],
    /// The places that attributes hold as locks, and as semaphores.
    pub(super) targets: Vec<String>,
    pub(super) semaphores: Vec<String>,

    // What there is.
    pub(super) state: State,
    pub(super) variables: Vec<Variable<'a>>,
    /// Those that names may mean here, the innermost last.
    pub(super) visible: Vec<usize>,
    /// The guard that an expression gave, by where it is in the body.
    pub(super) guard_of_expr: HashMap<*const (), usize>,

    // Where it is.
    /// The innermost scope of temporaries, and how many there were.
    pub(super) temporary: usize,
    pub(super) temporaries: usize,
    pub(super) branch: usize,
    pub(super) decisions: usize,
    /// How many conditions deep.
    pub(super) conditions: usize,
    pub(super) loops: Vec<Loop<'a>>,
    /// What is alive where the loop that was left last begins again.
    pub(super) next_round: State,
    pub(super) in_this_task: bool,
    pub(super) borrowed_futures: Vec<&'a Expr>,
    /// The async blocks that it is in.
    pub(super) running: Vec<&'a Block>,
    pub(super) allowed: Vec<&'a Allowance>,
}

impl<'a> Walk<'a> {
    fn new(input: &WalkInput<'a>) -> Self {
        let (mut targets, mut semaphores) = (Vec::new(), Vec::new());
        for hold in input.blocks.iter().chain([input.holds]).flat_map(|holds| &holds.holds) {
            match hold {
                Hold::Locks(locks) => {
                    targets.extend(locks.guards.iter().map(|guard| guard.place.text.clone()));
                }
                Hold::Permits(Permits { from: Primitive::Place(place), .. }) => {
                    semaphores.push(place.text.clone());
                }
                _ => {}
            }
        }
        let body = Branch { outer: 0, decision: 0, by: None };
        Walk {
            summary: BodySummary { branches: vec![body], ..BodySummary::default() },
            index: input.index,
            short_temporaries: input.short_temporaries,
            allowances: input.allowances,
            blocks: input.blocks,
            targets,
            semaphores,
            state: Some(Vec::new()),
            variables: Vec::new(),
            visible: Vec::new(),
            guard_of_expr: HashMap::new(),
            temporary: 0,
            temporaries: 0,
            branch: 0,
            decisions: 0,
            conditions: 0,
            loops: Vec::new(),
            next_round: None,
            in_this_task: true,
            borrowed_futures: Vec::new(),
            running: Vec::new(),
            allowed: input.holds.allowed.iter().collect(),
        }
    }

    fn function(&mut self, input: &WalkInput<'a>, body: &'a Block) {
        for argument in &input.signature.inputs {
            match argument {
                FnArg::Typed(argument) => self.bind_parameter(&argument.pat, &argument.ty),
                FnArg::Receiver(receiver) => {
                    let name = Ident::new("self", receiver.self_token.span);
                    let variable = self.bind(&name, None);
                    self.variables[variable].parameter = Some(Parameter::Receiver);
                    self.variables[variable].is_shared = match &receiver.kind {
                        ReceiverKind::Reference(.., mutability) => mutability.is_none(),
                        ReceiverKind::Typed(_, ty) => is_shared(ty),
                        _ => false,
                    };
                }
            }
        }
        self.hold(input.holds, None);
        self.scope(|walk| walk.block(body));
    }

    pub(super) fn event(&mut self, action: Action<'a>, at: Span) {
        if self.state.is_none() {
            return;
        }
        self.summary.events.push(Event {
            action,
            at,
            alive: self.alive(),
            branch: self.branch,
            loops: self.loops.len(),
            in_this_task: self.in_this_task,
            async_depth: self.running.len(),
            borrowed_futures: self.borrowed_futures.clone(),
            allowed: self.allowed.clone(),
        });
    }

    /// The number of the next event.
    pub(super) fn now(&self) -> usize {
        self.summary.events.len()
    }

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
                    let value = walk.macro_call(&call.mac);
                    walk.release(value);
                });
            }),
            Stmt::Item(_) => {}
        }
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
        // What is there in some builds only, others acquire in another way.
        if attributes.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            let acquired: Vec<usize> = (before..self.summary.guards.len()).collect();
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
            return self.bind_pattern(&local.pat, Value::default(), None);
        };
        let (pattern, expr) = (untyped(&local.pat), &*init.expr);
        let is_wild = matches!(pattern, Pat::Wild(_));
        let value = self.terminated(|walk| match expr {
            // Such a binding does not move what it is given.
            Expr::Path(_) if is_wild => Value::default(),
            Expr::Reference(reference) => walk.extended(&reference.expr),
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
        let declared = match &local.pat {
            Pat::Type(typed) => TypeKind::of_type(&typed.ty),
            _ => None,
        };
        // A function by its name is code that is known.
        let named = |walk: &Self| matches!(expr, Expr::Path(_)) && walk.variable_of(expr).is_none();
        let hint = declared.or_else(|| self.hint(expr));
        let hint = hint.or_else(|| named(self).then_some(TypeKind::Closure));
        self.bind_pattern(&local.pat, value, hint);
        self.bind_channel(pattern, expr);
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
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => self.method(call),
            Expr::Macro(call) => self.macro_call(&call.mac),
            Expr::Assign(assign) => self.assign(&assign.left, &assign.right),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Tuple(tuple) => self.all(tuple.elems.iter()),
            Expr::Array(array) => self.all(array.elems.iter()).wrapped(),
            Expr::Repeat(repeat) => self.expr(&repeat.expr),
            Expr::Struct(literal) => {
                let fields = literal.fields.iter().map(|field| &field.expr);
                let value = self.all(fields.chain(literal.rest.as_deref()));
                self.release(value);
                Value::default()
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
        let value = Value { guards, pending, wrapped, read: None };
        self.own_here(&value);
        value
    }

    /// Uses a variable where it is: who borrows a future may poll it.
    pub(super) fn borrow(&mut self, variable: usize) {
        self.used(variable);
        let pending = self.take_pending(variable);
        self.run_elsewhere(pending);
    }

    /// A guard that is used after all was hidden for a while only.
    pub(super) fn used(&mut self, variable: usize) {
        let variable = &mut self.variables[variable];
        variable.unused_guard = false;
        if let Some(event) = variable.shadowed.take().and_then(|at| self.summary.events.get_mut(at))
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
            Expr::Reference(reference) => self.in_place(&reference.expr),
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

/// Whether the value is what an acquisition gives, as it is. Who acquires all permits waits for all of their holders.
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
