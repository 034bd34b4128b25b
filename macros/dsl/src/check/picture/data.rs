//! How values flow between the events of a body.

use std::ops::Range;

use proc_macro2::Ident;
use syn::{Expr, FnArg, Pat};

use super::Picture;
use crate::{
    check::expressions::{decides, mentions_part, names_of},
    flow::{Action, Event, EventId, Exit, Guard, GuardBinding, mentions},
    syntax,
};

/// Whether a value says which of two comes first: `one.cmp(&other)`, `is_before(one, other)`.
fn is_order(value: &Expr) -> bool {
    match value {
        Expr::MethodCall(call) => {
            is_order(&call.receiver) || call.method.to_string().contains("cmp")
        }
        Expr::Call(_) | Expr::Binary(_) | Expr::Tuple(_) | Expr::If(_) | Expr::Match(_) => true,
        _ => false,
    }
}

impl<'a> Picture<'a> {
    /// Whether this task waits between two events.
    pub(in crate::check) fn waits_between(&self, from: EventId, to: EventId) -> bool {
        self.wait_between(from, to).is_some()
    }

    /// The first wait of this task between two events, on a path with the first one.
    pub(in crate::check) fn wait_between(
        &self,
        from: EventId,
        to: EventId,
    ) -> Option<&'a Event<'a>> {
        self.waits(from, to).next()
    }

    /// The waits of this task between two events, on a path with the first one.
    pub(in crate::check) fn waits(
        &self,
        from: EventId,
        to: EventId,
    ) -> impl Iterator<Item = &'a Event<'a>> {
        let first = &self.summary.events[from.index()];
        let between = self.summary.between(from.next(), to);
        between.iter().filter(move |event| {
            event.in_this_task && self.is_wait(event) && !self.summary.exclude(first, event)
        })
    }

    pub(in crate::check) fn is_wait(&self, event: &Event<'_>) -> bool {
        match event.action {
            Action::Awaits { .. } | Action::Meets(_) | Action::WaitsFor(..) => true,
            Action::Acquires(guard) => {
                let guard = self.guard(guard);
                // The function's own attributes acquire before the body begins.
                guard.kind.is_awaited()
                    && !matches!(guard.binding, GuardBinding::Attribute(_, None))
            }
            _ => false,
        }
    }

    /// `name`, and the variables that are computed from it between the events `bound` and `until`.
    pub(in crate::check) fn derived(
        &self,
        name: &str,
        bound: EventId,
        until: EventId,
    ) -> Vec<String> {
        self.derived_by(name, bound..until, |_, _| true)
    }

    /// As [`derived`](Self::derived), without variables whose value depends on a branch.
    pub(in crate::check) fn derived_plainly(
        &self,
        name: &str,
        bound: EventId,
        until: EventId,
    ) -> Vec<String> {
        let plain =
            |pattern: &Pat, value: &Expr| matches!(pattern, Pat::Ident(_)) && !decides(value);
        self.derived_by(name, bound..until, plain)
    }

    /// As [`derived_plainly`](Self::derived_plainly), with what a pattern takes out of an `Option` or a `Result`.
    pub(in crate::check) fn derived_unwrapped(
        &self,
        name: &str,
        bound: EventId,
        until: EventId,
    ) -> Vec<String> {
        let plain = |pattern: &Pat, value: &Expr| is_one(pattern, value) && !decides(value);
        self.derived_by(name, bound..until, plain)
    }

    /// As [`derived_plainly`](Self::derived_plainly), from a part of the variable: `.count`, or nothing for all of it.
    pub(in crate::check) fn derived_from_part(
        &self,
        (name, part): (&str, &str),
        bound: EventId,
        until: EventId,
    ) -> Vec<String> {
        if part.is_empty() {
            return self.derived_plainly(name, bound, until);
        }
        let is_within = |at: &EventId| bound < *at && *at < until;
        let copies = self.bindings().filter(|(at, _, pattern, value)| {
            is_within(at) && matches!(pattern, Pat::Ident(_)) && mentions_part(value, name, part)
        });
        let derived = |at, pattern| {
            let names = names_of(pattern).into_iter();
            names.flat_map(move |name| self.derived_plainly(&name, at, until))
        };
        copies.flat_map(|(at, _, pattern, _)| derived(at, pattern)).collect()
    }

    /// The names of a guard and of parts of its data, before an event.
    pub(in crate::check) fn parts_of(
        &self,
        guard: &Guard<'_>,
        name: &Ident,
        until: EventId,
    ) -> Vec<String> {
        // Its lifetime begins with the event after the one that binds it.
        self.derived(&name.to_string(), guard.since.previous(), until)
    }

    fn derived_by(
        &self,
        name: &str,
        within: Range<EventId>,
        counts: fn(&Pat, &Expr) -> bool,
    ) -> Vec<String> {
        let mut derived = vec![name.to_owned()];
        for event in self.summary.between(within.start.next(), within.end) {
            let (names, value, counts) = match &event.action {
                Action::Binds { pattern, value } => {
                    (names_of(pattern), value, counts(pattern, value))
                }
                Action::Assigns { name, value } => (vec![name.clone()], value, true),
                _ => continue,
            };
            let follows = counts && mentions(value).iter().any(|word| derived.contains(word));
            for name in names {
                // A new binding replaces the old one.
                derived.retain(|known| *known != name);
                derived.extend(follows.then_some(name));
            }
        }
        derived
    }

    /// The value of a name's last binding before an event.
    pub(in crate::check) fn value_of(&self, name: &str, until: EventId) -> Option<&'a Expr> {
        self.binding_of(name, until).map(|(_, value)| value)
    }

    /// The last binding of a name before an event, and its value.
    pub(in crate::check) fn binding_of(
        &self,
        name: &str,
        until: EventId,
    ) -> Option<(EventId, &'a Expr)> {
        let bound = self.bindings().filter(|(at, ..)| *at < until);
        let bound = bound.filter(|(_, _, pattern, _)| names_of(pattern).iter().any(|n| n == name));
        bound.last().map(|(at, _, _, value)| (at, value))
    }

    /// How often a name is bound.
    pub(in crate::check) fn bindings_of(&self, name: &str) -> usize {
        let binds = |pattern| names_of(pattern).iter().any(|bound| bound == name);
        self.bindings().filter(|(_, _, pattern, _)| binds(pattern)).count()
    }

    /// The type of a parameter.
    pub(in crate::check) fn type_of(&self, parameter: &str) -> Option<String> {
        self.plan.function.signature.inputs.iter().find_map(|argument| match argument {
            FnArg::Typed(argument) if names_of(&argument.pat) == [parameter] => {
                Some(syntax::text(&argument.ty))
            }
            _ => None,
        })
    }

    /// Whether values that mention both words are compared before an event.
    pub(in crate::check) fn are_compared(
        &self,
        words: [&str; 2],
        (at, event): (EventId, &Event<'_>),
    ) -> bool {
        let has_both = |expr: &[&Expr]| {
            let mentioned: Vec<String> = expr.iter().flat_map(|expr| mentions(expr)).collect();
            words.iter().all(|word| mentioned.iter().any(|mentioned| mentioned == word))
        };
        let mut earlier = self.others().filter(|(other, _)| *other < at);
        let exits = self.exits(&[Exit::Return, Exit::Break]).filter(|(other, _)| *other < at);
        let decided = exits.flat_map(|(_, exit)| self.conditions(exit));
        self.conditions(event).chain(decided).any(|by| has_both(&[by]))
            || self
                .bindings()
                .any(|(other, _, _, value)| other < at && is_order(value) && has_both(&[value]))
            || earlier.any(|(_, event)| match event.action {
                Action::Compares(compared) => has_both(&[&compared.left, &compared.right]),
                _ => false,
            })
    }

    /// Whether there is a comparison or an exit between two events.
    pub(in crate::check) fn decides_between(&self, from: EventId, to: EventId) -> bool {
        let between = self.summary.between(from, to);
        between.iter().any(|event| match event.action {
            Action::Exits(exit) => exit != Exit::Break,
            _ => matches!(event.action, Action::Compares(_)),
        })
    }
}

/// Whether a pattern is one name, perhaps for what is in a variable: `Some(v) = v`.
fn is_one(pattern: &Pat, value: &Expr) -> bool {
    match pattern {
        Pat::Ident(_) => true,
        Pat::TupleStruct(wrapper) => {
            let is_wrapper = ["Some", "Ok"].iter().any(|name| wrapper.path.is_ident(name));
            is_wrapper
                && matches!(value, Expr::Path(_))
                && matches!(wrapper.elems.first(), Some(Pat::Ident(_)))
        }
        _ => false,
    }
}
