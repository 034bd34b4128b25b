//! Rules about data that are incomplete when a task is cancelled, or leaves early.

use std::ptr;

use syn::Expr;

use super::{
    atomicity::looks_again,
    expressions::{contains_await, is_mark, mentions_any},
    picture::{Picture, name_of},
    report::Reporter,
    undone,
};
use crate::{
    flow::{Action, Control, Event, EventId, Exit, GuardId, innermost},
    known::functions,
    messages::rules as messages,
    syntax::{self, Place, idents_of},
};

/// Two parts of the data are written, and the task may be dropped between them. A flag that something has begun is written before
/// the wait on purpose.
pub(super) fn await_between_writes(picture: &Picture<'_>, reporter: &mut Reporter) {
    undone::report(picture, reporter);
    for (first, second) in halves(picture) {
        let wait = picture.wait_between(first.at, second.at);
        // Parts that are fetched one by one do not depend on each other.
        let are_fetched = contains_await(first.value) && contains_await(second.value);
        let wait = wait.filter(|wait| {
            wait.alive.contains(&first.guard) && !is_mark(first.value) && !are_fetched
        });
        if let Some(wait) = wait {
            let (first, second) = (part_of(picture, &first), part_of(picture, &second));
            reporter.report(wait, messages::await_between_writes(wait.at, &first, &second));
        }
    }
}

/// The same with a `?` between them.
pub(super) fn question_mark_between_writes(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (first, second) in halves(picture) {
        let mut exits = picture.exits(&[Exit::Question]);
        let exit = exits.find(|(at, exit)| (first.at..second.at).contains(at) && exit.in_this_task);
        if let Some((_, exit)) = exit {
            let (first, second) = (part_of(picture, &first), part_of(picture, &second));
            reporter.report(exit, messages::question_mark_between_writes(exit.at, &first, &second));
        }
    }
}

#[derive(Clone, Copy)]
struct Write<'a> {
    at: EventId,
    event: &'a Event<'a>,
    guard: GuardId,
    part: &'a str,
    value: &'a Expr,
    updates: bool,
}

/// Pairs of successive writes to two parts of the data of one guard, or of one attribute: both assigned, or both changed by the
/// same amount. Counters that change by a literal do not count.
fn halves<'a>(picture: &Picture<'a>) -> Vec<(Write<'a>, Write<'a>)> {
    let writes = picture.writes().filter_map(|(at, event)| match &event.action {
        Action::Writes { guard, part, value, updates, .. } => {
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
    let name = name_of(guard).map_or_else(|| guard.place.to_string(), ToString::to_string);
    format!("{name}{}", write.part)
}

/// A part that is taken out and put back after an await point is lost if the task is cancelled in between.
pub(super) fn taken_across_await(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (taken_at, taken, pattern, value) in picture.bindings() {
        let Some(place) = taken_out(value) else { continue };
        let ([name], Some(from)) = (&idents_of(pattern)[..], held_by(picture, taken, &place))
        else {
            continue;
        };
        let Some((at, back)) = put_back(picture, taken_at, &from) else { continue };
        let derived = picture.derived(&name.to_string(), taken_at, at);
        let mut waits = picture.waits(taken_at, at);
        let wait = waits
            .find(|wait| wait.alive.contains(&from.0) && !is_nothing_taken(picture, wait, value));
        if let (Some(wait), true) = (wait, mentions_any(back, &derived)) {
            reporter.report(
                wait,
                messages::taken_across_await(wait.at, &name.to_string(), &place.to_string()),
            );
        }
    }
}

/// Whether an event is in the `else` of an `if let` that takes.
fn is_nothing_taken(picture: &Picture<'_>, event: &Event<'_>, value: &Expr) -> bool {
    picture.summary.decided(event).any(
        |by| matches!(by, Control::Else(Expr::Let(condition)) if ptr::eq(&*condition.expr, value)),
    )
}

/// The event that writes a part of the data again, and the value.
fn put_back<'a>(
    picture: &Picture<'a>,
    taken_at: EventId,
    from: &(GuardId, String),
) -> Option<(EventId, &'a Expr)> {
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

/// The source of `s.take()`, `mem::take(&mut s)` or `mem::replace(&mut s, ..)`.
fn taken_out(value: &Expr) -> Option<Place> {
    match value {
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "take" if call.args.is_empty() => Some(syntax::place(innermost(&call.receiver))),
            "unwrap" | "expect" | "unwrap_or_default" => taken_out(&call.receiver),
            _ => None,
        },
        Expr::Call(call) => {
            let path = syntax::function_path(&call.func);
            let takes = functions::does(&path, functions::Effect::TakesOut);
            call.args.first().filter(|_| takes).map(|from| syntax::place(innermost(from)))
        }
        Expr::Try(tried) => taken_out(&tried.expr),
        _ => None,
    }
}

/// The guard that a place belongs to, and the part of its data.
fn held_by(picture: &Picture<'_>, event: &Event<'_>, place: &Place) -> Option<(GuardId, String)> {
    event.alive.iter().find_map(|&number| {
        let guard = picture.guard(number);
        let name = name_of(guard).filter(|_| guard.kind.is_lock())?;
        Some((number, place.part_of(&name.to_string())?))
    })
}
