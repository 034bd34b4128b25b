//! Rules about how long a guard is held, and whether it is held at all.

use std::ptr;

use syn::{
    Block, Expr, Local, Stmt,
    visit::{self, Visit},
};

use super::{
    deadlock::{clash, clashes},
    expressions::innermost_call,
    picture::Picture,
    report::Reporter,
    wording::kept_by,
};
use crate::{
    flow::{Action, Event, EventId, Guard, GuardBinding, GuardId},
    known::{
        GuardKind, TypeKind, functions,
        methods::{self, Effect},
    },
    messages::rules as messages,
    rules::Level,
    syntax,
};

/// The temporary of a `match` or an `if let` is dropped after the last arm, so an await point in an arm holds the lock. An arm that
/// borrows from the guard needs it.
pub(super) fn guard_in_scrutinee(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (number, guard) in picture.summary.numbered_guards() {
        let GuardBinding::Scrutinee { by, borrowed_by_arms: false } = guard.binding else {
            continue;
        };
        let clashes = picture
            .acquisitions()
            .any(|(_, event, acquired)| event.alive.contains(&number) && clashes(guard, acquired));
        if by == "for" || !guard.kind.is_lock() || clashes {
            continue;
        }
        let waits = |(_, event): &(EventId, &Event<'_>)| {
            event.alive.contains(&number) && event.in_this_task && picture.is_wait(event)
        };
        let first = picture.events().skip(guard.since.index()).find(waits);
        // In an endless loop it is never released, which another rule reports.
        if let Some((_, event)) = first.filter(|(at, _)| !endless_loop(picture, *at, number)) {
            reporter.report(
                event,
                messages::guard_in_scrutinee(event.at, &guard.place.to_string(), &kept_by(guard)),
            );
        }
    }
}

/// A guard without a name is dropped at the semicolon. Where its block ends there, there is nothing to protect: the function waits
/// until the lock is free.
pub(super) fn unused_guard(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event) in picture.others() {
        let Action::DropsAtOnce(number) = event.action else { continue };
        let guard = picture.guard(number);
        let never_had = picture.acquisitions().any(|(_, event, acquired)| {
            matches!(event.action, Action::Acquires(it) if it == number)
                && clash(picture, event, acquired).is_some()
        });
        let is_signal = guard.kind == GuardKind::Permit
            && picture.idioms().is_some_and(|idioms| idioms.has_empty_semaphore);
        if guard.certain
            && guard.kind.is_awaited()
            && guard.binding == GuardBinding::Temporary
            && !never_had
            && !is_signal
            && !is_last(picture, at)
        {
            reporter.report(event, messages::unused_guard(event.at, &guard.place.to_string()));
        }
    }
}

/// Whether the statement that drops a guard is the last one of its block.
fn is_last(picture: &Picture<'_>, dropped: EventId) -> bool {
    let before = picture.summary.between(dropped.previous(), dropped);
    let [Event { action: Action::Ignores(ignored), .. }] = before else { return false };
    let mut search = LastOfBlock { expr: ignored, is_found: false };
    picture.body().into_iter().for_each(|body| search.visit_block(body));
    search.is_found
}

struct LastOfBlock<'a> {
    expr: &'a Expr,
    is_found: bool,
}

impl<'ast> Visit<'ast> for LastOfBlock<'_> {
    fn visit_block(&mut self, block: &'ast Block) {
        let last = match block.stmts.last() {
            Some(Stmt::Expr(last, _)) => Some(last),
            Some(Stmt::Local(Local { init: Some(init), .. })) => Some(&*init.expr),
            _ => None,
        };
        self.is_found |= last.is_some_and(|last| ptr::eq(last, self.expr));
        visit::visit_block(self, block);
    }
}

/// A future does nothing until it is polled.
pub(super) fn unawaited_acquire(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        if let Action::NeverAwaits(place) = &event.action {
            reporter.report(event, messages::unawaited_acquire(event.at, &place.to_string()));
        }
    }
}

/// A lock that is acquired before an endless loop is released only by a wait for a condition.
pub(super) fn held_across_endless_loop(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event) in picture.others() {
        let held = event.alive.iter().find(|&&guard| is_held_endlessly(picture, at, event, guard));
        if let Some(&held) = held {
            reporter.report(
                event,
                messages::held_across_endless_loop(
                    event.at,
                    &picture.guard(held).place.to_string(),
                ),
            );
        }
    }
}

/// Whether this is an endless loop that holds a guard all the time.
fn is_held_endlessly(
    picture: &Picture<'_>,
    at: EventId,
    event: &Event<'_>,
    number: GuardId,
) -> bool {
    let Action::Loops { from, left: false } = event.action else { return false };
    let is_given_up =
        |event: &Event<'_>| matches!(event.action, Action::Waits { guard, .. } if guard == number);
    let guard = picture.guard(number);
    event.in_this_task
        && event.async_depth == 0
        && event.alive.contains(&number)
        && (guard.kind.is_lock() && guard.since <= from)
        && !picture.summary.between(from, at).iter().any(is_given_up)
}

/// Whether the event with this number is in an endless loop that holds a guard all the time.
pub(super) fn endless_loop(picture: &Picture<'_>, inside: EventId, guard: GuardId) -> bool {
    picture.others().any(|(at, event)| {
        matches!(event.action, Action::Loops { from, .. } if (from..at).contains(&inside))
            && is_held_endlessly(picture, at, event, guard)
    })
}

/// The duration of I/O is unbounded.
pub(super) fn held_across_io(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event, future, _) in picture.awaits() {
        let Some(guard) = picture.lock_held(event) else { continue };
        let future = innermost_call(future);
        let message = || messages::held_across_io(event.at, &guard.place.to_string());
        // A reader of a fair lock makes the next writer wait, and all readers behind it.
        if guard.is_shared_lock() && is_known_io(picture, future) {
            reporter.report_as(Level::Warning, event, message());
        } else if is_io(future) {
            reporter.report(event, message());
        }
    }
}

/// Whether a future is one of a socket, a file or a client, by its declared type or by the library's function that gives it, and
/// that is not what the lock guards.
fn is_known_io(picture: &Picture<'_>, future: &Expr) -> bool {
    let chain = std::iter::successors(Some(future), |expr| match expr {
        Expr::MethodCall(call) => Some(&*call.receiver),
        Expr::Reference(reference) => Some(&*reference.expr),
        _ => None,
    });
    let calls: Vec<_> = chain.collect();
    if let Some(Expr::Call(call)) = calls.last() {
        let path = picture.library_path(call);
        return path.is_some_and(|path| functions::does(path, functions::Effect::KnownIo));
    }
    let mut methods = picture.methods();
    methods.any(|called| {
        let is_in_chain = |expr: &&Expr| matches!(expr, Expr::MethodCall(call) if std::ptr::eq(call, called.call));
        called.hint == Some(TypeKind::Io) && called.on.is_none() && calls.iter().any(is_in_chain)
    })
}

fn is_io(future: &Expr) -> bool {
    match future {
        Expr::Call(call) => {
            functions::does(&syntax::function_path(&call.func), functions::Effect::AwaitsIo)
        }
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            // `send` of a request builder; that of a channel has an argument.
            "send" => call.args.is_empty() && matches!(*call.receiver, Expr::MethodCall(_)),
            method => methods::does(method, Effect::AwaitsIo),
        },
        _ => false,
    }
}

/// A lock that no other task can reach excludes nobody.
pub(super) fn unshared_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event, pattern, value) in picture.bindings().filter(|_| !picture.is_test()) {
        let syn::Pat::Ident(binding) = pattern else { continue };
        let name = binding.ident.to_string();
        if !makes_lock(value) || !event.in_this_task {
            continue;
        }
        let later = || picture.events().skip(at.index());
        let acquired = later().filter(|(_, event)| {
            let is_it = |guard: &Guard<'_>| guard.kind.is_lock() && guard.place.written.is(name.as_str());
            matches!(event.action, Action::Acquires(guard) if event.async_depth == 0 && is_it(picture.guard(guard)))
        });
        let lent = later().filter_map(|(_, event)| match event.action {
            Action::Awaits { future, alone: true, .. } => {
                Some(lent_to(innermost_call(future), &name))
            }
            _ => None,
        });
        let known = acquired.count() + lent.sum::<usize>();
        if known > 0 && known == mentions_in_body(picture, &name) {
            reporter.report(event, messages::unshared_lock(binding.ident.span(), &name));
        }
    }
}

fn makes_lock(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    let path = syntax::function_path(&call.func);
    functions::does(&path, functions::Effect::MakesLock) && !path.starts_with("std::")
}

/// The number of times that an awaited call borrows this variable.
fn lent_to(call: &Expr, name: &str) -> usize {
    let arguments = match call {
        Expr::Call(call) => &call.args,
        Expr::MethodCall(call) => &call.args,
        _ => return 0,
    };
    let is_lent = |argument: &&Expr| match argument {
        Expr::Reference(lent) => syntax::last_word(&lent.expr).as_deref() == Some(name),
        _ => false,
    };
    arguments.iter().filter(is_lent).count()
}

fn mentions_in_body(picture: &Picture<'_>, name: &str) -> usize {
    let body = picture.plan.function.body.as_ref().and_then(|body| body.block.as_ref());
    let mut mentions = crate::flow::Mentions::default();
    body.into_iter().for_each(|block| mentions.visit_block(block));
    mentions.0.iter().filter(|word| *word == name).count()
}
