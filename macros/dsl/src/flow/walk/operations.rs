//! What is done with events, conditions, barriers, channels and tasks of known types.

use proc_macro2::Span;
use syn::{Expr, ExprMethodCall};

use super::state::Walk;
use crate::{
    flow::{
        ids::GuardId,
        summary::{Action, Operated, Predicate},
        value::{Pending, Value},
    },
    known::{
        Patience, TypeKind,
        methods::{self, Gives, Operation},
    },
    plan::PlaceExpr,
    syntax,
};

impl<'a> Walk<'a> {
    /// What a method of a primitive of a known type does: a future that does it, or the value that it gives at once.
    pub(super) fn operate(
        &mut self,
        expr: &Expr,
        call: &'a ExprMethodCall,
        method: &str,
    ) -> Option<Value<'a>> {
        if !self.composes {
            return None;
        }
        let kinds = self.receiver(&call.receiver).kinds;
        let found = kinds.iter().find_map(|&kind| {
            methods::operation(kind, method).map(|(operation, awaited)| (kind, operation, awaited))
        });
        let (kind, operation, is_awaited) = found?;
        if matches!(kind, TypeKind::JoinSet) && self.variable_of(&call.receiver).is_some() {
            return None;
        }
        // To send through a watch channel excludes its readers meanwhile.
        let excludes = methods::acquisition(kind, method, call.args.len());
        if let Some(how) = excludes.filter(|how| how.gives == Gives::Nothing) {
            let closures = call.args.iter().filter(|it| matches!(it, Expr::Closure(_)));
            let closures = closures.map(|closure| self.expr(closure)).collect();
            self.acquire_now((expr, call), (how, true), closures);
        }
        let place = self.place(&call.receiver);
        self.in_place(&call.receiver);
        let guard = call.args.first().and_then(|argument| self.guard_given(argument));
        let mut given = Value::default();
        for argument in &call.args {
            match argument {
                Expr::Closure(_) => self.asks(argument),
                _ => given = given.and(self.expr(argument)),
            }
        }
        let patience = match method {
            // There is always room.
            _ if matches!(kind, TypeKind::UnboundedSender | TypeKind::OneshotSender) => {
                Patience::Tries
            }
            method if method.starts_with("try_") => Patience::Tries,
            method if method.contains("timeout") => Patience::Limited,
            _ => Patience::Waits,
        };
        let at = call.method.span();
        let predicate = call.args.iter().find_map(Predicate::of);
        let operated =
            Operated { operation, kind, place, guard, patience, is_awaited, at, predicate };
        if operation == Operation::WaitCondition {
            return Some(self.wait_on_condition(operated, given));
        }
        self.release(given);
        if is_awaited {
            return Some(Value::pending(Pending::Operation(Box::new(operated))));
        }
        self.event(Action::Operates(operated), at);
        Some(Value::default())
    }

    /// What an attribute does with the primitive that it names, where there is a model to know of it.
    pub(super) fn operate_at(
        &mut self,
        place: &PlaceExpr,
        (operation, kind): (Operation, TypeKind),
        patience: Patience,
    ) {
        if !self.composes {
            return;
        }
        let kind = self.receiver(&place.expr).kinds.first().copied().unwrap_or(kind);
        let at = syntax::start(&place.expr);
        let is_awaited = matches!(operation, Operation::Wait | Operation::Meet);
        let place = self.place(&place.expr);
        let operated = Operated {
            operation,
            kind,
            place,
            guard: None,
            patience,
            is_awaited,
            at,
            predicate: None,
        };
        self.event(Action::Operates(operated), at);
    }

    /// The guard that is given by value or by `&mut`.
    fn guard_given(&self, argument: &Expr) -> Option<GuardId> {
        let variable = self.variable_of(argument)?;
        self.kept_by(variable).first().copied()
    }

    fn wait_on_condition(&mut self, operated: Operated, given: Value<'a>) -> Value<'a> {
        let guard = operated.guard;
        if operated.is_awaited {
            self.release_guards(&given.guards);
            let mut value = Value::pending(Pending::Operation(Box::new(operated)));
            value.pending.extend(guard.map(Pending::Wait));
            return value;
        }
        let at = operated.at;
        self.event(Action::Operates(operated), at);
        // `std` gives the guard back, `parking_lot` borrows it.
        self.own_here(&given);
        Value::of(given.guards).wrapped()
    }

    /// What the `.await` of a value of a known type does.
    pub(super) fn awaited_value(&self, future: &Expr, at: Span) -> Option<Operated> {
        if !self.composes {
            return None;
        }
        let kinds = self.receiver(future).kinds;
        let (kind, operation) =
            kinds.iter().find_map(|&kind| Some((kind, methods::awaited_operation(kind)?)))?;
        let (place, patience) = (self.place(future), Patience::Waits);
        Some(Operated {
            operation,
            kind,
            place,
            guard: None,
            patience,
            is_awaited: true,
            at,
            predicate: None,
        })
    }
}
