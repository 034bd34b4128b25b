//! What the attributes of one function say together.

use syn::{GenericParam, spanned::Spanned};

use crate::{
    diag::Diagnostics,
    messages::{attributes as messages, rules},
    plan::{Guard, Hold, Holds, Place, Plan, Primitive},
    rules::Rule,
};

/// A task that acquires a lock that it holds waits for itself. Two calls may give two locks; paths and fields do not.
pub(super) fn check_locked_once(holds: &Holds, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<&Guard> = Vec::new();
    for guard in holds.guards() {
        let again = seen.iter().any(|earlier| earlier.place.text == guard.place.text);
        if again && guard.place.is_lasting() {
            let Place { expr, text } = &guard.place;
            let message = messages::same_lock_twice_in_attributes(expr.span(), text);
            diagnostics.broken(Rule::SameLockTwice, message, &holds.allowed);
        }
        seen.push(guard);
    }
}

/// A static knows no type parameters: one serves all instances of the function.
pub(super) fn check_shared_by_instances(plan: &Plan, diagnostics: &mut Diagnostics) {
    let signature = &plan.function.signature;
    let named = signature.generics.params.iter().find_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    });
    // On a method, that it is one for all objects says more.
    let Some(parameter) = named.filter(|_| signature.receiver().is_none()) else { return };
    for primitive in owned(plan) {
        diagnostics.broken(
            Rule::SharedByInstances,
            rules::shared_by_instances(primitive.span(), &primitive.text(), &parameter),
            &plan.holds.allowed,
        );
    }
}

/// Who writes a number on a method may think of one primitive for each object.
pub(super) fn check_shared_by_objects(plan: &Plan, diagnostics: &mut Diagnostics) {
    if plan.function.signature.receiver().is_none() {
        return;
    }
    for primitive in owned(plan) {
        diagnostics.broken(
            Rule::SharedByObjects,
            rules::shared_by_objects(primitive.span(), &primitive.text()),
            &plan.holds.allowed,
        );
    }
}

/// The primitives that belong to the function.
fn owned(plan: &Plan) -> impl Iterator<Item = &Primitive> {
    let holds = plan.blocks.iter().chain([&plan.holds]).flat_map(|holds| &holds.holds);
    holds.filter_map(|hold| match hold {
        Hold::Permits(permits) => permits.from.own().map(|_| &permits.from),
        Hold::Meeting(meeting) => meeting.at.own().map(|_| &meeting.at),
        _ => None,
    })
}
