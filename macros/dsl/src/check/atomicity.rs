//! What belongs together, and is torn apart by a wait.

use syn::{Expr, Pat};

use super::picture::{Called, Picture, Read, calls_in, mentions_any, name_of};
use crate::{
    diag::Diagnostics,
    flow::{Event, Exit, Kind, What, innermost, mentions},
    messages::rules as messages,
    names,
    rules::{Level, Rule},
};

/// A copy is taken out, the lock released, and the copy's successor written back: what others wrote meanwhile is gone. Who looks
/// at the data again before has made sure.
pub(super) fn check_lost_update(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for read in picture.reads() {
        for (at, write) in picture.writes().filter(|(at, _)| *at > read.bound) {
            let What::Writes { guard, part, value, updates: false } = &write.what else { continue };
            if !is_later(picture, read.guard, *guard, write)
                || !picture.waits_between(read.bound, at)
                || picture.summary.exclude(read.event, write)
            {
                continue;
            }
            let derived = picture.derived_plainly(&read.name.to_string(), read.bound, at);
            if !mentions_any(value, &derived) || looks_again(picture, *guard, value, write) {
                continue;
            }
            let place = &picture.guard(*guard).place.text;
            diagnostics.broken_at(
                if part == read.part { Level::Error } else { Level::Warning },
                Rule::LostUpdate,
                messages::lost_update(write.at, place, read.name),
                write.allowed.iter().copied(),
            );
            break;
        }
    }
}

/// Whether `guard` is of the primitive of `earlier`, which was released before.
fn is_later(picture: &Picture<'_>, earlier: usize, guard: usize, event: &Event<'_>) -> bool {
    guard != earlier
        && picture.guard(earlier).place.is(&picture.guard(guard).place)
        && !event.alive.contains(&earlier)
}

/// Whether what is written, or whether it is, depends on the data as they are now.
fn looks_again(picture: &Picture<'_>, guard: usize, value: &Expr, write: &Event<'_>) -> bool {
    let Some(name) = name_of(picture.guard(guard)) else { return false };
    let name = [name.to_string()];
    mentions_any(value, &name) || picture.conditions(write).any(|by| mentions_any(by, &name))
}

/// The same without any lock: an atomic is loaded, and what follows from it stored after a wait.
pub(super) fn check_lost_atomic_update(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    let stores: Vec<_> = picture.methods().filter(|called| called.method == "store").collect();
    for (loaded_at, load, pattern, value) in picture.bindings().filter(|_| !stores.is_empty()) {
        let (Pat::Ident(binding), Some(place)) = (pattern, loaded(value)) else { continue };
        for store in stores.iter().filter(|store| store.at > loaded_at) {
            let Called { at, event, call, .. } = *store;
            let derived = || picture.derived(&binding.ident.to_string(), loaded_at, at);
            let guarded = load.alive.iter().any(|guard| event.alive.contains(guard));
            if (call.args.len() == 2 && store.receiver() == place && !guarded)
                && picture.waits_between(loaded_at, at)
                && mentions_any(&call.args[0], &derived())
            {
                diagnostics.broken(
                    Rule::LostAtomicUpdate,
                    messages::lost_atomic_update(event.at, &place, &binding.ident),
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
    Some(names::place(innermost(&load.receiver)))
}

/// A test under one acquisition says nothing of the data under the next.
pub(super) fn check_check_then_act(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    let methods: Vec<Called<'_>> = picture.methods().collect();
    for act in methods.iter().filter(|called| acts(called)) {
        let (Some(guard), Some(key)) = (act.on, key(act)) else { continue };
        let tests_same = |test: &&Called<'_>| {
            test.at < act.at && is_test(test) && self::key(test).as_ref() == Some(&key)
        };
        let again = methods.iter().filter(tests_same).any(|test| test.on == Some(guard));
        let earlier = methods.iter().filter(tests_same).find(|test| {
            test.on.is_some_and(|earlier| is_later(picture, earlier, guard, act.event))
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
    matches!(called.method, "contains" | "contains_key" | "get")
}

fn acts(called: &Called<'_>) -> bool {
    matches!(called.method, "insert" | "remove" | "push" | "push_back")
}

/// The key of a call: its first argument, if that is a place.
fn key(called: &Called<'_>) -> Option<String> {
    called.call.args.first().and_then(|key| names::known_place(innermost(key)))
}

/// Whether a test decides for an act: in the condition itself, or by a variable.
fn decides(picture: &Picture<'_>, test: &Called<'_>, act: &Called<'_>) -> bool {
    let is_test =
        |expr: &Expr| calls_in(expr).into_iter().any(|call| std::ptr::eq(call, test.call));
    picture.conditions(act.event).any(|by| {
        is_test(by)
            || mentions(by).iter().any(|name| picture.value_of(name, act.at).is_some_and(is_test))
    })
}

/// A length under one acquisition is no bound under the next.
pub(super) fn check_stale_length(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for read in picture.reads().filter(|read| read.part.ends_with(".len()")) {
        for (at, event) in picture.events().skip(read.bound) {
            let What::Indexes { guard, index } = event.what else { continue };
            let derived = picture.derived(&read.name.to_string(), read.bound, at);
            if is_later(picture, read.guard, guard, event) && mentions_any(index, &derived) {
                let place = &picture.guard(guard).place.text;
                diagnostics.broken(
                    Rule::StaleLength,
                    messages::stale_length(event.at, place, read.name),
                    event.allowed.iter().copied(),
                );
                break;
            }
        }
    }
}

/// Other readers look at the data at the same time.
pub(super) fn check_mutated_while_reading(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for called in picture.methods() {
        let mutates = matches!(
            (called.method, called.call.args.len()),
            ("set" | "replace", 1) | ("borrow_mut", 0)
        );
        let shared = called.on.map(|on| picture.guard(on)).filter(|on| on.kind == Kind::Shared);
        if let (true, Some(guard)) = (mutates, shared) {
            diagnostics.broken(
                Rule::MutatedWhileReading,
                messages::mutated_while_reading(called.event.at, &guard.place.text),
                called.event.allowed.iter().copied(),
            );
        }
    }
}

/// Two parts of the data are written, and between them the task may be dropped.
pub(super) fn check_half_written(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (first, second) in writes_of_one(picture) {
        let gives_up = |wait: &Event<'_>| is_wait_of(wait, first.guard);
        let wait = picture.wait_between(first.at, second.at).filter(|wait| !gives_up(wait));
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

/// The same where a `?` leaves between them.
pub(super) fn check_question_between_writes(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (first, second) in writes_of_one(picture) {
        let mut exits = picture.exits(&[Exit::Question]);
        if let Some((_, exit)) =
            exits.find(|(at, exit)| (first.at..second.at).contains(at) && exit.here)
        {
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
    guard: usize,
    part: &'a str,
}

/// Pairs of writes, one after the other, to two parts of what one guard guards.
fn writes_of_one<'a>(picture: &Picture<'a>) -> Vec<(Write<'a>, Write<'a>)> {
    let writes = picture.writes().filter_map(|(at, event)| match &event.what {
        What::Writes { guard, part, .. } => Some((Write { at, guard: *guard, part }, event)),
        _ => None,
    });
    let writes: Vec<_> = writes.collect();
    let pair = |(index, (first, before)): (usize, &(Write<'a>, &Event<'_>))| {
        let (second, after) =
            *writes[index + 1..].iter().find(|(second, _)| second.guard == first.guard)?;
        (second.part != first.part && picture.summary.follows(before, after))
            .then_some((*first, second))
    };
    writes.iter().enumerate().filter_map(pair).collect()
}

fn part_of(picture: &Picture<'_>, write: &Write<'_>) -> String {
    let guard = picture.guard(write.guard);
    let name = name_of(guard).map_or_else(|| guard.place.text.clone(), ToString::to_string);
    format!("{name}{}", write.part)
}

fn is_wait_of(event: &Event<'_>, guard: usize) -> bool {
    !event.alive.contains(&guard)
}

/// What is taken out of the data and put back after a wait is lost if the task is dropped meanwhile.
pub(super) fn check_taken_across_await(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (taken_at, taken, pattern, value) in picture.bindings() {
        let (Pat::Ident(binding), Some(place)) = (pattern, taken_out(value)) else { continue };
        let Some(guard) = held_by(picture, taken, &place) else { continue };
        let back = picture.writes().find(|(at, event)| match &event.what {
            What::Writes { guard: of, part, .. } => {
                *at > taken_at && *of == guard.0 && *part == guard.1
            }
            _ => false,
        });
        let Some((at, event)) = back else { continue };
        let What::Writes { value, .. } = &event.what else { continue };
        let derived = picture.derived(&binding.ident.to_string(), taken_at, at);
        let wait = picture.wait_between(taken_at, at).filter(|wait| !is_wait_of(wait, guard.0));
        if let (Some(wait), true) = (wait, mentions_any(value, &derived)) {
            diagnostics.broken(
                Rule::TakenAcrossAwait,
                messages::taken_across_await(wait.at, &binding.ident, &place),
                wait.allowed.iter().copied(),
            );
        }
    }
}

/// `s.take()`, `mem::take(&mut s)`, `mem::replace(&mut s, ..)`: what it is taken out of.
fn taken_out(value: &Expr) -> Option<String> {
    match value {
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "take" if call.args.is_empty() => Some(names::place(innermost(&call.receiver))),
            "unwrap" | "expect" | "unwrap_or_default" => taken_out(&call.receiver),
            _ => None,
        },
        Expr::Call(call) => {
            let path = names::place(&call.func);
            let takes =
                ["mem::take", "mem::replace"].iter().any(|take| names::ends_with(&path, take));
            call.args.first().filter(|_| takes).map(|from| names::place(innermost(from)))
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
        let edits = |(_, event): (usize, &Event<'_>)| matches!(event.what, What::Writes { guard: of, .. } if of == guard);
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
                messages::published_after_release(event.at, name, &picture.guard(guard).place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}
