//! What belongs together, and is torn apart by a wait.

use std::{ops::Range, ptr};

use syn::{Expr, Lit, Pat};

use super::picture::{Called, Picture, Read, calls_in, mentions_any, name_of, names_of};
use crate::{
    diag::Diagnostics,
    flow::{Action, Event, Exit, innermost, mentions},
    known::{
        functions,
        methods::{self, Effect},
    },
    messages::rules as messages,
    rules::Rule,
    syntax,
    syntax::idents_of,
};

/// A copy is taken out, the lock released, and the copy's successor written back: what others wrote meanwhile is gone. Who looks
/// at the data again before has made sure; and who writes another part stores what follows from its inputs.
pub(super) fn check_lost_update(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for read in picture.reads() {
        let lost = picture.writes().find(|(at, write)| is_lost(picture, &read, *at, write));
        let Some((_, write)) = lost else { continue };
        let place = &picture.guard(read.guard).place.text;
        diagnostics.broken(
            Rule::LostUpdate,
            messages::lost_update(write.at, place, &read.name.to_string()),
            write.allowed.iter().copied(),
        );
    }
}

fn is_lost(picture: &Picture<'_>, read: &Read<'_>, at: usize, write: &Event<'_>) -> bool {
    let Action::Writes { guard, part, value, updates: false } = &write.action else { return false };
    let derived = || picture.derived_plainly(&read.name.to_string(), read.bound, at);
    let acquired = picture.guard(*guard).since;
    at > read.bound
        && part == read.part
        && is_later(picture, read.guard, *guard, write)
        && picture.waits_between(read.bound, at)
        && !picture.summary.exclude(read.event, write)
        && mentions_any(value, &derived())
        && !looks_again(picture, *guard, value, write)
        && !picture.decides_between(acquired, at)
}

/// Whether `guard` is of the primitive of `earlier`, which was released before.
fn is_later(picture: &Picture<'_>, earlier: usize, guard: usize, event: &Event<'_>) -> bool {
    guard != earlier
        && picture.guard(earlier).place.must_equal(&picture.guard(guard).place)
        && !event.alive.contains(&earlier)
}

/// Whether what is written, or whether it is, depends on the data as they are now.
fn looks_again(picture: &Picture<'_>, guard: usize, value: &Expr, write: &Event<'_>) -> bool {
    let Some(name) = name_of(picture.guard(guard)) else { return false };
    let name = [name.to_string()];
    // What an `if let` takes is no look at what is there then.
    let mut looks = picture.conditions(write).filter(|by| !matches!(by, Expr::Let(_)));
    mentions_any(value, &name) || looks.any(|by| mentions_any(by, &name))
}

/// The same without any lock: an atomic is loaded, and what follows from it stored after a wait.
pub(super) fn check_lost_atomic_update(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    let stores: Vec<_> = picture.methods().filter(|called| called.method == "store").collect();
    for (loaded_at, load, pattern, value) in picture.bindings().filter(|_| !stores.is_empty()) {
        let (Pat::Ident(binding), Some(place)) = (pattern, loaded(value)) else { continue };
        for store in stores.iter().filter(|store| store.at > loaded_at) {
            let Called { at, event, call, .. } = *store;
            let derived = || picture.derived(&binding.ident.to_string(), loaded_at, at);
            let guarded = is_under_one_lock(picture, load, event);
            if (call.args.len() == 2 && store.receiver() == place && !guarded)
                && picture.waits_between(loaded_at, at)
                && mentions_any(&call.args[0], &derived())
            {
                diagnostics.broken(
                    Rule::LostAtomicUpdate,
                    messages::lost_atomic_update(event.at, &place, &binding.ident.to_string()),
                    event.allowed.iter().copied(),
                );
                break;
            }
        }
    }
}

/// The atomic that is loaded.
fn loaded(value: &Expr) -> Option<String> {
    let load =
        calls_in(value).into_iter().find(|call| call.method == "load" && call.args.len() == 1)?;
    Some(syntax::place(innermost(&load.receiver)))
}

/// A test under one acquisition says nothing of the data under the next.
pub(super) fn check_check_then_act(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    let methods: Vec<Called<'_>> = picture.methods().collect();
    for act in methods.iter().filter(|called| acts(called)) {
        let (Some(guard), Some(key)) = (act.on, key(act)) else { continue };
        if !picture.is_statement(act.call) {
            continue;
        }
        let tests_same = |test: &&Called<'_>| {
            test.at < act.at && is_test(test) && self::key(test).as_ref() == Some(&key)
        };
        let again = methods.iter().filter(tests_same).any(|test| test.on == Some(guard));
        let earlier = methods.iter().filter(tests_same).find(|test| {
            test.on.is_some_and(|earlier| is_later(picture, earlier, guard, act.event))
                && !is_under_one_lock(picture, test.event, act.event)
                && !is_rebound(picture, &key, test.at..act.at)
                && decides(picture, test, act)
        });
        if let (Some(_), false) = (earlier, again) {
            let place = &picture.guard(guard).place.text;
            diagnostics.broken(
                Rule::CheckThenAct,
                messages::check_then_act(act.event.at, place, &key),
                act.event.allowed.iter().copied(),
            );
        }
    }
}

fn is_test(called: &Called<'_>) -> bool {
    methods::does(called.method, Effect::TestsEntry)
}

fn acts(called: &Called<'_>) -> bool {
    methods::does(called.method, Effect::ChangesEntry)
}

/// The key of a call: its first argument, if that is a place, without what makes another of it.
fn key(called: &Called<'_>) -> Option<String> {
    let mut key = innermost(called.call.args.first()?);
    while let Expr::MethodCall(call) = key
        && methods::does(&call.method.to_string(), Effect::Respells)
    {
        key = innermost(&call.receiver);
    }
    syntax::known_place(key)
}

/// Whether a name is bound again between two events, to something else.
fn is_rebound(picture: &Picture<'_>, name: &str, between: Range<usize>) -> bool {
    let binds = |pattern| names_of(pattern).iter().any(|bound| bound == name);
    picture.bindings().any(|(at, _, pattern, _)| between.contains(&at) && binds(pattern))
}

/// Whether a lock is held from the one to the other.
fn is_under_one_lock(picture: &Picture<'_>, one: &Event<'_>, other: &Event<'_>) -> bool {
    let both = one.alive.iter().filter(|guard| other.alive.contains(guard));
    both.map(|&guard| picture.guard(guard)).any(|guard| guard.kind.is_lock())
}

/// Whether a test decides for an act, in a condition or by a variable in one: of the act itself, or of a way out before it. Who
/// looks something up, or leaves if it is there, and waits for it otherwise fills a cache, which may be filled twice.
fn decides(picture: &Picture<'_>, test: &Called<'_>, act: &Called<'_>) -> bool {
    let is_test = |expr: &Expr| calls_in(expr).into_iter().any(|call| ptr::eq(call, test.call));
    let asks = |event: &Event<'_>| {
        picture.conditions(event).any(|by| {
            let of = |name: &String| picture.value_of(name, act.at).is_some_and(is_test);
            is_test(by) || mentions(by).iter().any(of)
        })
    };
    let between = test.at..act.at;
    let works = || picture.awaits().any(|(at, ..)| between.contains(&at));
    let mut exits = picture.exits(&[Exit::Return]);
    let leaves = exits.any(|(at, exit)| between.contains(&at) && asks(exit));
    // Who tests in a branch of its own may leave it in any case, and then the two never happen together.
    let leaves = leaves && picture.summary.follows(test.event, act.event);
    asks(act.event) && (test.method != "get" || !works()) || leaves && !works()
}

/// A length under one acquisition is no bound under the next.
pub(super) fn check_stale_length(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for read in picture.reads().filter(|read| read.part.ends_with(".len()")) {
        for (at, event) in picture.events().skip(read.bound) {
            let Action::Indexes { guard, index } = event.action else { continue };
            let derived = picture.derived(&read.name.to_string(), read.bound, at);
            let looks_again = picture.methods().any(|called| {
                called.on == Some(guard) && methods::does(called.method, Effect::ChecksLength)
            });
            if is_later(picture, read.guard, guard, event)
                && mentions_any(index, &derived)
                && !looks_again
            {
                let place = &picture.guard(guard).place.text;
                diagnostics.broken(
                    Rule::StaleLength,
                    messages::stale_length(event.at, place, &read.name.to_string()),
                    event.allowed.iter().copied(),
                );
                break;
            }
        }
    }
}

/// Other readers look at the data at the same time. What only sets may be made for that, as a `OnceLock` is.
pub(super) fn check_mutated_while_reading(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
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
            diagnostics.broken(
                Rule::MutatedWhileReading,
                messages::mutated_while_reading(called.event.at, &guard.place.text),
                called.event.allowed.iter().copied(),
            );
        }
    }
}

/// Two parts of the data are written, and between them the task may be dropped. A mark that something has begun is written
/// before the wait on purpose.
pub(super) fn check_half_written(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (first, second) in halves(picture) {
        let wait = picture.wait_between(first.at, second.at);
        let wait = wait.filter(|wait| wait.alive.contains(&first.guard) && !is_mark(first.value));
        if let Some(wait) = wait {
            let (first, second) = (part_of(picture, &first), part_of(picture, &second));
            diagnostics.broken(
                Rule::HalfWritten,
                messages::half_written(wait.at, &first, &second),
                wait.allowed.iter().copied(),
            );
        }
    }
}

/// `true`, or the variant of an enum.
fn is_mark(value: &Expr) -> bool {
    match value {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Bool(_)),
        Expr::Path(path) => path.path.segments.len() > 1,
        _ => false,
    }
}

/// The same where a `?` leaves between them.
pub(super) fn check_question_between_writes(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (first, second) in halves(picture) {
        let mut exits = picture.exits(&[Exit::Question]);
        let exit = exits.find(|(at, exit)| (first.at..second.at).contains(at) && exit.in_this_task);
        if let Some((_, exit)) = exit {
            let (first, second) = (part_of(picture, &first), part_of(picture, &second));
            diagnostics.broken(
                Rule::QuestionBetweenWrites,
                messages::question_between_writes(exit.at, &first, &second),
                exit.allowed.iter().copied(),
            );
        }
    }
}

#[derive(Clone, Copy)]
struct Write<'a> {
    at: usize,
    event: &'a Event<'a>,
    guard: usize,
    part: &'a str,
    value: &'a Expr,
    updates: bool,
}

/// Pairs of writes, one after the other, to two parts of what one guard guards, or of what one attribute holds: both assigned,
/// or both changed by one amount. Counters go up one by one.
fn halves<'a>(picture: &Picture<'a>) -> Vec<(Write<'a>, Write<'a>)> {
    let writes = picture.writes().filter_map(|(at, event)| match &event.action {
        Action::Writes { guard, part, value, updates } => {
            Some(Write { at, event, guard: *guard, part, value, updates: *updates })
        }
        _ => None,
    });
    let writes: Vec<_> = writes.collect();
    let pair = |(index, first): (usize, &Write<'a>)| {
        let second = writes[index + 1..].iter().find(|second| belong(picture, first, second))?;
        let differ = first.guard != second.guard || differ(first.part, second.part);
        let counts = first.guard == second.guard && matches!(first.value, Expr::Lit(_));
        let alike = first.updates == second.updates
            && (!first.updates
                || !counts && syntax::text(first.value) == syntax::text(second.value));
        (differ && alike && picture.summary.follows(first.event, second.event))
            .then_some((*first, *second))
    };
    writes.iter().enumerate().filter_map(pair).collect()
}

fn belong(picture: &Picture<'_>, first: &Write<'_>, second: &Write<'_>) -> bool {
    let together = match (picture.guard(first.guard).hold, picture.guard(second.guard).hold) {
        (Some(one), Some(other)) => ptr::eq(one, other),
        _ => false,
    };
    first.guard == second.guard || together && second.event.alive.contains(&first.guard)
}

/// Whether neither is a part of the other.
fn differ(one: &str, other: &str) -> bool {
    !one.starts_with(other) && !other.starts_with(one)
}

fn part_of(picture: &Picture<'_>, write: &Write<'_>) -> String {
    let guard = picture.guard(write.guard);
    let name = name_of(guard).map_or_else(|| guard.place.text.clone(), ToString::to_string);
    format!("{name}{}", write.part)
}

/// What is taken out of the data and put back after a wait is lost if the task is dropped meanwhile.
pub(super) fn check_taken_across_await(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (taken_at, taken, pattern, value) in picture.bindings() {
        let Some(place) = taken_out(value) else { continue };
        let ([name], Some(from)) = (&idents_of(pattern)[..], held_by(picture, taken, &place))
        else {
            continue;
        };
        let Some((at, value)) = put_back(picture, taken_at, &from) else { continue };
        let derived = picture.derived(&name.to_string(), taken_at, at);
        let wait = picture.wait_between(taken_at, at).filter(|wait| wait.alive.contains(&from.0));
        if let (Some(wait), true) = (wait, mentions_any(value, &derived)) {
            diagnostics.broken(
                Rule::TakenAcrossAwait,
                messages::taken_across_await(wait.at, &name.to_string(), &place),
                wait.allowed.iter().copied(),
            );
        }
    }
}

/// Where a part of the data is written again, and what.
fn put_back<'a>(
    picture: &Picture<'a>,
    taken_at: usize,
    from: &(usize, String),
) -> Option<(usize, &'a Expr)> {
    picture.writes().filter(|(at, _)| *at > taken_at).find_map(|(at, event)| match &event.action {
        Action::Writes { guard, part, value, .. }
            if (*guard, part) == (from.0, &from.1)
                && !looks_again(picture, *guard, value, event) =>
        {
            Some((at, *value))
        }
        _ => None,
    })
}

/// `s.take()`, `mem::take(&mut s)`, `mem::replace(&mut s, ..)`: what it is taken out of.
fn taken_out(value: &Expr) -> Option<String> {
    match value {
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "take" if call.args.is_empty() => Some(syntax::place(innermost(&call.receiver))),
            "unwrap" | "expect" | "unwrap_or_default" => taken_out(&call.receiver),
            _ => None,
        },
        Expr::Call(call) => {
            let path = syntax::place(&call.func);
            let takes = functions::does(&path, functions::Effect::TakesOut);
            call.args.first().filter(|_| takes).map(|from| syntax::place(innermost(from)))
        }
        Expr::Try(tried) => taken_out(&tried.expr),
        _ => None,
    }
}

/// The guard that a place belongs to, and the part of its data.
fn held_by(picture: &Picture<'_>, event: &Event<'_>, place: &str) -> Option<(usize, String)> {
    let place = place.trim_start_matches('*');
    let root = place.split(['.', '[']).next().unwrap_or_default();
    let number = event.alive.iter().find(|&&number| {
        let guard = picture.guard(number);
        guard.kind.is_lock() && name_of(guard).is_some_and(|name| name == root)
    })?;
    Some((*number, place[root.len()..].to_owned()))
}

/// A copy that is handed on after the release: a later one may overtake it.
pub(super) fn check_published_after_release(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for Read { bound, guard, name, .. } in picture.reads() {
        let edits = |(_, event): (usize, &Event<'_>)| matches!(event.action, Action::Writes { guard: of, .. } if of == guard);
        if !picture.writes().filter(|(at, _)| *at < bound).any(edits) {
            continue;
        }
        let published = picture.awaits().find(|(at, event, future, _)| {
            *at > bound
                && !event.alive.contains(&guard)
                && mentions_any(future, &[name.to_string()])
        });
        if let Some((_, event, ..)) = published {
            diagnostics.broken(
                Rule::PublishedAfterRelease,
                messages::published_after_release(
                    event.at,
                    &name.to_string(),
                    &picture.guard(guard).place.text,
                ),
                event.allowed.iter().copied(),
            );
        }
    }
}
