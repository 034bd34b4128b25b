//! Rules about what an attribute says, and about the guard that it binds.

use syn::{Expr, GenericParam};

use super::{arguments::value, picture::Picture, report::Reporter};
use crate::{
    flow::Action,
    known::TypeKind,
    messages::rules as messages,
    parse::{Duration, Limit},
    plan::{BarrierWait, Hold, Plan, Primitive},
    syntax,
};

/// No other task can wait for a primitive that each call makes for itself.
pub(super) fn temporary_primitive(picture: &Picture<'_>, reporter: &mut Reporter) {
    for section in picture.plan.sections() {
        for place in section.places() {
            if TypeKind::of_new(&place.expr).is_some() && !is_of_another(&place.expr) {
                let at = syntax::start(&place.expr);
                reporter.report_in(
                    section,
                    messages::temporary_primitive(at, &place.place.to_string()),
                );
            }
        }
    }
}

/// Whether a function belongs to no known library: what it makes may be a handle of something shared.
fn is_of_another(made: &Expr) -> bool {
    const LIBRARIES: [&str; 8] =
        ["interlocking", "tokio", "sync", "std", "async_lock", "parking_lot", "futures", "lock"];
    let Expr::Call(call) = made else { return false };
    let Expr::Path(function) = &*call.func else { return false };
    let mut words = function.path.segments.iter().map(|segment| segment.ident.to_string());
    words.any(|word| {
        word.starts_with(char::is_lowercase)
            && !matches!(word.as_str(), "new" | "default")
            && !LIBRARIES.contains(&word.as_str())
    })
}

/// One party is all parties.
pub(super) fn single_party_barrier(picture: &Picture<'_>, reporter: &mut Reporter) {
    for section in picture.plan.sections() {
        for hold in &section.holds {
            if let Hold::Barrier(BarrierWait { barrier, .. }) = hold
                && barrier.own().and_then(value) == Some(1)
            {
                reporter.report_in(section, messages::single_party_barrier(barrier.span()));
            }
        }
    }
}

/// A timeout of more than a day is a mistaken unit.
pub(super) fn long_timeout(picture: &Picture<'_>, reporter: &mut Reporter) {
    const DAY: u64 = 24 * 60 * 60 * 1_000_000_000;
    for section in picture.plan.sections() {
        for failure in section.failures() {
            if let Some(Limit::Timeout(Duration::Nanoseconds(nanoseconds, at), _)) = &failure.limit
                && *nanoseconds > DAY
            {
                let message = messages::long_timeout(*at, nanoseconds / 1_000_000_000);
                reporter.report_in(section, message);
            }
        }
    }
}

/// A static cannot depend on type parameters: one serves all instantiations of the function.
pub(super) fn shared_across_generics(picture: &Picture<'_>, reporter: &mut Reporter) {
    let signature = &picture.plan.function.signature;
    let named = signature.generics.params.iter().find_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    });
    // On a method, `shared_across_instances` says more.
    let Some(parameter) = named.filter(|_| signature.receiver().is_none()) else { return };
    for primitive in owned(picture.plan) {
        let (at, text) = (primitive.span(), primitive.text());
        let message = messages::shared_across_generics(at, &text, &parameter);
        reporter.report_in(&picture.plan.outer, message);
    }
}

/// The author of a number on a method may expect one primitive for each instance.
pub(super) fn shared_across_instances(picture: &Picture<'_>, reporter: &mut Reporter) {
    if picture.plan.function.signature.receiver().is_none() {
        return;
    }
    for primitive in owned(picture.plan) {
        let message = messages::shared_across_instances(primitive.span(), &primitive.text());
        reporter.report_in(&picture.plan.outer, message);
    }
}

/// The primitives that belong to the function.
fn owned(plan: &Plan) -> impl Iterator<Item = &Primitive> {
    let primitives = plan.sections().flat_map(|section| &section.holds).filter_map(Hold::primitive);
    primitives.map(|(primitive, _)| primitive).filter(|primitive| primitive.own().is_some())
}

/// A guard that is hidden before its first use stays held, and cannot be used any more.
pub(super) fn shadowed_guard(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        if let Action::Shadows(name) = &event.action {
            reporter.report(event, messages::shadowed_guard(event.at, &name.to_string()));
        }
    }
}

/// An allowance that nothing needs would hide the next mistake. Runs after all other checks.
pub(super) fn unused_allow(picture: &Picture<'_>, reporter: &mut Reporter) {
    if picture.body().is_none() {
        return;
    }
    let plan = picture.plan;
    let allowed = plan.sections().flat_map(|section| &section.allowed).chain(&plan.allowances);
    let unused: Vec<_> = allowed.filter(|allowance| !allowance.is_used()).collect();
    for allowance in unused {
        let message = messages::unused_allow(allowance.at, allowance.rule.name());
        reporter.report_in(&plan.outer, message);
    }
}
