//! What values are by their types, which an oracle knows where there is a model of the crate.

use std::{ptr, rc::Rc};

use syn::{Expr, Pat, Type};

use super::state::Walk;
use crate::{
    flow::{
        ids::EventId,
        oracle::{Locals, Oracle, Ty, Typed},
        path::PlacePath,
    },
    known::TypeKind,
    syntax::idents_of,
};

/// So many pointers are followed to what a method is called on.
const DEREFS: usize = 12;

/// What is known of the receiver of a method.
pub(super) struct Receiver {
    /// The types from the outermost to the innermost: the type itself, then what it points to or guards.
    pub(super) kinds: Vec<TypeKind>,
    /// Whether it is nothing else.
    pub(super) is_known: bool,
}

impl Receiver {
    pub(super) fn unknown() -> Self {
        Receiver { kinds: Vec::new(), is_known: false }
    }

    fn of(ty: Ty, oracle: &dyn Oracle) -> Self {
        let chain = std::iter::successors(Some(ty), |ty| oracle.pointee(ty));
        let chain: Vec<Ty> = chain.take(DEREFS).collect();
        let kinds = chain.iter().filter_map(Ty::kind).collect();
        let is_known = chain.last().is_some_and(|ty| !matches!(ty, Ty::Unknown | Ty::Bounded(_)));
        Receiver { kinds, is_known }
    }
}

impl Locals for Walk<'_> {
    fn local(&self, name: &str) -> Option<Typed> {
        self.variable(name).map(|variable| self.variables[variable].typed.clone())
    }

    fn known(&self, expr: &Expr) -> Option<Typed> {
        self.values.borrow().get(&(ptr::from_ref(expr), self.closure_run)).cloned()
    }

    fn keep(&self, expr: &Expr, value: &Typed) {
        let key = (ptr::from_ref(expr), self.closure_run);
        self.values.borrow_mut().insert(key, value.clone());
    }
}

impl Walk<'_> {
    /// The type and the declared place of an expression.
    pub(super) fn typed(&self, expr: &Expr) -> Typed {
        self.oracle.map_or_else(Typed::unknown, |oracle| oracle.value(expr, self))
    }

    /// What a method finds when it is called on this.
    pub(super) fn receiver(&self, expr: &Expr) -> Receiver {
        let mut receiver = self.typed_receiver(expr);
        if self.oracle.is_some() && !receiver.is_known && receiver.kinds.is_empty() {
            receiver.kinds.extend(self.hint(expr));
        }
        receiver
    }

    /// The same, by its type alone.
    pub(super) fn typed_receiver(&self, expr: &Expr) -> Receiver {
        match self.oracle {
            Some(oracle) => Receiver::of(self.typed(expr).ty, oracle),
            None => Receiver::unknown(),
        }
    }

    /// Whether it is a lock of `()`, as far as its type is known.
    pub(super) fn guards_nothing(&self, lock: &Expr) -> bool {
        let Some(oracle) = self.oracle else { return false };
        let chain = std::iter::successors(Some(self.typed(lock).ty), |ty| oracle.pointee(ty));
        chain.take(DEREFS).any(|ty| match &ty {
            Ty::Named { arguments, .. } if ty.kind().is_some() => {
                matches!(arguments.first(), Some(Ty::Tuple(parts)) if parts.is_empty())
            }
            _ => false,
        })
    }

    /// The type of what a `let` binds: as it is declared, or as its value is.
    pub(super) fn typed_local(&self, declared: Option<&Type>, value: Option<&Expr>) -> Typed {
        let Some(oracle) = self.oracle else { return Typed::unknown() };
        let value = value.map_or_else(Typed::unknown, |value| oracle.value(value, self));
        match declared.map(|ty| oracle.declared(ty)).filter(|ty| !ty.is_unknown()) {
            Some(ty) => Typed { ty, ..value },
            None => value,
        }
    }

    /// What one round of a `for` over this gets.
    pub(super) fn item_of(&self, list: &Expr) -> Typed {
        self.oracle.map_or_else(Typed::unknown, |oracle| oracle.item(&self.typed(list)))
    }

    /// Notes the types of what a pattern has just bound.
    pub(super) fn type_bound(&mut self, pattern: &Pat, value: &Typed) {
        let Some(oracle) = self.oracle else { return };
        for (name, typed) in oracle.bind(pattern, value) {
            if let Some(variable) = self.variable(&name.to_string()) {
                self.variables[variable].typed = typed;
            }
        }
    }

    /// Notes the calls that what a `let` of one name has just bound is computed from.
    pub(super) fn computed_by(&mut self, pattern: &Pat, from: Vec<EventId>) {
        for name in idents_of(pattern) {
            if let Some(variable) = self.variable(&name.to_string()) {
                self.variables[variable].from.clone_from(&from);
            }
        }
    }

    /// Notes the path of what a `let` of one name has just bound, if its value is a place.
    pub(super) fn alias(&mut self, pattern: &Pat, path: PlacePath) {
        if let ([name], true) = (&idents_of(pattern)[..], path.is_known())
            && let Some(variable) = self.variable(&name.to_string())
        {
            self.variables[variable].alias = Some(Rc::new(path));
        }
    }
}
