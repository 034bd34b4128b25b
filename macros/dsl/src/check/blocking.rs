//! What stops the thread, or keeps something that belongs to the thread while the task waits.

use syn::Expr;

use super::picture::{Called, Picture, noun};
use crate::{
    diag::Diagnostics,
    flow::{Event, Guard, Keeper, Kind, What},
    messages::rules as messages,
    names,
    rules::Rule,
};

/// A thread that is blocked polls no other task; one that waits for another task of its own waits for ever.
pub(super) fn check_blocks(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (event, _, path) in picture.functions() {
        if is_sleep(path) || names::ends_with(path, "block_on") {
            broken(event, path, diagnostics);
        }
    }
    for called in picture.methods() {
        let blocks = matches!(
            called.method,
            "blocking_lock"
                | "blocking_read"
                | "blocking_write"
                | "blocking_recv"
                | "blocking_send"
        );
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
    names::ends_with(&made, "Handle::current")
        || names::ends_with(&made, "Runtime::new")
        || made.starts_with("tokio::runtime::")
}

fn broken(event: &Event<'_>, call: &str, diagnostics: &mut Diagnostics) {
    let message = messages::blocks(event.at, call);
    diagnostics.broken(Rule::Blocks, message, event.allowed.iter().copied());
}

fn is_sleep(path: &str) -> bool {
    path == "std::thread::sleep" || path == "thread::sleep"
}

/// What does not wait with `.await` stops the thread, and with it everybody who waits for the lock.
pub(super) fn check_blocking_io(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    // The same names without `std` are tokio's if they are awaited.
    let functions = picture.functions().filter(|(_, call, path)| {
        is_blocking(path) || path.starts_with("fs::") && !picture.may_be_awaited(call)
    });
    let functions = functions.map(|(event, _, path)| (event, path.to_owned()));
    let commands = picture.methods().filter(|called| {
        matches!(called.method, "output" | "status")
            && root(&called.call.receiver).starts_with("std::process::Command")
    });
    let commands = commands.map(|called| (called.event, format!("Command::{}", called.method)));
    for (event, call) in functions.chain(commands) {
        if let Some(guard) = picture.lock_held(event) {
            diagnostics.broken(
                Rule::BlockingIo,
                messages::blocking_io(event.at, &call, &guard.place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}

fn is_blocking(path: &str) -> bool {
    const IO: [&str; 6] = [
        "std::fs::",
        "std::net::Tcp",
        "std::net::Udp",
        "std::io::stdin",
        "std::io::read_to_string",
        "reqwest::blocking::",
    ];
    IO.iter().any(|io| path.starts_with(io))
}

/// The function that a chain of methods begins with.
fn root(chain: &Expr) -> String {
    match chain {
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Try(tried) => root(&tried.expr),
        Expr::Call(call) => names::place(&call.func),
        Expr::Path(_) => names::place(chain),
        _ => String::new(),
    }
}

/// Who tries again and again without waiting lets nobody else on the thread, nor whoever needs the lock.
pub(super) fn check_busy_wait(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (at, event) in picture.others() {
        let What::Loops { from, .. } = event.what else { continue };
        let inside = &picture.summary.events[from..at];
        let waits = inside
            .iter()
            .any(|event| picture.is_wait(event) || matches!(event.what, What::Unknown));
        let tries = inside.iter().any(|event| match &event.what {
            What::CallsMethod { method, .. } => {
                matches!(method.as_str(), "try_lock" | "try_acquire" | "try_read" | "try_write")
            }
            _ => false,
        });
        let held = picture.alive(event).find(|guard| guard.kind.is_lock() && guard.since <= from);
        if let (true, false, Some(held)) = (tries, waits, held) {
            diagnostics.broken(
                Rule::BusyWait,
                messages::busy_wait(event.at, &held.place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// Other tasks run on the thread while this one waits: one that needs what the thread is blocked by, or borrows it too, stops it
/// or panics. A lock that a test holds for all of its time keeps other tests away.
pub(super) fn check_held_across_await(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (number, guard) in picture.summary.guards.iter().enumerate() {
        let Some(event) = first_wait(picture, number, guard) else { continue };
        let keeps_tests_away =
            picture.is_test() && guard.kind == Kind::Blocking && is_unused(guard);
        let (place, allowed) = (&guard.place.text, event.allowed.iter().copied());
        match guard.kind {
            Kind::Blocking | Kind::Borrow | Kind::Shard | Kind::Watched if !keeps_tests_away => {
                let message = messages::held_across_await(event.at, noun(guard.kind), place);
                diagnostics.broken(Rule::HeldAcrossAwait, message, allowed);
            }
            Kind::Span => {
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

fn is_unused(guard: &Guard<'_>) -> bool {
    matches!(&guard.keeper, Keeper::Variable(name) if name.to_string().starts_with('_'))
}

/// Nothing is dropped when a process exits.
pub(super) fn check_exit_under_guard(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (event, _, path) in picture.functions() {
        let exits =
            names::ends_with(path, "process::exit") || names::ends_with(path, "process::abort");
        if let (true, Some(guard)) = (exits, picture.lock_held(event)) {
            diagnostics.broken(
                Rule::ExitUnderGuard,
                messages::exit_under_guard(event.at, &guard.place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}
