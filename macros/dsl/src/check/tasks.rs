//! Rules about other tasks, callbacks, and futures that run side by side.

use std::ptr;

use syn::{Expr, ExprCall};

use super::{
    deadlock::recursion,
    expressions::{acquired_in, mentions_any},
    holding::endless_loop,
    picture::{MethodCall, Picture, name_of},
    report::Reporter,
};
use crate::{
    flow::{Action, Event, EventId, Guard, GuardBinding, Runs, innermost, mentions},
    known::{
        GuardKind,
        functions::{self, Effect},
    },
    messages::rules as messages,
    plan::Hold,
    syntax::{self, Place},
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

/// A future that `select!` only borrows keeps its place in the queue of a lock, and is not polled while the handler runs. The lock
/// may be handed to it, and the handler then waits for a future that is never polled.
pub(super) fn futurelock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event, acquired) in picture.acquisitions() {
        let kept = event.borrowed_futures.iter().any(|future| {
            let Some(name) = syntax::last_word(future) else { return false };
            let made = picture.value_of(&name, at).filter(|made| !starts_task(made));
            made.is_some_and(|made| acquired_in(made).contains(&acquired.place.written))
                && !is_gone(picture, &name, (at, event))
        });
        let kept = kept || polled_before(picture, (at, event), &acquired.place.written);
        if kept && acquired.kind.is_awaited() && acquired.is_waited_for() {
            reporter.report(event, messages::futurelock(event.at, &acquired.place.to_string()));
        }
    }
}

/// Whether a future that queues for a place was polled by reference, by `select!` or `timeout`, and is still there.
fn polled_before(picture: &Picture<'_>, (at, event): (EventId, &Event<'_>), place: &Place) -> bool {
    let polls = picture.others().filter_map(|(polled, earlier)| match earlier.action {
        Action::Polls(future)
            if polled < at
                && earlier.async_depth == event.async_depth
                && picture.summary.follows(earlier, event) =>
        {
            Some((polled, syntax::last_word(innermost(future))?))
        }
        _ => None,
    });
    polls.into_iter().any(|(polled, name)| {
        let made = picture.value_of(&name, polled).filter(|made| !starts_task(made));
        let ends = |other: &&Event<'_>| match other.action {
            Action::Calls { call, .. } => call.args.iter().any(|it| is_named(it, &name)),
            Action::Awaits { future, .. } => is_named(future, &name),
            Action::Binds { value, .. } => is_named(value, &name),
            Action::Finishes(Expr::Reference(future)) => is_named(&future.expr, &name),
            _ => false,
        };
        made.is_some_and(|made| acquired_in(made).iter().any(|it| it == place))
            && !picture
                .summary
                .between(polled.next(), at)
                .iter()
                .filter(|other| picture.summary.follows(other, event))
                .any(|other| ends(&other))
    })
}

/// Whether an expression is this variable, by value.
fn is_named(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(_)) && syntax::last_word(expr).as_deref() == Some(name)
}

/// Whether a value is a task, which the executor polls.
fn starts_task(value: &Expr) -> bool {
    matches!(value, Expr::Call(call) if starts(call))
}

fn starts(call: &ExprCall) -> bool {
    syntax::last_word(&call.func).is_some_and(|name| functions::does(&name, Effect::Spawns))
}

/// Whether a handler drops or awaits the borrowed future before an event.
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

/// Buffered futures hold what they have acquired, and are not polled while the body of the loop waits.
pub(super) fn buffered_futurelock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for MethodCall { at, event, call, method, .. } in picture.methods() {
        if !method.starts_with("for_each") {
            continue;
        }
        let Some(buffered) = buffered(&call.receiver) else { continue };
        let Some(body) = call.args.last() else { continue };
        let held = acquired_by(picture, buffered, at);
        if let Some(place) = acquired_by(picture, body, at).iter().find(|it| held.contains(it)) {
            reporter.report(event, messages::buffered_futurelock(event.at, &place.to_string()));
        }
    }
}

/// The places that an expression, or a closure that it names, acquires.
fn acquired_by(picture: &Picture<'_>, expr: &Expr, until: EventId) -> Vec<Place> {
    let named = mentions(expr).into_iter().filter_map(|name| picture.value_of(&name, until));
    let closures = named.filter(|value| matches!(value, Expr::Closure(_)));
    closures.chain([expr]).flat_map(acquired_in).collect()
}

/// The stream before `.buffered(n)` in a chain.
fn buffered(chain: &Expr) -> Option<&Expr> {
    let Expr::MethodCall(call) = chain else { return None };
    if call.method == "buffered" || call.method == "buffer_unordered" {
        return Some(&call.receiver);
    }
    buffered(&call.receiver)
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

/// A permit that a round of a loop acquires and drops at its end, while the task that the round has spawned goes on.
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
                && event.loops > 0
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
