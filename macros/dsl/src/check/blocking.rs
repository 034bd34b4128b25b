//! Rules about blocking the thread, and about guards that belong to the thread.

use std::ptr;

use syn::Expr;

use super::{
    expressions::calls_in,
    picture::{MethodCall, Picture, name_of},
    report::Reporter,
    wording::noun,
};
use crate::{
    flow::{Action, Control, Event, Guard, GuardId},
    known::{
        GuardKind, Patience, TypeKind,
        functions::{self, Effect},
        methods,
    },
    messages::rules as messages,
    rules::Level,
    syntax::{self, Place},
};

/// A blocked thread polls no other task; if it waits for one of its own tasks, it deadlocks. The thread of `main` has no other task,
/// but what needs a runtime of its own panics there as well.
pub(super) fn blocking_call(picture: &Picture<'_>, reporter: &mut Reporter) {
    if picture.is_test() && (picture.expects_panic() || picture.pauses_clock()) {
        return;
    }
    let is_alone = picture.is_main();
    if !is_alone {
        waits_on_condvar(picture, reporter);
    }
    for (event, call, path) in picture.functions() {
        let blocks = functions::does(path, Effect::BlocksOnFuture)
            || functions::does(path, Effect::Sleeps) && !is_alone;
        // What is awaited has not blocked.
        if blocks && !picture.is_awaited(call) {
            reporter.report(event, messages::blocking_call(event.at, path));
        }
    }
    for called in picture.methods() {
        let is_other = called.typed && called.hint.is_none();
        let takes = if called.method.contains("acquire_many") { 1 } else { 0 };
        let is_lock = ["blocking_lock", "blocking_read", "blocking_write", "blocking_acquire"]
            .iter()
            .any(|name| called.method.starts_with(name));
        let blocks = methods::does(called.method, methods::Effect::BlocksThread)
            && !is_other
            && if is_lock { called.call.args.len() == takes } else { !is_alone }
            || !is_alone && waits_on_thread(picture, &called);
        if blocks || called.method == "block_on" && is_runtime(picture, &called) {
            let message = messages::blocking_call(called.event.at, called.method);
            reporter.report(called.event, message);
        }
    }
}

/// A wait that gives up the guard of a thread's lock blocks the thread until another one notifies.
fn waits_on_condvar(picture: &Picture<'_>, reporter: &mut Reporter) {
    for event in &picture.summary.events {
        let Action::Waits { method, guard, .. } = &event.action else { continue };
        if picture.guard(*guard).kind == GuardKind::ThreadLock {
            reporter.report(event, messages::blocking_call(event.at, method));
        }
    }
}

/// Whether a method of a known type waits for another thread. One that is asked whether it has finished is waited for no longer.
fn waits_on_thread(picture: &Picture<'_>, called: &MethodCall<'_>) -> bool {
    let asks = |it: &Expr| matches!(it, Expr::MethodCall(call) if call.method == "is_finished");
    match called.hint {
        Some(TypeKind::ThreadHandle) => {
            called.method == "join" && picture.number_of(asks).is_none()
        }
        Some(TypeKind::ThreadReceiver) => {
            matches!(called.method, "recv" | "recv_timeout" | "iter" | "into_iter")
        }
        Some(TypeKind::ThreadBarrier) => called.method == "wait",
        _ => false,
    }
}

/// Whether the receiver is known to be tokio's. Other executors may allow `block_on` inside.
fn is_runtime(picture: &Picture<'_>, called: &MethodCall<'_>) -> bool {
    if called.typed {
        return called.hint == Some(TypeKind::Runtime);
    }
    let made = match called.receiver() {
        Place::Path(words) => {
            picture.value_of(&words.join("::"), called.at).map_or(String::new(), root)
        }
        _ => root(&called.call.receiver),
    };
    syntax::ends_with(&made, "Handle::current")
        || syntax::ends_with(&made, "Runtime::new")
        || made.starts_with("tokio::runtime::")
}

/// Blocking I/O stops the thread, and every task that waits for the lock.
pub(super) fn blocking_io_under_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
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
                messages::blocking_io_under_lock(event.at, &call, &guard.place.to_string()),
            );
        }
    }
}

/// The function at the start of a method chain.
fn root(chain: &Expr) -> String {
    match chain {
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Try(tried) => root(&tried.expr),
        Expr::Call(call) => syntax::function_path(&call.func),
        Expr::Path(_) => syntax::function_path(chain),
        _ => String::new(),
    }
}

/// A loop that tries without an await point starves the thread, and the tasks that need the lock. A loop that does other work
/// between the attempts may end.
pub(super) fn busy_wait(picture: &Picture<'_>, reporter: &mut Reporter) {
    polled_under_lock(picture, reporter);
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
        let nothing_else =
            || inside.iter().all(|event| only_tries(picture, event) || is_of_success(event));
        let held = picture.alive(event).find(|guard| guard.kind.is_lock() && guard.since <= from);
        if let (false, Some(held)) = (attempts.is_empty(), held)
            && nothing_else()
        {
            reporter.report(event, messages::busy_wait(event.at, &held.place.to_string()));
        }
    }
}

/// A loop that tests the data under a lock that is held all the time, and only sleeps or yields in between: the data cannot change.
fn polled_under_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event) in picture.others() {
        let Action::Loops { from, .. } = event.action else { continue };
        let inside = picture.summary.between(from, at);
        let held = event.alive.iter().copied().find(|&number| {
            let guard = picture.guard(number);
            let is_exclusive = guard.kind.is_lock() && guard.since <= from;
            is_exclusive
                && inside.iter().all(|event| only_looks(event, number, guard))
                && inside.iter().any(|event| is_pause(event))
                && inside.iter().any(|event| looks(event, number))
        });
        if let Some(held) = held {
            let guard = picture.guard(held);
            let name = name_of(guard).map_or_else(|| "data".to_owned(), ToString::to_string);
            let message = messages::polled_under_lock(event.at, &guard.place.to_string(), &name);
            reporter.report(event, message);
        }
    }
}

/// `yield_now()`, `sleep(..)`
fn is_pause(event: &Event<'_>) -> bool {
    match &event.action {
        Action::Awaits { future: Expr::Call(call), .. } => {
            matches!(
                syntax::last_word(&call.func).as_deref(),
                Some("yield_now" | "sleep" | "sleep_until")
            )
        }
        _ => false,
    }
}

/// Whether an event asks for the data of a guard.
fn looks(event: &Event<'_>, guard: GuardId) -> bool {
    matches!(&event.action, Action::CallsMethod { on: Some(on), .. } if *on == guard)
}

/// Whether an event neither changes the data nor does anything else than to wait for time to pass.
fn only_looks(event: &Event<'_>, number: GuardId, guard: &Guard<'_>) -> bool {
    match &event.action {
        Action::CallsMethod { on, method, .. } => {
            *on == Some(number) && methods::does(method, methods::Effect::Inspects)
        }
        Action::Calls { path, .. } => {
            guard.certain
                && (path.ends_with("yield_now")
                    || path.contains("sleep")
                    || path.contains("Duration::"))
        }
        Action::Awaits { .. } => is_pause(event),
        Action::Compares(_)
        | Action::Binds { .. }
        | Action::Exits(_)
        | Action::Loops { .. }
        | Action::Ignores(_) => true,
        _ => false,
    }
}

/// Whether an event is an attempt, a test of its result, or a spin hint.
fn only_tries(picture: &Picture<'_>, event: &Event<'_>) -> bool {
    match &event.action {
        Action::Acquires(guard) => picture.guard(*guard).patience == Patience::Tries,
        Action::CallsMethod { method, .. } => is_attempt(method) || method.starts_with("is_"),
        Action::Calls { path, .. } => functions::does(path, Effect::Yields),
        Action::Binds { .. } | Action::Ignores(_) => true,
        _ => false,
    }
}

fn is_attempt(method: &str) -> bool {
    methods::does(method, methods::Effect::Tries)
}

/// Other tasks run on the thread while this one waits. One that locks the same guard blocks the thread, one that borrows the same
/// cell panics. A lock that a test holds throughout serialises the tests.
pub(super) fn held_across_await(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (guard, event) in first_waits(picture) {
        let keeps_tests_away =
            picture.is_test() && guard.kind == GuardKind::ThreadLock && guard.place.is_static();
        let of_thread = matches!(
            guard.kind,
            GuardKind::ThreadLock | GuardKind::Borrow | GuardKind::Shard | GuardKind::Watched
        );
        // The model knows whether something else acquires it meanwhile, and whether that is more than an attempt.
        let is_tried = guard.patience == Patience::Tries;
        if of_thread && !is_tried && !keeps_tests_away {
            let what = noun(guard.kind, &guard.place.to_string());
            reporter.report_as(Level::Warning, event, messages::held_across_await(event.at, &what));
        }
    }
}

/// Events of other tasks on the thread are recorded in the span.
pub(super) fn span_across_await(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (guard, event) in first_waits(picture) {
        if guard.kind == GuardKind::Span {
            reporter.report(event, messages::span_across_await(event.at));
        }
    }
}

/// Every guard that is held across an await point, with the first one.
fn first_waits<'a>(picture: &Picture<'a>) -> impl Iterator<Item = (&'a Guard<'a>, &'a Event<'a>)> {
    let guards = picture.summary.numbered_guards();
    guards.filter_map(|(number, guard)| Some((guard, first_wait(picture, number, guard)?)))
}

/// The first await point with a guard alive.
fn first_wait<'a>(
    picture: &Picture<'a>,
    number: GuardId,
    guard: &Guard<'_>,
) -> Option<&'a Event<'a>> {
    let later = picture.summary.events_since(guard.since);
    later.iter().find(|event| event.alive.contains(&number) && picture.is_wait(event))
}

/// A process that exits runs no destructors.
pub(super) fn exit_under_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (event, _, path) in picture.functions() {
        let exits = functions::does(path, Effect::EndsProcess);
        let written = picture.alive(event).find(|guard| guard.is_exclusive_lock());
        if let (true, Some(guard)) = (exits, written) {
            reporter.report(event, messages::exit_under_lock(event.at, &guard.place.to_string()));
        }
    }
}
