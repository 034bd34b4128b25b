//! Rules about other tasks, callbacks, and futures that run side by side.

use std::ptr;

use syn::{Expr, ExprCall};

use super::{
    deadlock::recursion,
    expressions::mentions_any,
    holding::endless_loop,
    picture::{Picture, name_of},
    report::Reporter,
};
use crate::{
    flow::{Action, Event, EventId, Guard, GuardBinding, Runs, innermost},
    known::{
        GuardKind,
        functions::{self, Effect},
    },
    messages::rules as messages,
    plan::Hold,
    syntax,
};

/// A callback of the caller may need the lock.
pub(super) fn callback_under_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event, _, runs) in picture.awaits() {
        if let (Runs::Foreign, Some(guard)) = (runs, picture.lock_held(event)) {
            reporter
                .report(event, messages::callback_under_lock(event.at, &guard.place.to_string()));
        }
    }
}

/// The same for a list of callbacks that do not wait.
pub(super) fn listeners_under_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (event, ..) in picture.functions() {
        // An awaited one is reported by `callback_under_lock`.
        let stored = matches!(event.action, Action::Calls { call, stored: true, .. } if !picture.is_awaited(call));
        if let (true, Some(guard)) = (stored && event.loops > 0, picture.lock_held(event)) {
            reporter
                .report(event, messages::callback_under_lock(event.at, &guard.place.to_string()));
        }
    }
}

/// The awaited task may need the lock. No violation if the awaited receiver is itself the guarded data.
pub(super) fn task_awaited_under_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (number, guard) in picture.summary.numbered_guards() {
        let Some(name) = name_of(guard).filter(|_| guard.kind.is_lock()) else { continue };
        // A lock that a test holds throughout serialises the tests.
        if picture.is_test() && guard.place.is_static() {
            continue;
        }
        let is_kept_waiting = |(at, event, future, runs): &(EventId, &Event<'_>, &Expr, Runs)| {
            *runs == Runs::Answer
                // Side by side with another future, it may be what ends that one.
                && matches!(event.action, Action::Awaits { alone: true, .. })
                && event.alive.contains(&number)
                && !mentions_any(future, &picture.parts_of(guard, name, *at))
                && !is_aborted(picture, future, *at)
                && recursion(picture, future).is_none()
                // `held_across_endless_loop` reports it.
                && !endless_loop(picture, *at, number)
        };
        if let Some((_, event, ..)) = picture.awaits().find(is_kept_waiting) {
            reporter.report(
                event,
                messages::task_awaited_under_lock(event.at, &guard.place.to_string()),
            );
        }
    }
}

/// Whether a task is aborted before it is awaited.
fn is_aborted(picture: &Picture<'_>, task: &Expr, until: EventId) -> bool {
    let name = syntax::place(innermost(task));
    picture.methods().any(|it| it.at < until && it.is_plain(&["abort"]) && it.receiver() == name)
}

/// Whether a call starts a task, which the executor polls.
pub(super) fn starts(call: &ExprCall) -> bool {
    syntax::last_word(&call.func).is_some_and(|name| functions::does(&name, Effect::Spawns))
}

/// A function that only spawns a task releases its permit before the task starts.
pub(super) fn permit_not_held_by_task(picture: &Picture<'_>, reporter: &mut Reporter) {
    permit_of_round(picture, reporter);
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
            reporter.report(
                event,
                messages::permit_not_held_by_task(event.at, &guard.place.to_string()),
            );
        }
    }
}

/// A permit that a round of a loop, or a function that does nothing else, acquires and drops at its end, while the task that it has
/// spawned goes on.
fn permit_of_round(picture: &Picture<'_>, reporter: &mut Reporter) {
    let by_function = picture.functions().filter(|(_, call, _)| starts(call));
    let by_function = by_function.map(|(event, call, _)| (event, call.args.iter().collect()));
    let by_method = picture
        .methods()
        .filter(|called| called.method.starts_with("spawn") && !called.call.args.is_empty());
    let by_method = by_method.map(|called| (called.event, called.call.args.iter().collect()));
    let spawns: Vec<(&Event<'_>, Vec<&Expr>)> = by_function.chain(by_method).collect();
    for (event, given) in spawns {
        let held = event.alive.iter().find(|&&number| {
            let guard = picture.guard(number);
            let GuardBinding::Variable(name) = &guard.binding else { return false };
            let name = [name.to_string()];
            let waits = picture.awaits().any(|(_, wait, ..)| {
                wait.alive.contains(&number) && picture.summary.follows(event, wait)
            });
            guard.kind == GuardKind::Permit
                && guard.certain
                && (event.loops > 0 || name[0].starts_with('_') && !works(picture))
                && !waits
                && !given.iter().any(|argument| mentions_any(argument, &name))
        });
        if let Some(&held) = held {
            let place = &picture.guard(held).place.to_string();
            reporter.report(event, messages::permit_not_held_by_task(event.at, place));
        }
    }
}

/// Whether the function does anything but spawn tasks and clone their arguments.
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
