//! What acquires: recognised by the method, and by what is known of its receiver.

use std::mem;

use proc_macro2::Span;
use syn::{Block, Expr, ExprClosure, ExprMethodCall, Pat};

use super::{
    Action, Guard, GuardBinding, GuardKind, PlaceKey, innermost,
    kinds::TypeKind,
    scopes::{DropScope, Value},
    walk::Walk,
};
use crate::{rules::Allowance, syntax};

/// What happens when a value is awaited.
#[derive(Clone)]
pub(super) enum Pending<'a> {
    Acquire {
        kind: GuardKind,
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
            Expr::Macro(call) => TypeKind::of_macro(&call.mac.path),
            Expr::Closure(_) => Some(TypeKind::Closure),
            _ => None,
        }
    }

    /// The future of an acquisition.
    pub(super) fn acquisition(&self, call: &ExprMethodCall, method: &str) -> Option<Pending<'a>> {
        let (kind, arguments) = match method {
            "lock" | "lock_owned" => (GuardKind::Exclusive, 0),
            "lock_when" => (GuardKind::Exclusive, 1),
            "write" | "write_owned" => (GuardKind::Exclusive, 0),
            "read" | "read_owned" => (GuardKind::Shared, 0),
            "acquire" | "acquire_owned" => (GuardKind::Permit, 0),
            "acquire_many" | "acquire_many_owned" => (GuardKind::Permit, 1),
            _ => return None,
        };
        if call.args.len() != arguments {
            return None;
        }
        let (hint, place) = (self.hint(&call.receiver), self.place(&call.receiver));
        // What is unlocked by hand gives no guard.
        if hint == Some(TypeKind::ParkingLot) || self.index.is_released(&place.text) {
            return None;
        }
        let certain = match kind {
            GuardKind::Permit => {
                hint == Some(TypeKind::Semaphore) || self.semaphores.contains(&place.text)
            }
            _ => hint == Some(TypeKind::AsyncLock) || self.targets.contains(&place.text),
        };
        // Other things are read and written, too, but nothing else is locked.
        let known = certain
            || method.starts_with("lock")
            || kind != GuardKind::Permit
                && (hint == Some(TypeKind::AnyLock) || self.index.is_read_and_written(&place.text));
        let at = syntax::start(&call.receiver);
        let allowed = self.allowed.clone();
        known.then_some(Pending::Acquire { kind, place, at, certain, allowed })
    }

    /// A guard that is there without `.await`.
    pub(super) fn immediate(&self, call: &ExprMethodCall, method: &str) -> Option<GuardKind> {
        let hint = || self.hint(&call.receiver);
        match method {
            "lock" | "read" | "write" if hint() == Some(TypeKind::ParkingLot) => {
                Some(GuardKind::Blocking)
            }
            // Other things than cells are borrowed, too; fields seldom.
            "borrow_mut" if call.args.is_empty() => {
                let is_cell = hint() == Some(TypeKind::RefCell) || is_field(&call.receiver);
                is_cell.then_some(GuardKind::Borrow)
            }
            "borrow" | "borrow_and_update" if call.args.is_empty() => match hint() {
                Some(TypeKind::RefCell) => Some(GuardKind::Borrow),
                Some(TypeKind::Watch) => Some(GuardKind::Watched),
                _ => None,
            },
            "get" | "get_mut" | "entry" | "iter" | "iter_mut"
                if hint() == Some(TypeKind::DashMap) =>
            {
                Some(GuardKind::Shard)
            }
            "enter" | "entered" if hint() == Some(TypeKind::Span) => Some(GuardKind::Span),
            _ => None,
        }
    }

    /// Acquires; a temporary of the current scope keeps it at first.
    pub(super) fn acquire(
        &mut self,
        kind: GuardKind,
        place: PlaceKey,
        (at, certain): (Span, bool),
        binding: GuardBinding,
    ) -> Value<'a> {
        let guard = self.summary.guards.len();
        let since = self.now();
        self.summary.guards.push(Guard { kind, place, certain, binding, since, hold: None });
        self.event(Action::Acquires(guard), at);
        self.keep(guard, DropScope::Temporary(self.temporary));
        Value::of(vec![guard])
    }

    /// What a future gives when it has run to its end.
    pub(super) fn finish(&mut self, pending: Pending<'a>) -> Value<'a> {
        match pending {
            Pending::Acquire { kind, place, at, certain, .. } => {
                self.acquire(kind, place, (at, certain), GuardBinding::Temporary)
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
            [Pending::Acquire { kind, place, at, certain: false, .. }]
                if is_ok && kind.is_lock() =>
            {
                let (place, at) = (place.clone(), *at);
                value.pending.clear();
                self.acquire(GuardKind::Blocking, place, (at, false), GuardBinding::Temporary)
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
