//! What acquires: recognised by the method, and by what is known of its receiver.

use std::mem;

use proc_macro2::Span;
use syn::{Expr, ExprCall, ExprMacro, ExprMethodCall, Pat};

use super::state::Walk;
use crate::{
    flow::{
        call::Code,
        ids::GuardId,
        place::{PlaceKey, innermost},
        summary::{Action, Guard, GuardBinding, GuardOrigin},
        value::{DropScope, Pending, Value},
    },
    known::{
        GuardKind, Patience, TypeKind,
        macros::{self, Arguments},
        methods::{self, Acquisition, Gives},
    },
    syntax,
};

impl<'a> Walk<'a> {
    /// What is known of an expression: by its type, or else by how it is written.
    pub(super) fn hint(&self, expr: &Expr) -> Option<TypeKind> {
        let typed = self.typed_receiver(expr);
        match typed.kinds.first() {
            None if !typed.is_known => self.written_hint(expr),
            kind => kind.copied(),
        }
    }

    fn written_hint(&self, expr: &Expr) -> Option<TypeKind> {
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
        let receiver = self.receiver(&call.receiver);
        let awaited = receiver.kinds.iter().find_map(|&kind| {
            methods::acquisition(kind, method, call.args.len()).filter(Acquisition::is_awaited)
        });
        if let Some(how) = awaited {
            return Some(self.acquisition_of(&call.receiver, how, true));
        }
        let is_any_lock = receiver.kinds.contains(&TypeKind::AnyLock);
        if receiver.is_known && !is_any_lock || is_any_lock && !self.in_async {
            return None;
        }
        let how = methods::awaited_acquisition(method, call.args.len())?;
        let (hint, place) = (self.hint(&call.receiver), self.place(&call.receiver));
        // What is unlocked by hand gives no guard.
        if hint == Some(TypeKind::ParkingLot) || self.index.is_released(&place.written) {
            return None;
        }
        let certain = match how.kind {
            GuardKind::Permit => {
                hint == Some(TypeKind::Semaphore) || self.semaphores.contains(&place.written)
            }
            _ => hint == Some(TypeKind::AsyncLock) || self.targets.contains(&place.written),
        };
        // Other things are read and written, too, but nothing else is locked.
        let known = certain
            || is_any_lock
            || method.starts_with("lock")
            || how.kind != GuardKind::Permit
                && (matches!(hint, Some(TypeKind::AnyLock | TypeKind::StdLock))
                    || self.index.is_read_and_written(&place.written));
        known.then(|| self.acquisition_of(&call.receiver, how, certain))
    }

    /// The place of a lock. One that is itself the data of a guard is not the lock of that guard.
    fn acquired_place(&self, lock: &Expr) -> PlaceKey {
        let mut place = self.place(lock);
        let is_guard = |kind: &TypeKind| matches!(kind, TypeKind::Guard(..));
        if self.receiver(lock).kinds.iter().any(is_guard) {
            place.path = place.path.element();
        }
        place
    }

    fn acquisition_of(&self, lock: &Expr, how: Acquisition, certain: bool) -> Pending<'a> {
        let (place, at) = (self.acquired_place(lock), syntax::start(lock));
        Pending::Acquire { how, place, at, certain, allowed: self.allowed.clone() }
    }

    /// `Lock::lock(&lock)`, and `lock_all([&one, &other])`, which acquires in one order for all tasks.
    pub(super) fn acquires_by_path(&mut self, call: &'a ExprCall) -> Option<Value<'a>> {
        let Expr::Path(path) = &*call.func else { return None };
        let method = syntax::last_of(&path.path)?;
        let (lock, rest) = (call.args.first()?, call.args.len() - 1);
        if method == "lock_all" {
            let Expr::Array(locks) = innermost(lock) else { return None };
            let acquire = |lock| self.acquired_by("lock", lock, 0);
            let all: Option<Vec<Pending<'a>>> = locks.elems.iter().map(acquire).collect();
            return all.map(|all| Value::pending(Pending::Ordered(all)));
        }
        if path.path.segments.len() < 2 {
            return None;
        }
        let pending = self.acquired_by(&method, lock, rest)?;
        self.in_place(lock);
        Some(Value::pending(pending))
    }

    /// The future of an acquisition of a lock of a known type.
    fn acquired_by(&self, method: &str, lock: &Expr, arguments: usize) -> Option<Pending<'a>> {
        let kinds = self.receiver(lock).kinds;
        let how = kinds.iter().find_map(|&kind| {
            methods::acquisition(kind, method, arguments).filter(Acquisition::is_awaited)
        })?;
        Some(self.acquisition_of(lock, how, true))
    }

    /// A guard that is there without `.await`, and whether it is certain that it is no result of one.
    pub(super) fn immediate(
        &self,
        call: &ExprMethodCall,
        method: &str,
    ) -> Option<(Acquisition, bool)> {
        let receiver = self.receiver(&call.receiver);
        let known = receiver.kinds.iter().find_map(|&kind| {
            let is_any = kind == TypeKind::AnyLock;
            let kind = if is_any { TypeKind::ParkingLot } else { kind };
            Some((methods::acquisition(kind, method, call.args.len())?, !is_any))
        });
        if known.is_some() || receiver.is_known {
            return known;
        }
        let receiver = match self.hint(&call.receiver) {
            // Other things than cells are borrowed, too; fields seldom.
            None if method == "borrow_mut" && is_field(&call.receiver) => Some(TypeKind::RefCell),
            receiver => receiver,
        };
        let how = methods::acquisition(receiver?, method, call.args.len())?;
        let is_there = matches!(how.gives, Gives::Guard | Gives::Wrapped);
        (is_there && how.patience == Patience::Waits || how.kind == GuardKind::Span)
            .then_some((how, true))
    }

    /// Acquires; a temporary of the current scope keeps it at first.
    pub(super) fn acquire(
        &mut self,
        how: Acquisition,
        place: PlaceKey,
        (at, certain): (Span, bool),
        binding: GuardBinding,
    ) -> Value<'a> {
        let guard = self.push_guard(how, place, (at, certain), GuardOrigin::Acquired);
        self.summary.guards[guard].binding = binding;
        self.event(Action::Acquires(guard), at);
        self.keep(guard, DropScope::Temporary(self.temporary));
        Value::of(vec![guard])
    }

    pub(super) fn push_guard(
        &mut self,
        how: Acquisition,
        place: PlaceKey,
        (at, certain): (Span, bool),
        origin: GuardOrigin,
    ) -> GuardId {
        let Acquisition { kind, mode, patience, .. } = how;
        self.summary.guards.push(Guard {
            kind,
            mode,
            patience,
            place,
            at,
            certain,
            origin,
            binding: GuardBinding::Temporary,
            since: self.now(),
            hold: None,
            task: self.task,
        });
        GuardId(self.summary.guards.len() - 1)
    }

    /// A guard that a method gives at once, or that it gives back before it returns. The closures that it is given run under it.
    pub(super) fn acquire_now(
        &mut self,
        (expr, call): (&Expr, &ExprMethodCall),
        (how, certain): (Acquisition, bool),
        given: Vec<Value<'a>>,
    ) -> Value<'a> {
        let (place, at) = (self.acquired_place(&call.receiver), syntax::start(&call.receiver));
        let value = self.acquire(how, place, (at, certain), GuardBinding::Temporary);
        for result in self.run_given(expr, given) {
            self.release(result);
        }
        match how.gives {
            Gives::Nothing => {
                self.release_guards(&value.guards);
                Value::default()
            }
            Gives::Wrapped if self.oracle.is_some() => value.wrapped(),
            _ => value,
        }
    }

    /// What a future gives when it has run to its end.
    pub(super) fn finish(&mut self, pending: Pending<'a>) -> Value<'a> {
        match pending {
            Pending::Acquire { how, place, at, certain, .. } => {
                let value = self.acquire(how, place, (at, certain), GuardBinding::Temporary);
                if how.gives == Gives::Nothing {
                    self.release_guards(&value.guards);
                    return Value::default();
                }
                value
            }
            Pending::Ordered(all) => {
                let mut guards = Vec::new();
                for pending in all {
                    let value = self.finish(pending);
                    self.release_guards(&value.guards);
                    guards.extend(value.guards);
                }
                guards.iter().for_each(|&it| self.keep(it, DropScope::Temporary(self.temporary)));
                Value::of(guards).wrapped()
            }
            Pending::Wait(guard) => {
                self.keep(guard, DropScope::Temporary(self.temporary));
                Value::of(vec![guard])
            }
            Pending::Run(later) => self.run_inside(later),
            Pending::Closure(closure) => {
                if !self.composes {
                    self.run_blocking(closure.closure);
                }
                Value::default()
            }
            Pending::Call(mut call) => {
                if matches!(call.code, Code::Awaited(_)) {
                    call.at = self.awaited_at;
                }
                self.run_call(call)
            }
            Pending::Join(task) => {
                self.event(Action::Joins(task), self.awaited_at);
                Value::default()
            }
            Pending::Operation(operated) => {
                let at = operated.at;
                self.event(Action::Operates(*operated), at);
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
            match pending {
                Pending::Run(later) => self.elsewhere(|walk| drop(walk.run_later(later))),
                Pending::Closure(closure) if self.composes && !self.has_run(closure.closure) => {
                    self.elsewhere(|walk| drop(walk.run_closure(closure, &[])));
                }
                _ => {}
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
