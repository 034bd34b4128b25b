//! What the attributes of one function say together.

use proc_macro2::Ident;
use syn::{Error, Expr, GenericParam, spanned::Spanned};

use super::arguments::{literal, value};
use crate::{
    diag::Diagnostics,
    messages,
    plan::{Guard, Hold, Holds, Locks, Meeting, Permits, Place, Plan, Primitive},
    rules::Rule,
};

/// A task that acquires a lock that it holds waits for itself. Two calls may give two locks; paths and fields do not.
pub(super) fn check_locked_once(holds: &Holds, diagnostics: &mut Diagnostics) {
    if holds.allowed.contains(&Rule::SameLockTwice) {
        return;
    }
    let mut seen: Vec<&Guard> = Vec::new();
    for guard in holds.guards() {
        let again = seen.iter().any(|earlier| earlier.place.text == guard.place.text);
        if again && guard.place.is_lasting() {
            let Place { expr, text } = &guard.place;
            diagnostics.push(messages::same_lock_twice_in_attributes(expr.span(), text));
        }
        seen.push(guard);
    }
}

/// Parties that must hold one lock, or get one of too few permits, before they arrive, never all arrive. Certain only for a
/// barrier of the function's own: at another, parties may arrive that hold nothing.
pub(super) fn check_barrier_can_fill(plan: &Plan, diagnostics: &mut Diagnostics) {
    let holds = &plan.holds.holds;
    for (index, hold) in holds.iter().enumerate() {
        let Hold::Meeting(Meeting { at, .. }) = hold else { continue };
        let parties = at.own().and_then(value).unwrap_or(0);
        for outside in holds[..index].iter().filter(|_| parties > 1) {
            let error = match outside {
                Hold::Locks(locks) => excluding_lock(plan, locks, at, parties),
                Hold::Permits(permits) => excluding_semaphore(plan, permits, at, parties),
                _ => None,
            };
            error.into_iter().for_each(|error| diagnostics.push(error));
        }
    }
}

/// One lock for all parties, that only one can hold; readers meet each other.
fn excluding_lock(plan: &Plan, locks: &Locks, at: &Primitive, parties: u128) -> Option<Error> {
    let mut exclusive = locks.guards.iter().filter(|guard| !guard.read);
    let lock = exclusive.find(|guard| is_one_for_all(plan, &guard.place))?;
    let allowed = plan.holds.allowed.contains(&Rule::LockOutsideBarrier);
    let error = || messages::lock_outside_barrier(at.span(), &lock.place.text, parties);
    (!allowed).then(error)
}

/// A semaphore that lets in fewer than all parties.
fn excluding_semaphore(
    plan: &Plan,
    permits: &Permits,
    at: &Primitive,
    parties: u128,
) -> Option<Error> {
    let admitted = admitted(permits).filter(|&admitted| admitted < parties)?;
    let allowed = plan.holds.allowed.contains(&Rule::SemaphoreOutsideBarrier);
    (!allowed).then(|| messages::semaphore_outside_barrier(at.span(), admitted, parties))
}

/// How many calls a semaphore of the function's own lets in at once.
fn admitted(permits: &Permits) -> Option<u128> {
    let count = value(permits.from.own()?)?;
    let each = permits.permits.as_ref().map_or(Some(1), literal)?;
    count.checked_div(each).filter(|&admitted| admitted > 0)
}

/// Whether every call of the function means the same lock: a static, or a field of one. `self`, a parameter and a type
/// parameter mean another from call to call.
fn is_one_for_all(plan: &Plan, place: &Place) -> bool {
    let varies = |root: &Ident| {
        let generics = &plan.function.signature.generics.params;
        let generic = generics.iter().any(|param| match param {
            GenericParam::Type(param) => param.ident == *root,
            GenericParam::Const(param) => param.ident == *root,
            GenericParam::Lifetime(_) => false,
        });
        root == "self" || root == "Self" || generic || plan.function.parameters().contains(root)
    };
    place.root().is_some_and(|root| !varies(root)) && is_static(&place.expr)
}

fn is_static(place: &Expr) -> bool {
    match place {
        Expr::Path(path) => {
            path.qself.is_none() && path.path.segments.iter().all(|s| s.arguments.is_none())
        }
        Expr::Field(field) => is_static(&field.base),
        _ => false,
    }
}
