//! What stops the thread, or keeps something that belongs to the thread while the task waits.

use std::ptr;

use syn::Expr;

use super::{
    picture::{Called, Picture, calls_in, noun},
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, Guard, GuardId},
    known::{
        GuardKind,
        functions::{self, Effect},
        methods,
    },
    messages::rules as messages,
    syntax,
};

/// A thread that is blocked polls no other task; one that waits for another of its tasks deadlocks.
pub(super) fn blocking_call(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (event, _, path) in picture.functions() {
        if [Effect::Sleeps, Effect::BlocksOnFuture].iter().any(|&it| functions::does(path, it)) {
            reporter.report(event, messages::blocking_call(event.at, path));
        }
    }
    for called in picture.methods() {
        let blocks = methods::does(called.method, methods::Effect::BlocksThread);
        if blocks || called.method == "block_on" && is_runtime(picture, &called) {
            let message = messages::blocking_call(called.event.at, called.method);
            reporter.report(called.event, message);
        }
    }
}

/// Whether something is known to be tokio's: others may know how to wait inside of a runtime.
fn is_runtime(picture: &Picture<'_>, called: &Called<'_>) -> bool {
    let made = match called.receiver() {
        name if name.contains(['.', '(']) => root(&called.call.receiver),
        name => picture.value_of(&name, called.at).map_or(String::new(), root),
    };
    syntax::ends_with(&made, "Handle::current")
        || syntax::ends_with(&made, "Runtime::new")
        || made.starts_with("tokio::runtime::")
}

/// What does not wait with `.await` stops the thread, and with it everybody who waits for the lock.
pub(super) fn blocking_io_under_lock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    let functions =
        picture.functions().filter(|(_, _, path)| functions::does(path, Effect::BlockingIo));
    let functions = functions.map(|(event, _, path)| (event, path.to_owned()));
    let methods = picture.methods().filter_map(|called| {
        let (root, method) = (root(&called.call.receiver), called.method);
        let call = functions::blocking_method(&root, method)?;
        Some((called.event, format!("{call}::{method}")))
    });
    for (event, call) in functions.chain(methods) {
        if let Some(guard) = picture.lock_held(event) {
            reporter.report(
                event,
                messages::blocking_io_under_lock(event.at, &call, &guard.place.text),
            );
        }
    }
}

/// The function that a chain of methods begins with.
fn root(chain: &Expr) -> String {
    match chain {
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Try(tried) => root(&tried.expr),
        Expr::Call(call) => syntax::place(&call.func),
        Expr::Path(_) => syntax::place(chain),
        _ => String::new(),
    }
}

/// Who tries again and again without waiting lets nobody else on the thread, nor whoever needs the lock. A loop that does
/// something else between the attempts may come to an end.
pub(super) fn busy_wait(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (at, event) in picture.others() {
        let Action::Loops { from, .. } = event.action else { continue };
        let inside = picture.summary.between(from, at);
        let attempts = inside.iter().filter_map(|event| match &event.action {
            Action::CallsMethod { call, method, .. } if is_attempt(method) => Some(*call),
            _ => None,
        });
        let attempts: Vec<_> = attempts.collect();
        let is_of_success = |event: &Event<'_>| {
            let asks = |by: &Expr| {
                calls_in(by).iter().any(|call| attempts.iter().any(|it| ptr::eq(*it, *call)))
            };
            picture.summary.decided(event).any(|by| match by {
                Control::If(by) | Control::Match(by) => asks(by),
                Control::Else(_) | Control::While(_) | Control::For(_) => false,
            })
        };
        let nothing_else = || inside.iter().all(|event| only_tries(event) || is_of_success(event));
        let held = picture.alive(event).find(|guard| guard.kind.is_lock() && guard.since <= from);
        if let (false, Some(held)) = (attempts.is_empty(), held)
            && nothing_else()
        {
            reporter.report(event, messages::busy_wait(event.at, &held.place.text));
        }
    }
}

/// Whether an event is an attempt, a look at how it went, or a pause that is none.
fn only_tries(event: &Event<'_>) -> bool {
    match &event.action {
        Action::CallsMethod { method, .. } => is_attempt(method) || method.starts_with("is_"),
        Action::Calls { path, .. } => functions::does(path, Effect::Yields),
        Action::Binds { .. } | Action::Ignores(_) => true,
        _ => false,
    }
}

fn is_attempt(method: &str) -> bool {
    methods::does(method, methods::Effect::Tries)
}

/// Other tasks run on the thread while this one waits: one that needs what the thread is blocked by, or borrows it too, stops it
/// or panics. A lock that a test holds for all of its time keeps other tests away.
pub(super) fn held_across_await(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (guard, event) in first_waits(picture) {
        let keeps_tests_away =
            picture.is_test() && guard.kind == GuardKind::ThreadLock && guard.place.is_static();
        let of_thread = matches!(
            guard.kind,
            GuardKind::ThreadLock | GuardKind::Borrow | GuardKind::Shard | GuardKind::Watched
        );
        if of_thread && !keeps_tests_away {
            let what = noun(guard.kind, &guard.place.text);
            reporter.report(event, messages::held_across_await(event.at, &what));
        }
    }
}

/// What other tasks log on the thread meanwhile goes into the span.
pub(super) fn span_across_await(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (guard, event) in first_waits(picture) {
        if guard.kind == GuardKind::Span {
            reporter.report(event, messages::span_across_await(event.at));
        }
    }
}

/// Every guard that this task waits with, and where it does so first.
fn first_waits<'a>(picture: &Picture<'a>) -> impl Iterator<Item = (&'a Guard<'a>, &'a Event<'a>)> {
    let guards = picture.summary.numbered_guards();
    guards.filter_map(|(number, guard)| Some((guard, first_wait(picture, number, guard)?)))
}

/// Where this task first waits with a guard.
fn first_wait<'a>(
    picture: &Picture<'a>,
    number: GuardId,
    guard: &Guard<'_>,
) -> Option<&'a Event<'a>> {
    let later = picture.summary.events_since(guard.since);
    later.iter().find(|event| event.alive.contains(&number) && picture.is_wait(event))
}

/// Nothing is dropped when a process exits.
pub(super) fn exit_under_lock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (event, _, path) in picture.functions() {
        let exits = functions::does(path, Effect::EndsProcess);
        let written = picture.alive(event).find(|guard| guard.is_exclusive_lock());
        if let (true, Some(guard)) = (exits, written) {
            reporter.report(event, messages::exit_under_lock(event.at, &guard.place.text));
        }
    }
}
