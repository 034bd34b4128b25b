//! Mistakes in the arguments of one attribute.

use proc_macro2::Ident;
use syn::{Expr, Lit, LitInt, spanned::Spanned};

use crate::{
    diag::Diagnostics,
    flow::{
        self,
        oracle::{Locals, Oracle, Root, Typed},
    },
    known::GuardKind,
    language::{Attribute, MAX_COUNT},
    messages::attributes as messages,
    parse::{Failure, Limit},
    plan::{Hold, Locks, PlaceExpr, Plan, Primitive, Section},
    syntax::Place,
};

/// Checks literal counts. The constructors assert the same, with a worse message.
pub(super) fn check_counts(section: &Section, diagnostics: &mut Diagnostics) {
    for hold in &section.holds {
        match hold {
            Hold::Barrier(meeting) => {
                check_count(&meeting.barrier, Attribute::Barrier, diagnostics)
            }
            Hold::Permits(permits) => {
                check_count(&permits.semaphore, Attribute::Semaphore, diagnostics);
                let literal = permits.permits.as_ref().and_then(literal);
                if literal == Some(0) {
                    diagnostics.push(messages::no_permits(permits.permits.span()));
                }
                let (Some(wanted), Some(count)) =
                    (literal, permits.semaphore.own().and_then(value))
                else {
                    continue;
                };
                if 0 < count && count < wanted {
                    let at = permits.permits.span();
                    diagnostics.push(messages::permits_above_count(at, wanted, count));
                }
            }
            _ => {}
        }
    }
}

fn check_count(primitive: &Primitive, attribute: Attribute, diagnostics: &mut Diagnostics) {
    let Some(count) = primitive.own() else { return };
    match value(count) {
        Some(0) => diagnostics.push(messages::zero_count(attribute, count.span())),
        Some(1..=MAX_COUNT) => {}
        _ => diagnostics.push(messages::count_too_large(attribute, count.span())),
    }
}

/// `None` if it is too large even for this.
pub(super) fn value(count: &LitInt) -> Option<u128> {
    count.base10_parse().ok()
}

pub(super) fn literal(expr: &Expr) -> Option<u128> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(count) => value(count),
            _ => None,
        },
        _ => None,
    }
}

/// A failure has one handler, and only where the acquisition can fail.
pub(super) fn check_failures(section: &Section, diagnostics: &mut Diagnostics) {
    for hold in &section.holds {
        match hold {
            Hold::Locks(locks) => check_locks(locks, diagnostics),
            Hold::Permits(hold) => {
                check_own(&hold.semaphore, Attribute::Semaphore, &hold.failure, diagnostics);
            }
            Hold::Barrier(hold) => {
                check_own(&hold.barrier, Attribute::Barrier, &hold.failure, diagnostics)
            }
            Hold::Event(wait) => check_one(&wait.failure, diagnostics),
            Hold::Sets(_) => {}
        }
    }
}

fn check_locks(locks: &Locks, diagnostics: &mut Diagnostics) {
    let asked = locks.guards.iter().find_map(|guard| guard.question);
    if let (Some(question), Some(_)) = (asked, &locks.failure.otherwise) {
        diagnostics.push(messages::question_and_else(question.span));
    } else if asked.is_some() {
        for guard in locks.guards.iter().filter(|guard| guard.question.is_none()) {
            let PlaceExpr { expr, place } = &guard.place;
            diagnostics.push(messages::question_on_some(expr.span(), &place.to_string()));
        }
    } else {
        check_handled(&locks.failure, diagnostics);
    }
    if let (Some(when), Some(Limit::Nowait(_))) = (&locks.when, &locks.failure.limit) {
        diagnostics.push(messages::when_and_nowait(when.at));
    }
}

/// A primitive that belongs to the function fails only by a limit.
fn check_own(
    from: &Primitive,
    attribute: Attribute,
    failure: &Failure,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(_), 0, Some(at)) = (from.own(), failure.clauses(), failure.handler()) {
        diagnostics.push(messages::own_cannot_fail(attribute, at));
    } else {
        check_one(failure, diagnostics);
    }
}

fn check_one(failure: &Failure, diagnostics: &mut Diagnostics) {
    if let (Some(question), Some(_)) = (failure.question, &failure.otherwise) {
        diagnostics.push(messages::question_and_else(question.span));
    }
    check_handled(failure, diagnostics);
}

/// A limit needs a handler.
fn check_handled(failure: &Failure, diagnostics: &mut Diagnostics) {
    let limit = failure.limit.as_ref().map(|limit| match limit {
        Limit::Timeout(_, at) => (*at, "timeout"),
        Limit::Nowait(at) => (*at, "nowait"),
    });
    let clause = limit.or(failure.unless.as_ref().map(|unless| (unless.at, "unless")));
    if let (Some((at, word)), false) = (clause, failure.is_handled()) {
        diagnostics.push(messages::unhandled_limit(at, word));
    }
}

/// The second of two guards with one name would shadow the first, which stays held and cannot be used. The same lock twice is
/// reported by `same_lock_twice`.
pub(super) fn check_names_differ(section: &Section, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(&Ident, Option<&Place>)> = Vec::new();
    for (name, place) in section.names() {
        let place = place.map(|it| &it.place);
        if seen.iter().any(|&(earlier, of)| earlier == name && of != place) {
            diagnostics.push(messages::name_twice(name.span(), &name.to_string()));
        }
        seen.push((name, place));
    }
}

/// Whether two guards that are acquired together have one name, which rustc would report too.
pub(super) fn binds_a_name_twice(section: &Section) -> bool {
    section.holds.iter().any(|hold| match hold {
        Hold::Locks(locks) => {
            let names: Vec<_> = locks.guards.iter().map(|guard| &guard.name).collect();
            names.iter().enumerate().any(|(at, name)| names[..at].contains(name))
        }
        _ => false,
    })
}

/// Whether a guard is a permit of a semaphore that may have only this one.
pub(super) fn may_be_alone(guard: &flow::Guard<'_>) -> bool {
    let own = match guard.hold {
        Some(Hold::Permits(permits)) => permits.semaphore.own().map(value),
        _ => None,
    };
    guard.kind == GuardKind::Permit && own.is_none_or(|count| count == Some(1))
}

/// A guard may shadow the parameter that it guards, and no other.
pub(super) fn check_names_hide_nothing(plan: &Plan, diagnostics: &mut Diagnostics) {
    let parameters = plan.function.parameters();
    for (name, place) in plan.outer.names() {
        let of_the_parameter = place.and_then(PlaceExpr::root) == Some(name);
        if parameters.contains(name) && !of_the_parameter {
            let text = place.map_or_else(|| name.to_string(), |it| it.place.to_string());
            diagnostics.push(messages::name_is_a_parameter(name.span(), &name.to_string(), &text));
        }
    }
}

/// What the model of the crate knows of the names in the attributes.
pub(super) fn check_what_is_named(
    plan: &Plan,
    oracle: Option<&dyn Oracle>,
    diagnostics: &mut Diagnostics,
) {
    let Some(oracle) = oracle else { return };
    let parameters = Parameters(oracle.parameters(&plan.function.signature));
    for guard in plan.sections().flat_map(Section::guards) {
        // Rust has no local with the name of a static.
        if guard.place.place.is(guard.name.to_string())
            && let Some(place) = oracle.value(&guard.place.expr, &parameters).place
            && matches!(place.root, Root::Static(_))
            && place.steps.is_empty()
        {
            diagnostics
                .push(messages::name_of_static(guard.name.span(), &guard.place.place.to_string()));
        }
    }
    for hold in plan.sections().flat_map(|section| &section.holds) {
        let (attribute, primitive) = match hold {
            Hold::Permits(permits) => (Attribute::Semaphore, &permits.semaphore),
            Hold::Barrier(meeting) => (Attribute::Barrier, &meeting.barrier),
            _ => continue,
        };
        let Some(place) = primitive.place() else { continue };
        if oracle.value(&place.expr, &parameters).ty.path().is_some_and(is_integer) {
            diagnostics.push(messages::number_is_named(
                attribute,
                place.expr.span(),
                &primitive.text(),
            ));
        }
    }
}

struct Parameters(Vec<(String, Typed)>);

impl Locals for Parameters {
    fn local(&self, name: &str) -> Option<Typed> {
        self.0.iter().find(|(parameter, _)| parameter == name).map(|(_, typed)| typed.clone())
    }
}

fn is_integer(path: &str) -> bool {
    let digits = path.strip_prefix(['u', 'i']);
    digits.is_some_and(|digits| digits == "size" || digits.parse::<u8>().is_ok())
}

/// A condition and a predicate belong to the data of one lock, and a reader changes nothing that is worth a notification.
pub(super) fn check_one_lock(section: &Section, diagnostics: &mut Diagnostics) {
    for hold in &section.holds {
        let Hold::Locks(Locks { guards, when, notifies, .. }) = hold else { continue };
        for notify in notifies {
            let key = if notify.all { "notify_all" } else { "notify_one" };
            if guards.len() > 1 {
                diagnostics.push(messages::notify_several(notify.at, key));
            } else if guards[0].read {
                diagnostics.push(messages::notify_while_reading(notify.at, key));
            }
        }
        match when {
            Some(when) if guards.len() > 1 => diagnostics.push(messages::when_several(when.at)),
            Some(when) if guards[0].read => diagnostics.push(messages::when_reading(when.at)),
            _ => {}
        }
    }
}
