//! Rules about reads and writes that must be one critical section.

use std::{ops::Range, ptr};

use syn::{Expr, Pat, UnOp};

use super::{
    arguments::may_be_alone,
    expressions::{calls_in, key_of, mentions_any, mentions_part, names_of},
    picture::{DataRead, MethodCall, Picture, name_of},
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, EventId, Exit, GuardId, innermost, mentions},
    known::methods::{self, Effect},
    messages::rules as messages,
    rules::Level,
    syntax::{self, Place},
};

/// A value is copied out, the lock released, and a value derived from the copy written back: the writes of other tasks in between
/// are lost. No violation if the data are tested again before the write, or if another part is written.
pub(super) fn lost_update(picture: &Picture<'_>, reporter: &mut Reporter) {
    lost_entry_update(picture, reporter);
    for read in picture.reads() {
        let lost = picture.writes().find(|(at, write)| is_lost(picture, &read, *at, write));
        let Some((_, write)) = lost else { continue };
        let place = &picture.guard(read.guard).place.to_string();
        reporter.report(write, messages::lost_update(write.at, place, &read.name.to_string()));
    }
}

fn is_lost(picture: &Picture<'_>, read: &DataRead<'_>, at: EventId, write: &Event<'_>) -> bool {
    let Action::Writes { guard, part, value, updates: false, .. } = &write.action else {
        return false;
    };
    // A copy of all the data has a copy of the part that is written.
    let Some(copied) = part.strip_prefix(read.part) else { return false };
    let name = &read.name.to_string();
    let derived = || picture.derived_from_part((name, copied), read.bound, at);
    let acquired = picture.guard(*guard).since;
    at > read.bound
        && (copied.is_empty() || copied.starts_with('.'))
        && is_later(picture, read.guard, *guard, write)
        && picture.waits_between(read.bound, at)
        && !picture.summary.exclude(read.event, write)
        && (mentions_any(value, &derived()) || mentions_part(value, name, copied))
        && !looks_again(picture, *guard, value, write)
        && !picture.decides_between(acquired, at)
        && !is_explained(picture, read, (at, write))
}

/// The same with an entry: `let n = map[&key]`, and later `map.insert(key, n + 1)`.
fn lost_entry_update(picture: &Picture<'_>, reporter: &mut Reporter) {
    let inserts: Vec<_> = picture.methods().filter(|it| it.method == "insert").collect();
    for read in picture.reads().filter(|read| read.part.ends_with(']')) {
        let is_lost = |act: &&MethodCall<'_>| {
            let (Some(guard), Some(value)) = (act.on, act.call.args.get(1)) else { return false };
            let derived = picture.derived_unwrapped(&read.name.to_string(), read.bound, act.at);
            act.at > read.bound
                && key(act).is_some_and(|key| read.part == format!("[{key}]"))
                && is_later(picture, read.guard, guard, act.event)
                && !is_under_one_lock(picture, read.event, act.event)
                && is_step(picture, (value, act.at), &derived)
        };
        let Some(act) = inserts.iter().find(is_lost) else { continue };
        let place = &picture.guard(read.guard).place.to_string();
        let message = messages::lost_update(act.event.at, place, &read.name.to_string());
        reporter.report_as(Level::Warning, act.event, message);
    }
}

/// Whether a value is computed from one of these variables: `n + 1`, also where that has a name.
fn is_step(picture: &Picture<'_>, (value, at): (&Expr, EventId), derived: &[String]) -> bool {
    match value {
        Expr::Binary(value) => {
            [&value.left, &value.right].iter().any(|it| mentions_any(it, derived))
        }
        Expr::Path(_) => {
            let name = mentions(value).into_iter().find(|name| derived.contains(name));
            let made = name.and_then(|name| picture.value_of(&name, at));
            matches!(made, Some(Expr::Binary(_)))
        }
        _ => false,
    }
}

/// Whether something else keeps the value current, or the write is meant to set back what was there.
fn is_explained(
    picture: &Picture<'_>,
    read: &DataRead<'_>,
    (at, write): (EventId, &Event<'_>),
) -> bool {
    let Action::Writes { value, guard: written, .. } = &write.action else { return false };
    let excludes = |guard: &&GuardId| {
        let held = picture.guard(**guard);
        write.alive.contains(*guard) && (held.is_exclusive_lock() || may_be_alone(held))
    };
    let is_excluded =
        read.event.alive.iter().filter(|it| **it != read.guard).any(|it| excludes(&it));
    let place = &picture.guard(read.guard).place;
    let same = |guard: GuardId| picture.guard(guard).place.must_equal(place);
    let is_between = |other: EventId| read.bound < other && other < at;
    // Save and restore.
    let is_restored = matches!(value, Expr::Path(_))
        && mentions_any(value, &[read.name.to_string()])
        && picture.writes().any(|(other, event)| match event.action {
            Action::Writes { guard, .. } => is_between(other) && guard != *written && same(guard),
            _ => false,
        });
    let is_read_again = picture
        .reads()
        .any(|other| is_between(other.bound) && other.guard != read.guard && same(other.guard));
    // The cursor of one task that polls.
    let is_cursor = write.loops > 0
        && read.event.loops == write.loops
        && !picture.summary.decided(write).any(|by| matches!(by, Control::For(_)))
        && !matches!(value, Expr::Binary(_));
    is_excluded || is_restored || is_read_again || is_cursor || picture.is_owned(place)
}

/// Whether `guard` locks the same primitive as `earlier`, after `earlier` was released.
pub(super) fn is_later(
    picture: &Picture<'_>,
    earlier: GuardId,
    guard: GuardId,
    event: &Event<'_>,
) -> bool {
    guard != earlier
        && picture.guard(earlier).place.must_equal(&picture.guard(guard).place)
        && !event.alive.contains(&earlier)
}

/// Whether the value, or the decision to write it, depends on the current data.
pub(super) fn looks_again(
    picture: &Picture<'_>,
    guard: GuardId,
    value: &Expr,
    write: &Event<'_>,
) -> bool {
    let Some(name) = name_of(picture.guard(guard)) else { return false };
    let name = [name.to_string()];
    // The scrutinee of an `if let` does not test the current data.
    let mut looks = picture.conditions(write).filter(|by| !matches!(by, Expr::Let(_)));
    mentions_any(value, &name) || looks.any(|by| mentions_any(by, &name))
}

/// `!flag`, `seen.max(new)`: whichever comes last, the value is one that was meant.
fn is_flip_or_bound(value: &Expr) -> bool {
    match value {
        Expr::Unary(not) => matches!(not.op, UnOp::Not(_)),
        Expr::MethodCall(call) => call.method == "max" || call.method == "min",
        Expr::Call(call) => matches!(syntax::last_word(&call.func).as_deref(), Some("max" | "min")),
        _ => false,
    }
}

/// The same with an atomic: a value derived from a load is stored after an await point.
pub(super) fn lost_atomic_update(picture: &Picture<'_>, reporter: &mut Reporter) {
    let stores: Vec<_> = picture.methods().filter(|called| called.method == "store").collect();
    for (loaded_at, load, pattern, value) in picture.bindings().filter(|_| !stores.is_empty()) {
        let (Pat::Ident(binding), Some(place)) = (pattern, loaded(value)) else { continue };
        for store in stores.iter().filter(|store| store.at > loaded_at) {
            let MethodCall { at, event, call, .. } = *store;
            let derived = || picture.derived(&binding.ident.to_string(), loaded_at, at);
            let guarded = is_under_one_lock(picture, load, event);
            if (call.args.len() == 2 && store.receiver() == place && !guarded)
                && !is_flip_or_bound(&call.args[0])
                && picture.waits_between(loaded_at, at)
                && mentions_any(&call.args[0], &derived())
            {
                reporter.report(
                    event,
                    messages::lost_atomic_update(
                        event.at,
                        &place.to_string(),
                        &binding.ident.to_string(),
                    ),
                );
                break;
            }
        }
    }
}

/// The atomic of a load.
fn loaded(value: &Expr) -> Option<Place> {
    let load =
        calls_in(value).into_iter().find(|call| call.method == "load" && call.args.len() == 1)?;
    Some(syntax::place(innermost(&load.receiver)))
}

/// A test under one acquisition is out of date under the next.
pub(super) fn acts_on_tested_entry(picture: &Picture<'_>, reporter: &mut Reporter) {
    let methods: Vec<MethodCall<'_>> = picture.methods().collect();
    for act in methods.iter().filter(|called| acts(called)) {
        let (Some(guard), Some(key)) = (act.on, key(act)) else { continue };
        if !picture.is_statement(act.call) || picture.is_owned(&picture.guard(guard).place) {
            continue;
        }
        let tests_same = |test: &&MethodCall<'_>| {
            test.at < act.at
                && is_test(test)
                && !is_removal_of_known(test, act)
                && self::key(test).as_ref() == Some(&key)
        };
        let again = methods.iter().filter(tests_same).any(|test| test.on == Some(guard));
        let earlier = methods.iter().filter(tests_same).find(|test| {
            test.on.is_some_and(|earlier| is_later(picture, earlier, guard, act.event))
                && !is_under_one_lock(picture, test.event, act.event)
                && !is_rebound(picture, &key, test.at..act.at)
                && decides(picture, test, (act.at, act.event), true)
        });
        if let (Some(_), false) = (earlier, again) {
            let place = &picture.guard(guard).place.to_string();
            reporter
                .report(act.event, messages::check_then_act(act.event.at, place, &key.to_string()));
        }
    }
}

pub(super) fn is_test(called: &MethodCall<'_>) -> bool {
    methods::does(called.method, Effect::TestsEntry)
}

/// Whether an entry is removed because it is there: where it has gone meanwhile, nothing is left to do.
fn is_removal_of_known(test: &MethodCall<'_>, act: &MethodCall<'_>) -> bool {
    act.method == "remove" && matches!(test.method, "contains" | "contains_key")
}

fn acts(called: &MethodCall<'_>) -> bool {
    methods::does(called.method, Effect::ChangesEntry)
}

/// The key of a call: its first argument.
pub(super) fn key(called: &MethodCall<'_>) -> Option<Place> {
    known_key(called.call.args.first()?)
}

/// A key that is a place or a literal, without conversions.
pub(super) fn known_key(argument: &Expr) -> Option<Place> {
    let key = key_of(argument);
    let is_known = !matches!(key, Place::Other(_)) || matches!(innermost(argument), Expr::Lit(_));
    is_known.then_some(key)
}

/// Whether a variable is bound again between two events.
fn is_rebound(picture: &Picture<'_>, place: &Place, between: Range<EventId>) -> bool {
    let binds = |pattern| names_of(pattern).iter().any(|name| place.is(name.as_str()));
    picture.bindings().any(|(at, _, pattern, _)| between.contains(&at) && binds(pattern))
}

/// Whether one lock is held at both events.
pub(super) fn is_under_one_lock(picture: &Picture<'_>, one: &Event<'_>, other: &Event<'_>) -> bool {
    let both = one.alive.iter().filter(|guard| other.alive.contains(guard));
    let mut both = both.map(|&guard| picture.guard(guard));
    both.any(|guard| guard.kind.is_lock() || may_be_alone(guard))
}

/// Whether a test decides an act: in a condition of the act, directly or through a variable, or in a condition of an early return
/// before it. A lookup followed by work may fill a cache, which may be filled twice.
pub(super) fn decides(
    picture: &Picture<'_>,
    test: &MethodCall<'_>,
    (act_at, act): (EventId, &Event<'_>),
    may_fill: bool,
) -> bool {
    let is_test = |expr: &Expr| calls_in(expr).into_iter().any(|call| ptr::eq(call, test.call));
    let asks = |event: &Event<'_>| {
        picture.conditions(event).any(|by| {
            let of = |name: &String| picture.value_of(name, act_at).is_some_and(is_test);
            is_test(by) || mentions(by).iter().any(of)
        })
    };
    let between = test.at..act_at;
    let works = || picture.awaits().any(|(at, ..)| between.contains(&at));
    let mut exits = picture.exits(&[Exit::Return]);
    let leaves = exits.any(|(at, exit)| between.contains(&at) && asks(exit));
    // A branch with the test may always return, and then test and act never happen together.
    let leaves = leaves && picture.summary.follows(test.event, act);
    asks(act) && (test.method != "get" || !works()) || leaves && (!may_fill || !works())
}

/// A length or a position under one acquisition is out of date under the next.
pub(super) fn stale_length(picture: &Picture<'_>, reporter: &mut Reporter) {
    let is_index = |part: &str| part.ends_with(".len()") || part.ends_with(".position()");
    for read in picture.reads().filter(|read| is_index(read.part)) {
        for (at, event) in picture.events().skip(read.bound.index()) {
            let Some((guard, index)) = index_used(event) else { continue };
            let derived = picture.derived(&read.name.to_string(), read.bound, at);
            let looks_again = picture.methods().any(|called| {
                called.on == Some(guard) && methods::does(called.method, Effect::ChecksLength)
            });
            if is_later(picture, read.guard, guard, event)
                && mentions_any(index, &derived)
                && !looks_again
            {
                let place = &picture.guard(guard).place.to_string();
                reporter
                    .report(event, messages::stale_length(event.at, place, &read.name.to_string()));
                break;
            }
        }
    }
}

/// The index, or the key that nothing else has, that an event uses for data under a guard.
fn index_used<'a>(event: &Event<'a>) -> Option<(GuardId, &'a Expr)> {
    match &event.action {
        Action::Indexes { guard, index } => Some((*guard, index)),
        Action::CallsMethod { call, method, on: Some(guard), .. }
            if matches!(method.as_str(), "insert" | "remove" | "swap_remove") =>
        {
            Some((*guard, call.args.first()?))
        }
        _ => None,
    }
}

/// Other readers use the data at the same time. A plain `set` may be safe, as that of a `OnceLock`.
pub(super) fn write_under_read_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for called in picture.methods() {
        let gets = || {
            let calls = called.call.args.iter().flat_map(calls_in);
            let receiver = called.receiver();
            calls
                .into_iter()
                .any(|it| it.method == "get" && syntax::place(&it.receiver) == receiver)
        };
        let mutates = match (called.method, called.call.args.len()) {
            ("replace", 1) | ("borrow_mut", 0) => true,
            ("set", 1) => gets(),
            _ => false,
        };
        let shared = called.on.map(|on| picture.guard(on)).filter(|on| on.is_shared_lock());
        if let (true, Some(guard)) = (mutates, shared) {
            reporter.report(
                called.event,
                messages::write_under_read_lock(called.event.at, &guard.place.to_string()),
            );
        }
    }
}

/// A copy that is published after the release can be overtaken by a later one.
pub(super) fn published_after_release(picture: &Picture<'_>, reporter: &mut Reporter) {
    for DataRead { bound, guard, name, .. } in picture.reads() {
        let edits = |(_, event): (EventId, &Event<'_>)| matches!(event.action, Action::Writes { guard: of, .. } if of == guard);
        if !picture.writes().filter(|(at, _)| *at < bound).any(edits) {
            continue;
        }
        let published = picture.awaits().find(|(at, event, future, _)| {
            *at > bound
                && !event.alive.contains(&guard)
                && mentions_any(future, &[name.to_string()])
        });
        if let Some((_, event, ..)) = published {
            reporter.report(
                event,
                messages::published_after_release(
                    event.at,
                    &name.to_string(),
                    &picture.guard(guard).place.to_string(),
                ),
            );
        }
    }
}
