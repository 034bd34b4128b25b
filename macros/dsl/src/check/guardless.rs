//! Notifying and waiting without the guard that proves that the lock is held.

use proc_macro2::Ident;
use syn::Expr;

use super::{
    mend::Mend,
    picture::{Called, Picture, name_of},
};
use crate::{
    diag::Diagnostics,
    flow::{Action, Guard, innermost},
    messages::rules as messages,
    plan::Hold,
    rules::Rule,
    syntax,
};

/// Types would only say that an argument is missing, or not even that; certain where the receiver is known to be a condition: it
/// is given a guard elsewhere, or a clause names it. The call is then given its guard, so that they say nothing.
pub(super) fn check_has_guard(
    picture: &Picture<'_>,
    diagnostics: &mut Diagnostics,
    mends: &mut Vec<Mend>,
) {
    let guardless: Vec<_> =
        picture.methods().filter_map(|called| missing(&called).map(|at| (called, at))).collect();
    let conditions = if guardless.is_empty() { Vec::new() } else { conditions(picture) };
    for (called, at) in guardless {
        let condition = called.receiver();
        let Some((_, guard)) = conditions.iter().find(|(known, _)| *known == condition) else {
            continue;
        };
        let (span, method, name) = (called.event.at, called.method, guard.to_string());
        let (rule, message) = match method.starts_with("notify") {
            true => (
                Rule::NotifyWithoutGuard,
                messages::notify_without_guard(span, &condition, method, &name),
            ),
            false => (
                Rule::WaitWithoutGuard,
                messages::wait_without_guard(span, &condition, method, &name),
            ),
        };
        if diagnostics.broken(rule, message, called.event.allowed.iter().copied()) {
            mends.push(Mend::Argument { call: called.call, at, guard: guard.clone() });
        }
    }
}

/// Which argument is missing.
fn missing(called: &Called<'_>) -> Option<usize> {
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
fn conditions(picture: &Picture<'_>) -> Vec<(String, Ident)> {
    let all = picture.plan.blocks.iter().chain([&picture.plan.holds]);
    let locks = all.flat_map(|holds| &holds.holds).filter_map(|hold| match hold {
        Hold::Locks(locks) => Some(locks),
        _ => None,
    });
    let named = locks.flat_map(|locks| {
        let guard = &locks.guards[0].name;
        locks.notifies.iter().map(move |notify| (notify.condition.text.clone(), guard.clone()))
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
