//! What acquires: recognised by the method, and by what is known of its receiver.

use std::mem;

use proc_macro2::Span;
use syn::{Block, Expr, ExprClosure, ExprMethodCall, Pat};

use super::{
    Guard, Keeper, Kind, PlaceKey, What, innermost,
    kinds::Hint,
    scopes::{Owner, Value},
    walk::Walk,
};
use crate::{names, rules::Allowance};

/// What happens when a value is awaited.
#[derive(Clone)]
pub(super) enum Pending<'a> {
    Acquire {
        kind: Kind,
        place: PlaceKey,
        at: Span,
        sure: bool,
        allowed: Vec<&'a Allowance>,
    },
    /// A wait that acquires this guard again.
    Wait(usize),
    /// A block that runs, in this task or in another that is waited for.
    Run(Later<'a>),
    /// A closure that runs on the pool of blocking threads, and is waited for.
    RunBlocking(&'a ExprClosure),
}

/// An async block, which runs elsewhere than where it is written.
#[derive(Clone)]
pub(super) struct Later<'a> {
    pub(super) block: &'a Block,
    /// What is visible in it, and what decides whether it is made.
    pub(super) visible: Vec<usize>,
    pub(super) branch: usize,
}

impl<'a> Walk<'a> {
    /// What is known of an expression.
    pub(super) fn hint(&self, expr: &Expr) -> Option<Hint> {
        match innermost(expr) {
            Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                self.variable(&name).and_then(|variable| self.variables[variable].hint)
            }
            // `Arc::clone(&lock)`
            Expr::Call(call) if names::last_word(&call.func).as_deref() == Some("clone") => {
                self.hint(call.args.first()?)
            }
            Expr::Call(call) => Hint::of_call(call),
            Expr::Macro(call) => Hint::of_macro(&call.mac.path),
            Expr::Closure(_) => Some(Hint::Closure),
            _ => None,
        }
    }

    /// The future of an acquisition.
    pub(super) fn acquisition(&self, call: &ExprMethodCall, method: &str) -> Option<Pending<'a>> {
        let (kind, arguments) = match method {
            "lock" | "lock_owned" => (Kind::Exclusive, 0),
            "lock_when" => (Kind::Exclusive, 1),
            "write" | "write_owned" => (Kind::Exclusive, 0),
            "read" | "read_owned" => (Kind::Shared, 0),
            "acquire" | "acquire_owned" => (Kind::Permit, 0),
            "acquire_many" | "acquire_many_owned" => (Kind::Permit, 1),
            _ => return None,
        };
        if call.args.len() != arguments {
            return None;
        }
        let (hint, place) = (self.hint(&call.receiver), self.place(&call.receiver));
        // What is unlocked by hand gives no guard.
        if hint == Some(Hint::ParkingLot) || self.survey.is_released(&place.text) {
            return None;
        }
        let sure = match kind {
            Kind::Permit => hint == Some(Hint::Semaphore) || self.semaphores.contains(&place.text),
            _ => hint == Some(Hint::AsyncLock) || self.targets.contains(&place.text),
        };
        // Other things are read and written, too, but nothing else is locked.
        let known = sure
            || method.starts_with("lock")
            || kind != Kind::Permit
                && (hint == Some(Hint::AnyLock) || self.survey.is_read_and_written(&place.text));
        let at = names::start(&call.receiver);
        let allowed = self.allowed.clone();
        known.then_some(Pending::Acquire { kind, place, at, sure, allowed })
    }

    /// A guard that is there without `.await`.
    pub(super) fn immediate(&self, call: &ExprMethodCall, method: &str) -> Option<Kind> {
        let hint = || self.hint(&call.receiver);
        match method {
            "lock" | "read" | "write" if hint() == Some(Hint::ParkingLot) => Some(Kind::Blocking),
            // Other things than cells are borrowed, too; fields seldom.
            "borrow_mut" if call.args.is_empty() => {
                let is_cell = hint() == Some(Hint::RefCell) || is_field(&call.receiver);
                is_cell.then_some(Kind::Borrow)
            }
            "borrow" | "borrow_and_update" if call.args.is_empty() => match hint() {
                Some(Hint::RefCell) => Some(Kind::Borrow),
                Some(Hint::Watch) => Some(Kind::Watched),
                _ => None,
            },
            "get" | "get_mut" | "entry" | "iter" | "iter_mut" if hint() == Some(Hint::DashMap) => {
                Some(Kind::Shard)
            }
            "enter" | "entered" if hint() == Some(Hint::Span) => Some(Kind::Span),
            _ => None,
        }
    }

    /// Acquires; a temporary of the current scope keeps it at first.
    pub(super) fn acquire(
        &mut self,
        kind: Kind,
        place: PlaceKey,
        (at, sure): (Span, bool),
        keeper: Keeper,
    ) -> Value<'a> {
        let guard = self.summary.guards.len();
        let since = self.now();
        self.summary.guards.push(Guard { kind, place, sure, keeper, since, hold: None });
        self.event(What::Acquires(guard), at);
        self.keep(guard, Owner::Temporary(self.temporary));
        Value::of(vec![guard])
    }

    /// What a future gives when it has run to its end.
    pub(super) fn finish(&mut self, pending: Pending<'a>) -> Value<'a> {
        match pending {
            Pending::Acquire { kind, place, at, sure, .. } => {
                self.acquire(kind, place, (at, sure), Keeper::Temporary)
            }
            Pending::Wait(guard) => {
                self.keep(guard, Owner::Temporary(self.temporary));
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
            [Pending::Acquire { kind, place, at, sure: false, .. }] if is_ok && kind.is_lock() => {
                let (place, at) = (place.clone(), *at);
                value.pending.clear();
                self.acquire(Kind::Blocking, place, (at, false), Keeper::Temporary)
            }
            _ => value,
        }
    }

    /// Futures that are dropped without having been awaited.
    pub(super) fn never_awaited(&mut self, pending: Vec<Pending<'a>>) {
        for pending in pending {
            match pending {
                // It is noted where its scope ends, and allowed where it was written.
                Pending::Acquire { place, at, sure: true, allowed, .. } => {
                    let outside = mem::replace(&mut self.allowed, allowed);
                    self.event(What::NeverAwaits(place), at);
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
