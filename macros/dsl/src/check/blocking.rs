//! What stops the thread, or keeps something that belongs to the thread while the task waits.

use std::ptr;

use syn::Expr;

use super::picture::{Called, Picture, calls_in, noun};
use crate::{
    diag::Diagnostics,
    flow::{Action, Control, Event, Guard},
    known::{
        GuardKind,
        functions::{self, Effect},
        methods,
    },
    messages::rules as messages,
    rules::Rule,
    syntax,
};

/// A thread that is blocked polls no other task; one that waits for another task of its own waits for ever.
pub(super) fn check_blocks(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (event, _, path) in picture.functions() {
        if [Effect::Sleeps, Effect::BlocksOnFuture].iter().any(|&it| functions::does(path, it)) {
            broken(event, path, diagnostics);
        }
    }
    for called in picture.methods() {
        let blocks = methods::does(called.method, methods::Effect::BlocksThread);
        if blocks || called.method == "block_on" && is_runtime(picture, &called) {
            broken(called.event, called.method, diagnostics);
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

fn broken(event: &Event<'_>, call: &str, diagnostics: &mut Diagnostics) {
    let message = messages::blocks(event.at, call);
    diagnostics.broken(Rule::Blocks, message, event.allowed.iter().copied());
}

/// What does not wait with `.await` stops the thread, and with it everybody who waits for the lock.
pub(super) fn check_blocking_io(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
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
            diagnostics.broken(
                Rule::BlockingIo,
                messages::blocking_io(event.at, &call, &guard.place.text),
                event.allowed.iter().copied(),
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
pub(super) fn check_busy_wait(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (at, event) in picture.others() {
        let Action::Loops { from, .. } = event.action else { continue };
        let inside = &picture.summary.events[from..at];
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
            diagnostics.broken(
                Rule::BusyWait,
                messages::busy_wait(event.at, &held.place.text),
                event.allowed.iter().copied(),
            );
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
pub(super) fn check_held_across_await(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (number, guard) in picture.summary.guards.iter().enumerate() {
        let Some(event) = first_wait(picture, number, guard) else { continue };
        let keeps_tests_away =
            picture.is_test() && guard.kind == GuardKind::ThreadLock && guard.place.is_static();
        let (what, allowed) = (noun(guard.kind, &guard.place.text), event.allowed.iter().copied());
        match guard.kind {
            GuardKind::ThreadLock | GuardKind::Borrow | GuardKind::Shard | GuardKind::Watched
                if !keeps_tests_away =>
            {
                let message = messages::held_across_await(event.at, &what);
                diagnostics.broken(Rule::HeldAcrossAwait, message, allowed);
            }
            GuardKind::Span => {
                let message = messages::span_across_await(event.at);
                diagnostics.broken(Rule::SpanAcrossAwait, message, allowed);
            }
            _ => {}
        }
    }
}

/// Where this task first waits with a guard.
fn first_wait<'a>(
    picture: &Picture<'a>,
    number: usize,
    guard: &Guard<'_>,
) -> Option<&'a Event<'a>> {
    let later = picture.summary.events.get(guard.since..).unwrap_or_default();
    later.iter().find(|event| event.alive.contains(&number) && picture.is_wait(event))
}

/// Nothing is dropped when a process exits.
pub(super) fn check_exit_under_guard(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (event, _, path) in picture.functions() {
        let exits = functions::does(path, Effect::EndsProcess);
        let written = picture.alive(event).find(|guard| guard.is_exclusive_lock());
        if let (true, Some(guard)) = (exits, written) {
            diagnostics.broken(
                Rule::ExitUnderGuard,
                messages::exit_under_guard(event.at, &guard.place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}
