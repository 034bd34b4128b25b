//! The places of a callee in the terms of its caller.

use std::rc::Rc;

use super::{
    effects::{HeldObject, HeldWhat, What},
    summary::{Argument, Callee, Object, Place, Root},
};

/// A place of more steps than these is not followed: a list that a recursion goes along.
const STEPS: usize = 8;

/// Puts what a caller passes in the place of the callee's parameters.
pub(crate) enum Substitution<'a> {
    /// The callee is written in the caller: its places are the caller's.
    Identity,
    Arguments(&'a [Argument]),
}

impl<'a> Substitution<'a> {
    pub(crate) fn of(callee: &Callee, arguments: &'a [Argument]) -> Self {
        match callee {
            Callee::Nested(_) => Substitution::Identity,
            _ => Substitution::Arguments(arguments),
        }
    }

    pub(crate) fn is_identity(&self) -> bool {
        matches!(self, Substitution::Identity)
    }

    /// `None` where nothing remains that a caller could tell apart.
    pub(crate) fn what(&self, what: &What) -> Option<What> {
        match (self, what) {
            (Substitution::Identity, _) | (_, What::Foreign(_)) => Some(what.clone()),
            (_, What::Passed(_) | What::Awaited(..)) => None,
            _ => Some(what.with(self.object(what.object()?)?)),
        }
    }

    pub(crate) fn held(&self, held: &HeldObject) -> Option<HeldObject> {
        let what = match &held.what {
            HeldWhat::Object(object, mode) => HeldWhat::Object(self.object(object)?, *mode),
            HeldWhat::Passed(_) if !self.is_identity() => return None,
            what => what.clone(),
        };
        Some(HeldObject { what, ..held.clone() })
    }

    fn object(&self, object: &Rc<Object>) -> Option<Rc<Object>> {
        let Substitution::Arguments(arguments) = self else { return Some(object.clone()) };
        if matches!(object.place.root, Root::Static(_)) {
            return Some(object.clone());
        }
        let argument = match object.place.root {
            Root::Parameter(parameter) => arguments.get(parameter),
            _ => None,
        };
        let passed = argument.and_then(|argument| argument.place.as_ref());
        let place = match passed {
            Some(passed) => joined(passed, &object.place),
            None => Place { root: Root::Unknown, steps: Vec::new() },
        };
        let class = object.class.clone().or_else(|| argument?.class.clone());
        (place.root != Root::Unknown || class.is_some())
            .then(|| Rc::new(Object { place, class, kind: object.kind, text: object.text.clone() }))
    }
}

/// The part of `outer` that is at the steps of `inner`.
fn joined(outer: &Place, inner: &Place) -> Place {
    let steps: Vec<_> = outer.steps.iter().chain(&inner.steps).cloned().collect();
    match outer.root == Root::Unknown || steps.len() > STEPS {
        true => Place { root: Root::Unknown, steps: Vec::new() },
        false => Place { root: outer.root.clone(), steps },
    }
}
