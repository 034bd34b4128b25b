//! What acquires: recognised by the method, and by what is known of its receiver.

use std::mem;

use proc_macro2::Span;
use syn::{Block, Expr, ExprClosure, ExprMacro, ExprMethodCall, Pat};

use super::{
    Action, Guard, GuardBinding, PlaceKey, innermost,
    scopes::{DropScope, Value},
    walk::Walk,
};
use crate::{
    known::{
        GuardKind, Patience, TypeKind,
        macros::{self, Arguments},
        methods::{self, Acquisition, Gives},
    },
    rules::Allowance,
    syntax,
};

/// What happens when a value is awaited.
#[derive(Clone)]
pub(super) enum Pending<'a> {
    Acquire {
        how: Acquisition,
        place: PlaceKey,
        at: Span,
        certain: bool,
        allowed: Vec<&'a Allowance>,
    },
    /// A wait that acquires this guard again.
    Wait(usize),
    /// A block that runs, in this task or in another that is waited for.
    Run(DeferredBlock<'a>),
    /// A closure that runs on the pool of blocking threads, and is waited for.
    RunBlocking(&'a ExprClosure),
}

/// An async block, which runs elsewhere than where it is written.
#[derive(Clone)]
pub(super) struct DeferredBlock<'a> {
    pub(super) block: &'a Block,
    /// What is visible in it, and what decides whether it is made.
    pub(super) visible: Vec<usize>,
    pub(super) branch: usize,
}

impl<'a> Walk<'a> {
    /// What is known of an expression.
    pub(super) fn hint(&self, expr: &Expr) -> Option<TypeKind> {
        match innermost(expr) {
            Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                self.variable(&name).and_then(|variable| self.variables[variable].hint)
            }
            // `Arc::clone(&lock)`
            Expr::Call(call) if syntax::last_word(&call.func).as_deref() == Some("clone") => {
                self.hint(call.args.first()?)
            }
            Expr::Call(call) => TypeKind::of_call(call),
            Expr::Macro(call) => is_span(call).then_some(TypeKind::Span),
            Expr::Closure(_) => Some(TypeKind::Closure),
            _ => None,
        }
    }

    /// The future of an acquisition.
    pub(super) fn acquisition(&self, call: &ExprMethodCall, method: &str) -> Option<Pending<'a>> {
        let how = methods::awaited_acquisition(method, call.args.len())?;
        let (hint, place) = (self.hint(&call.receiver), self.place(&call.receiver));
        // What is unlocked by hand gives no guard.
        if hint == Some(TypeKind::ParkingLot) || self.index.is_released(&place.text) {
            return None;
        }
        let certain = match how.kind {
            GuardKind::Permit => {
                hint == Some(TypeKind::Semaphore) || self.semaphores.contains(&place.text)
            }
            _ => hint == Some(TypeKind::AsyncLock) || self.targets.contains(&place.text),
        };
        // Other things are read and written, too, but nothing else is locked.
        let known = certain
            || method.starts_with("lock")
            || how.kind != GuardKind::Permit
                && (matches!(hint, Some(TypeKind::AnyLock | TypeKind::StdLock))
                    || self.index.is_read_and_written(&place.text));
        let at = syntax::start(&call.receiver);
        let allowed = self.allowed.clone();
        known.then_some(Pending::Acquire { how, place, at, certain, allowed })
    }

    /// A guard that is there without `.await`.
    pub(super) fn immediate(&self, call: &ExprMethodCall, method: &str) -> Option<Acquisition> {
        let receiver = match self.hint(&call.receiver) {
            // Other things than cells are borrowed, too; fields seldom.
            None if method == "borrow_mut" && is_field(&call.receiver) => Some(TypeKind::RefCell),
            receiver => receiver,
        };
        let how = methods::acquisition(receiver?, method, call.args.len())?;
        let is_there = matches!(how.gives, Gives::Guard | Gives::Wrapped);
        (is_there && how.patience == Patience::Waits || how.kind == GuardKind::Span).then_some(how)
    }

    /// Acquires; a temporary of the current scope keeps it at first.
    pub(super) fn acquire(
        &mut self,
        how: Acquisition,
        place: PlaceKey,
        (at, certain): (Span, bool),
        binding: GuardBinding,
    ) -> Value<'a> {
        let guard = self.summary.guards.len();
        let since = self.now();
        let Acquisition { kind, mode, patience, .. } = how;
        let hold = None;
        self.summary.guards.push(Guard {
            kind,
            mode,
            patience,
            place,
            certain,
            binding,
            since,
            hold,
        });
        self.event(Action::Acquires(guard), at);
        self.keep(guard, DropScope::Temporary(self.temporary));
        Value::of(vec![guard])
    }

    /// What a future gives when it has run to its end.
    pub(super) fn finish(&mut self, pending: Pending<'a>) -> Value<'a> {
        match pending {
            Pending::Acquire { how, place, at, certain, .. } => {
                self.acquire(how, place, (at, certain), GuardBinding::Temporary)
            }
            Pending::Wait(guard) => {
                self.keep(guard, DropScope::Temporary(self.temporary));
                Value::of(vec![guard])
            }
            Pending::Run(later) => self.run_inside(later),
            Pending::RunBlocking(closure) => {
                self.run_blocking(closure);
                Value::default()
            }
        }
    }

    /// A result of a lock that blocks, which a pattern looks into: it is held where that is `Ok`.
    pub(super) fn tried(&mut self, pattern: &Pat, mut value: Value<'a>) -> Value<'a> {
        let is_ok = matches!(pattern, Pat::TupleStruct(pattern)
            if pattern.path.is_ident("Ok") && pattern.elems.len() == 1);
        match &value.pending[..] {
            [Pending::Acquire { how, place, at, certain: false, .. }]
                if is_ok && how.kind.is_lock() =>
            {
                let (how, place, at) = (how.on_thread(), place.clone(), *at);
                value.pending.clear();
                self.acquire(how, place, (at, false), GuardBinding::Temporary)
            }
            _ => value,
        }
    }

    /// Futures that are dropped without having been awaited.
    pub(super) fn never_awaited(&mut self, pending: Vec<Pending<'a>>) {
        for pending in pending {
            match pending {
                // It is noted where its scope ends, and allowed where it was written.
                Pending::Acquire { place, at, certain: true, allowed, .. } => {
                    let outside = mem::replace(&mut self.allowed, allowed);
                    self.event(Action::NeverAwaits(place), at);
                    self.allowed = outside;
                }
                pending => self.run_elsewhere(vec![pending]),
            }
        }
    }

    /// Futures that go where they cannot be followed, and run when they like.
    pub(super) fn run_elsewhere(&mut self, pending: Vec<Pending<'a>>) {
        for pending in pending {
            if let Pending::Run(later) = pending {
                self.elsewhere(|walk| drop(walk.run_later(later)));
            }
        }
    }
}

fn is_field(expr: &Expr) -> bool {
    matches!(innermost(expr), Expr::Field(_))
}

fn is_span(call: &ExprMacro) -> bool {
    syntax::last_of(&call.mac.path).and_then(|name| macros::arguments(&name))
        == Some(Arguments::Span)
}
