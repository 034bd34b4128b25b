//! What the arguments of the attributes say, each for itself.

use proc_macro2::Ident;
use syn::{Expr, Lit, LitInt, spanned::Spanned};

use crate::{
    diag::Diagnostics,
    known::TypeKind,
    language::{Attribute, MAX_COUNT},
    messages::{attributes as messages, rules},
    parse::{Duration, Ending, Limit},
    plan::{Hold, Holds, Locks, Meeting, Place, Plan, Primitive},
    rules::Rule,
    syntax,
};

/// A number that can be read is checked here, with words of our own; the constructors assert the same.
pub(super) fn check_counts(holds: &Holds, diagnostics: &mut Diagnostics) {
    for hold in &holds.holds {
        match hold {
            Hold::Meeting(meeting) => check_count(&meeting.at, Attribute::Barrier, diagnostics),
            Hold::Permits(permits) => {
                check_count(&permits.from, Attribute::Semaphore, diagnostics);
                let literal = permits.permits.as_ref().and_then(literal);
                let (Some(wanted), Some(count)) = (literal, permits.from.own().and_then(value))
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

/// A primitive that each call makes for itself is seen by nobody else.
pub(super) fn check_temporary_primitive(holds: &Holds, diagnostics: &mut Diagnostics) {
    for place in holds.places() {
        if TypeKind::of_new(&place.expr).is_some() && !is_of_another(&place.text) {
            diagnostics.broken(
                Rule::TemporaryPrimitive,
                rules::temporary_primitive(syntax::start(&place.expr), &place.text),
                &holds.allowed,
            );
        }
    }
}

/// Whether a path goes through something that is no library's: what is made there may be a handle of something shared.
fn is_of_another(path: &str) -> bool {
    const LIBRARIES: [&str; 8] =
        ["interlocking", "tokio", "sync", "std", "async_lock", "parking_lot", "futures", "lock"];
    let function = path.split('(').next().unwrap_or_default();
    let mut words = function.split("::").filter(|word| !word.is_empty());
    words.any(|word| {
        word.starts_with(char::is_lowercase)
            && !matches!(word, "new" | "default")
            && !LIBRARIES.contains(&word)
    })
}

/// One party is all parties.
pub(super) fn check_barrier_of_one(holds: &Holds, diagnostics: &mut Diagnostics) {
    for hold in &holds.holds {
        if let Hold::Meeting(Meeting { at, .. }) = hold
            && at.own().and_then(value) == Some(1)
        {
            let message = rules::barrier_of_one(at.span());
            diagnostics.broken(Rule::BarrierOfOne, message, &holds.allowed);
        }
    }
}

/// Nobody waits for more than a day on purpose: a unit was mistaken.
pub(super) fn check_long_timeout(holds: &Holds, diagnostics: &mut Diagnostics) {
    const DAY: u64 = 24 * 60 * 60 * 1_000_000_000;
    for ending in holds.endings() {
        if let Some(Limit::Timeout(Duration::Nanoseconds(nanoseconds, at), _)) = &ending.limit
            && *nanoseconds > DAY
        {
            let message = rules::long_timeout(*at, nanoseconds / 1_000_000_000);
            diagnostics.broken(Rule::LongTimeout, message, &holds.allowed);
        }
    }
}

/// One thing can be done when something could not be had, and only where that can be.
pub(super) fn check_endings(holds: &Holds, diagnostics: &mut Diagnostics) {
    for hold in &holds.holds {
        match hold {
            Hold::Locks(locks) => check_locks(locks, diagnostics),
            Hold::Permits(hold) => {
                check_own(&hold.from, Attribute::Semaphore, &hold.ending, diagnostics);
            }
            Hold::Meeting(hold) => {
                check_own(&hold.at, Attribute::Barrier, &hold.ending, diagnostics)
            }
            Hold::Wait(wait) => check_one(&wait.ending, diagnostics),
            Hold::Sets(_) => {}
        }
    }
}

fn check_locks(locks: &Locks, diagnostics: &mut Diagnostics) {
    let asked = locks.guards.iter().find_map(|guard| guard.question);
    if let (Some(question), Some(_)) = (asked, &locks.ending.otherwise) {
        diagnostics.push(messages::question_and_else(question.span));
    } else if asked.is_some() {
        for guard in locks.guards.iter().filter(|guard| guard.question.is_none()) {
            let Place { expr, text } = &guard.place;
            diagnostics.push(messages::question_on_some(expr.span(), text));
        }
    } else {
        check_handled(&locks.ending, diagnostics);
    }
    if let (Some(when), Some(Limit::Nowait(_))) = (&locks.when, &locks.ending.limit) {
        diagnostics.push(messages::when_and_nowait(when.at));
    }
}

/// A primitive of the function's own ends in no way but a limit's.
fn check_own(
    from: &Primitive,
    attribute: Attribute,
    ending: &Ending,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(_), None, true) = (from.own(), &ending.limit, ending.is_handled()) {
        let at = ending.question.map(|question| question.span);
        let at = at.unwrap_or_else(|| ending.otherwise.span());
        diagnostics.push(messages::own_cannot_fail(attribute, at));
    } else {
        check_one(ending, diagnostics);
    }
}

fn check_one(ending: &Ending, diagnostics: &mut Diagnostics) {
    if let (Some(question), Some(_)) = (ending.question, &ending.otherwise) {
        diagnostics.push(messages::question_and_else(question.span));
    }
    check_handled(ending, diagnostics);
}

/// Who limits the wait says what then.
fn check_handled(ending: &Ending, diagnostics: &mut Diagnostics) {
    if let (Some(limit), false) = (&ending.limit, ending.is_handled()) {
        let (at, word) = match limit {
            Limit::Timeout(_, at) => (*at, "timeout"),
            Limit::Nowait(at) => (*at, "nowait"),
        };
        diagnostics.push(messages::limit_without_ending(at, word));
    }
}

/// The second of two guards with one name would hide the first, which stays held and cannot be used. The same lock twice is
/// the rule above all others, and reported by it.
pub(super) fn check_names_differ(holds: &Holds, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(&Ident, Option<&str>)> = Vec::new();
    for (name, place) in holds.names() {
        let text = place.map(|place| place.text.as_str());
        if seen.iter().any(|&(earlier, of)| earlier == name && of != text) {
            diagnostics.push(messages::name_twice(name.span(), &name.to_string()));
        }
        seen.push((name, text));
    }
}

/// A guard takes the place of the parameter that it is the guard of, and of no other.
pub(super) fn check_names_hide_nothing(plan: &Plan, diagnostics: &mut Diagnostics) {
    let parameters = plan.function.parameters();
    for (name, place) in plan.holds.names() {
        let of_the_parameter = place.and_then(Place::root) == Some(name);
        if parameters.contains(name) && !of_the_parameter {
            let text = place.map_or_else(|| name.to_string(), |place| place.text.clone());
            diagnostics.push(messages::name_is_a_parameter(name.span(), &name.to_string(), &text));
        }
    }
}

/// A condition, and a predicate, speak of the data of one lock; and who only reads changes nothing worth a notification.
pub(super) fn check_one_lock(holds: &Holds, diagnostics: &mut Diagnostics) {
    for hold in &holds.holds {
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
