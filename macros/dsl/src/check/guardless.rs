//! Notifying and waiting without the guard that proves that the lock is held.

use std::ptr;

use proc_macro2::{Ident, Span};
use syn::{Error, Expr};

use super::{
    picture::{MethodCall, Picture, name_of},
    recovery::Recovery,
    report::Reporter,
};
use crate::{
    flow::{Action, Guard, innermost},
    messages::rules as messages,
    plan::Hold,
    syntax::{self, Place},
};

/// A notification needs the guard, which proves that the state is changed under the lock.
pub(super) fn notify_without_guard(picture: &Picture<'_>, reporter: &mut Reporter) {
    let is_notify = |call: &Guardless<'_>| call.called.method.starts_with("notify");
    for call in guardless(picture).into_iter().filter(is_notify) {
        call.report(messages::notify_without_guard, picture, reporter);
    }
}

/// A wait needs the guard, which it releases.
pub(super) fn wait_without_guard(picture: &Picture<'_>, reporter: &mut Reporter) {
    let is_wait = |call: &Guardless<'_>| call.called.method.starts_with("wait");
    for call in guardless(picture).into_iter().filter(is_wait) {
        call.report(messages::wait_without_guard, picture, reporter);
    }
}

/// A call of a condition's method that lacks the guard.
struct Guardless<'a> {
    called: MethodCall<'a>,
    condition: Place,
    /// The argument that is missing.
    argument: usize,
    guard: Ident,
}

impl Guardless<'_> {
    /// rustc would report at most a missing argument. The body recovers by a call with the guard.
    fn report(
        &self,
        message: fn(Span, &str, &str, &str) -> Error,
        picture: &Picture<'_>,
        reporter: &mut Reporter,
    ) {
        let Guardless { called, condition, argument, guard } = self;
        let message =
            message(called.event.at, &condition.to_string(), called.method, &guard.to_string());
        let is_call =
            |expr: &Expr| matches!(expr, Expr::MethodCall(it) if ptr::eq(it, called.call));
        let recovery = match picture.number_of(is_call) {
            Some(call) => Recovery::InsertGuard {
                call,
                argument: *argument,
                borrowed: called.method.starts_with("notify").then(|| guard.clone()),
            },
            None => Recovery::BindOnly,
        };
        reporter.report_and_recover(called.event, message, recovery);
    }
}

/// The receiver is known to be a condition: another call passes it a guard, or a clause names it.
fn guardless<'a>(picture: &Picture<'a>) -> Vec<Guardless<'a>> {
    let incomplete = picture.methods().filter_map(|called| missing(&called).map(|at| (called, at)));
    let incomplete: Vec<_> = incomplete.collect();
    let conditions = if incomplete.is_empty() { Vec::new() } else { conditions(picture) };
    let known = incomplete.into_iter().filter_map(|(called, argument)| {
        let condition = called.receiver();
        let (_, guard) = conditions.iter().find(|(known, _)| *known == condition)?;
        Some(Guardless { called, condition, argument, guard: guard.clone() })
    });
    known.collect()
}

/// Which argument is missing.
fn missing(called: &MethodCall<'_>) -> Option<usize> {
    let (at, complete) = match called.method {
        "notify_one" | "notify_all" => (0, 1),
        "notify" => (1, 2),
        "wait" => (0, 1),
        "wait_for" => (0, 2),
        _ => return None,
    };
    (called.call.args.len() + 1 == complete).then_some(at)
}

/// Conditions, each with a guard of its lock.
fn conditions(picture: &Picture<'_>) -> Vec<(Place, Ident)> {
    let locks =
        picture.plan.sections().flat_map(|section| &section.holds).filter_map(|hold| match hold {
            Hold::Locks(locks) => Some(locks),
            _ => None,
        });
    let named = locks.flat_map(|locks| {
        let guard = &locks.guards[0].name;
        locks.notifies.iter().map(move |notify| (notify.condition.place.clone(), guard.clone()))
    });
    let waited = picture.others().filter_map(|(_, event)| match &event.action {
        Action::Waits { call, method, guard } if method != "until" => {
            let guard = name_of(picture.guard(*guard))?;
            Some((syntax::place(innermost(&call.receiver)), guard.clone()))
        }
        _ => None,
    });
    let notified = picture.methods().filter(|called| called.method.starts_with("notify"));
    let notified = notified.filter_map(|called| {
        let Some(Expr::Path(guard)) = called.call.args.last().map(innermost) else { return None };
        let guard = guard.path.get_ident()?;
        let is_it = |held: &Guard<'_>| name_of(held).is_some_and(|name| name == guard);
        picture.alive(called.event).any(is_it).then(|| (called.receiver(), guard.clone()))
    });
    named.chain(waited).chain(notified).collect()
}
