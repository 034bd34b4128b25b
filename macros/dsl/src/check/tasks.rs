//! Other tasks, code that was handed in, and futures side by side.

use std::ptr;

use syn::{Expr, ExprCall};

use super::{
    deadlock::recursion,
    holding::endless_loop,
    picture::{Called, Picture, acquired_in, mentions_any, name_of},
    report::Reporter,
};
use crate::{
    flow::{Action, Event, EventId, Guard, GuardBinding, Runs, innermost, mentions},
    known::functions::{self, Effect},
    messages::rules as messages,
    plan::Hold,
    syntax,
};

/// Code that the caller hands in may come back for the lock.
pub(super) fn callback_under_lock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (_, event, _, runs) in picture.awaits() {
        if let (Runs::Foreign, Some(guard)) = (runs, picture.lock_held(event)) {
            reporter.report(event, messages::callback_under_lock(event.at, &guard.place.text));
        }
    }
}

/// The same of a list of callbacks that do not wait.
pub(super) fn listeners_under_lock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (event, ..) in picture.functions() {
        // What it returns and is awaited is a callback's business.
        let stored = matches!(event.action, Action::Calls { call, stored: true, .. } if !picture.is_awaited(call));
        if let (true, Some(guard)) = (stored && event.loops > 0, picture.lock_held(event)) {
            reporter.report(event, messages::callback_under_lock(event.at, &guard.place.text));
        }
    }
}

/// Another task has to do something before this goes on, and may need the lock for it. Whoever needs the lock to get the answer
/// waits for nothing else: the receiver is what is guarded.
pub(super) fn task_awaited_under_lock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (number, guard) in picture.summary.numbered_guards() {
        let Some(name) = name_of(guard).filter(|_| guard.kind.is_lock()) else { continue };
        // A lock that a test holds until its end keeps other tests from running at the same time.
        if picture.is_test() && guard.place.is_static() {
            continue;
        }
        let is_kept_waiting = |(at, event, future, runs): &(EventId, &Event<'_>, &Expr, Runs)| {
            *runs == Runs::Answer
                // Side by side with something else, it may be what ends that.
                && matches!(event.action, Action::Awaits { alone: true, .. })
                && event.alive.contains(&number)
                && !mentions_any(future, &picture.parts_of(guard, name, *at))
                && !is_aborted(picture, future, *at)
                && recursion(picture, future).is_none()
                // What is held in an endless loop is one mistake, whatever the loop waits for.
                && !endless_loop(picture, *at, number)
        };
        if let Some((_, event, ..)) = picture.awaits().find(is_kept_waiting) {
            reporter.report(event, messages::task_awaited_under_lock(event.at, &guard.place.text));
        }
    }
}

/// Whether a task is told to end before it is waited for.
fn is_aborted(picture: &Picture<'_>, task: &Expr, until: EventId) -> bool {
    let name = syntax::place(innermost(task));
    picture.methods().any(|it| it.at < until && it.is_plain(&["abort"]) && it.receiver() == name)
}

/// A future that `select!` only borrows keeps its place in the line of a lock, and is not polled while the handler runs: the lock
/// may be handed to it, which never takes it.
pub(super) fn futurelock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (at, event, acquired) in picture.acquisitions() {
        let kept = event.borrowed_futures.iter().any(|future| {
            let Some(name) = syntax::last_word(future) else { return false };
            let made = picture.value_of(&name, at).filter(|made| !starts_task(made));
            made.is_some_and(|made| acquired_in(made).contains(&acquired.place.text))
                && !is_gone(picture, &name, (at, event))
        });
        if kept && acquired.kind.is_awaited() {
            reporter.report(event, messages::futurelock(event.at, &acquired.place.text));
        }
    }
}

/// Whether a value is a task, which is polled whatever this one does.
fn starts_task(value: &Expr) -> bool {
    matches!(value, Expr::Call(call) if starts(call))
}

fn starts(call: &ExprCall) -> bool {
    syntax::last_word(&call.func).is_some_and(|name| functions::does(&name, Effect::Spawns))
}

/// Whether a handler has dropped or awaited what `select!` left, before an event in it.
fn is_gone(picture: &Picture<'_>, name: &str, (at, event): (EventId, &Event<'_>)) -> bool {
    let name = [name.to_owned()];
    let within = |other: &Event<'_>| {
        !other.borrowed_futures.is_empty() && picture.summary.follows(other, event)
    };
    let earlier = picture.summary.between(EventId::at(0), at);
    earlier.iter().filter(|other| within(other)).any(|other| match other.action {
        Action::Calls { call, .. } => {
            call.args.iter().any(|argument| mentions_any(argument, &name))
        }
        Action::Awaits { future, .. } => mentions_any(future, &name),
        _ => false,
    })
}

/// Futures in the buffer hold what they have acquired, and are not polled while the loop's body waits for the same.
pub(super) fn buffered_futurelock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for Called { at, event, call, method, .. } in picture.methods() {
        if !method.starts_with("for_each") {
            continue;
        }
        let Some(buffered) = buffered(&call.receiver) else { continue };
        let Some(body) = call.args.last() else { continue };
        let held = acquired_by(picture, buffered, at);
        if let Some(place) = acquired_by(picture, body, at).iter().find(|it| held.contains(it)) {
            reporter.report(event, messages::buffered_futurelock(event.at, place));
        }
    }
}

/// Places that an expression acquires, or a closure that it names.
fn acquired_by(picture: &Picture<'_>, expr: &Expr, until: EventId) -> Vec<String> {
    let named = mentions(expr).into_iter().filter_map(|name| picture.value_of(&name, until));
    let closures = named.filter(|value| matches!(value, Expr::Closure(_)));
    closures.chain([expr]).flat_map(acquired_in).collect()
}

/// What is before `.buffered(n)` in a chain.
fn buffered(chain: &Expr) -> Option<&Expr> {
    let Expr::MethodCall(call) = chain else { return None };
    if call.method == "buffered" || call.method == "buffer_unordered" {
        return Some(&call.receiver);
    }
    buffered(&call.receiver)
}

/// A function that only starts a task, and waits for nothing, gives its permit back before the task has begun.
pub(super) fn permit_not_held_by_task(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    let waits = picture.events().any(|(_, event)| event.in_this_task && picture.is_wait(event));
    if waits || works(picture) {
        return;
    }
    for (event, call, path) in picture.functions() {
        let starts = functions::does(path, Effect::Spawns);
        // A permit with a name may be given to the task.
        let unnamed = |guard: &&Guard<'_>| {
            matches!(guard.hold, Some(Hold::Permits(permits)) if permits.name.is_none())
                && matches!(guard.binding, GuardBinding::Attribute(_, None))
        };
        if let (true, true, Some(guard)) =
            (starts, event.in_this_task, picture.alive(event).find(unnamed))
            && picture.is_ignored(call)
        {
            reporter.report(event, messages::permit_not_held_by_task(event.at, &guard.place.text));
        }
    }
}

/// Whether the function does anything but start tasks and copy what it gives them.
fn works(picture: &Picture<'_>) -> bool {
    let is_given = |call: &ExprCall| {
        let mut spawns = picture.functions().filter(|(_, spawn, _)| starts(spawn));
        spawns.any(|(_, spawn, _)| {
            spawn
                .args
                .iter()
                .any(|argument| matches!(argument, Expr::Call(it) if ptr::eq(it, call)))
        })
    };
    let functions = picture.functions().filter(|(event, ..)| event.in_this_task);
    let methods =
        picture.methods().filter(|called| called.event.in_this_task && called.method != "clone");
    functions.filter(|(_, call, _)| !starts(call) && !is_given(call)).count() + methods.count() > 0
}
