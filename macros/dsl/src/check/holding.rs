//! What is held, how long, and what is acquired meanwhile.

use syn::{Expr, Item, Stmt, visit::Visit};

use super::picture::{Picture, innermost_call, kept_by, name_of, names_of};
use crate::{
    diag::Diagnostics,
    flow::{Action, Control, Event, Guard, GuardBinding, Runs, innermost},
    known::{
        GuardKind, functions,
        methods::{self, Effect},
    },
    messages::rules as messages,
    rules::{Level, Rule},
    syntax,
};

/// A task that acquires what it holds waits for itself. Two reads of one lock do as soon as a writer waits in between, since
/// locks are fair.
pub(super) fn check_same_lock_twice(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (at, event, acquired) in picture.acquisitions() {
        let Some(held) = clash(picture, event, acquired) else { continue };
        let (place, reads) = (&acquired.place.text, is_read(held) && is_read(acquired));
        // Of several in one expression, the first gets its name later.
        let (rule, message) = match name_of(held).filter(|_| held.since <= at) {
            Some(name) => (
                Rule::SameLockTwice,
                messages::same_lock_twice(event.at, place, &name.to_string(), reads),
            ),
            // Nothing in the source says that it is still held.
            None => (
                Rule::TemporaryStillAlive,
                messages::temporary_still_alive(event.at, place, &kept_by(held), reads),
            ),
        };
        diagnostics.broken(rule, message, event.allowed.iter().copied());
    }
}

fn is_read(guard: &Guard<'_>) -> bool {
    guard.is_shared_lock()
}

/// What is held that excludes what is acquired.
fn clash<'a>(
    picture: &Picture<'a>,
    event: &'a Event<'a>,
    acquired: &Guard<'_>,
) -> Option<&'a Guard<'a>> {
    picture.alive(event).find(|held| clashes(held, acquired))
}

fn clashes(held: &Guard<'_>, acquired: &Guard<'_>) -> bool {
    // Two attributes in one place are compared as such, without the body.
    let together = match (&held.binding, &acquired.binding) {
        (GuardBinding::Attribute(_, here), GuardBinding::Attribute(_, there)) => here == there,
        _ => false,
    };
    !together
        && acquired.is_waited_for()
        && held.kind.excludes(acquired.kind)
        && held.place.must_equal(&acquired.place)
}

/// The temporary of a `match` or an `if let` is dropped after the last arm: whoever needs the lock waits for what the arm awaits.
/// A branch that is lent a part of the data needs it.
pub(super) fn check_scrutinee_across_await(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (number, guard) in picture.summary.guards.iter().enumerate() {
        let GuardBinding::Scrutinee { by, borrowed_by_arms: false } = guard.binding else {
            continue;
        };
        let clashes = picture
            .acquisitions()
            .any(|(_, event, acquired)| event.alive.contains(&number) && clashes(guard, acquired));
        if by == "for" || !guard.kind.is_lock() || clashes {
            continue;
        }
        let waits = |(_, event): &(usize, &Event<'_>)| {
            event.alive.contains(&number) && event.in_this_task && picture.is_wait(event)
        };
        let first = picture.events().skip(guard.since).find(waits);
        // In a loop that never ends it is held for ever, which is the worse mistake.
        if let Some((_, event)) = first.filter(|(at, _)| !endless_loop(picture, *at, number)) {
            diagnostics.broken(
                Rule::ScrutineeAcrossAwait,
                messages::scrutinee_across_await(event.at, &guard.place.text, &kept_by(guard)),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// A function that holds a lock and calls itself acquires it again.
pub(super) fn check_recursion(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    let function = picture.plan.function.signature.ident.to_string();
    for (_, event, future, runs) in picture.awaits() {
        let Some(recursion) = recursion(picture, future).filter(|_| runs != Runs::Foreign) else {
            continue;
        };
        let again = |guard: &&Guard<'_>| {
            guard.kind.is_lock()
                && guard.is_waited_for()
                && matches!(guard.binding, GuardBinding::Attribute(_, None))
                && (guard.place.is_static()
                    || recursion == Recursion::OnSelf && guard.place.text.starts_with("self."))
        };
        if let Some(guard) = picture.alive(event).find(again) {
            diagnostics.broken(
                Rule::Recursion,
                messages::recursion(
                    syntax::start(innermost_call(future)),
                    &function,
                    &guard.place.text,
                ),
                event.allowed.iter().copied(),
            );
        }
    }
}

#[derive(PartialEq, Eq)]
pub(super) enum Recursion {
    /// `self.f()`
    OnSelf,
    /// `f()`, `Self::f(other)`
    ByPath,
}

/// Whether a future is of a call of the function itself.
pub(super) fn recursion(picture: &Picture<'_>, future: &Expr) -> Option<Recursion> {
    let signature = &picture.plan.function.signature;
    let function = signature.ident.to_string();
    match innermost_call(future) {
        Expr::MethodCall(call) => {
            (call.method == function && is_self(&call.receiver)).then_some(Recursion::OnSelf)
        }
        Expr::Call(call) => {
            let path = syntax::place(&call.func);
            let by_name = path == function && signature.receiver().is_none();
            let is_it =
                by_name && !is_hidden(picture, &function) || path == format!("Self::{function}");
            is_it.then_some(Recursion::ByPath)
        }
        _ => None,
    }
}

/// Whether the body has something else of the function's name.
fn is_hidden(picture: &Picture<'_>, function: &str) -> bool {
    let body = picture.plan.function.body.as_ref().and_then(|body| body.block.as_ref());
    let mut items = body.into_iter().flat_map(|block| &block.stmts);
    let is_it = |statement: &Stmt| match statement {
        Stmt::Item(Item::Fn(item)) => item.sig.ident == function,
        _ => false,
    };
    items.any(is_it)
        || picture
            .bindings()
            .any(|(_, _, pattern, _)| names_of(pattern).iter().any(|name| name == function))
}

fn is_self(expr: &Expr) -> bool {
    matches!(syntax::last_word(expr).as_deref(), Some("self" | "__self"))
}

/// One lock of each of two things that the caller chooses: another call, with the two exchanged, acquires them in the other order.
pub(super) fn check_unordered(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (at, event, acquired) in picture.acquisitions().filter(|(.., it)| it.is_waited_for()) {
        let other = |held: &&Guard<'_>| is_unordered(picture, (at, event), held, acquired);
        let Some(held) = picture.alive(event).find(other) else { continue };
        let reads = is_read(held) && is_read(acquired);
        diagnostics.broken_at(
            if reads { Level::Warning } else { Level::Error },
            Rule::Unordered,
            messages::unordered(event.at, &held.place.text, &acquired.place.text, reads),
            event.allowed.iter().copied(),
        );
    }
}

fn is_unordered(
    picture: &Picture<'_>,
    (at, event): (usize, &Event<'_>),
    held: &Guard<'_>,
    acquired: &Guard<'_>,
) -> bool {
    let (Some(one), Some(other)) = (&held.place.choice, &acquired.place.choice) else {
        return false;
    };
    // A lock that every call holds lets one through at a time.
    let is_gate = |gate: &Guard<'_>| {
        gate.is_exclusive_lock() && gate.place.choice.as_ref().is_none_or(|it| it.of != one.of)
    };
    held.kind.is_lock()
        && acquired.kind.is_lock()
        && (one.of == other.of && one.which != other.which)
        // Who compares the two decides the order.
        && !picture.are_compared([&one.which, &other.which], (at, event))
        && !event.alive.iter().map(|&gate| picture.guard(gate)).any(is_gate)
}

/// What two tasks collect one by one, each may have a part of. Locks of a list are in one order for all; the values of a map are
/// not.
pub(super) fn check_collected_one_by_one(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    let gives_back =
        picture.methods().any(|called| methods::does(called.method, Effect::TakesBack));
    for (_, event) in picture.others().filter(|_| !gives_back) {
        let Action::Collects(guard) = event.action else { continue };
        let guard = picture.guard(guard);
        let in_any_order =
            || picture.summary.decided(event).any(|by| has_no_order(picture, by, guard));
        let permits = guard.kind == GuardKind::Permit;
        if permits || guard.kind.is_lock() && in_any_order() {
            diagnostics.broken(
                Rule::CollectedOneByOne,
                messages::collected_one_by_one(event.at, permits),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// Whether a loop goes through locks as a hash map has them, or as the caller has their keys.
fn has_no_order(picture: &Picture<'_>, by: Control<'_>, guard: &Guard<'_>) -> bool {
    let Control::For(list) = by else { return false };
    let of_map = match list {
        Expr::MethodCall(call) => methods::does(&call.method.to_string(), Effect::IteratesMap),
        _ => false,
    };
    let ty = syntax::last_word(innermost(list)).and_then(|name| picture.type_of(&name));
    let is = |name: &str| ty.as_ref().is_some_and(|ty| ty.contains(name));
    let by_key = ty.is_some() && guard.place.text.contains('[') && !is("BTree");
    of_map || is("HashMap") || by_key
}

/// A guard without a name is dropped at the semicolon.
pub(super) fn check_dropped_at_once(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (_, event) in picture.others() {
        let Action::DropsAtOnce(number) = event.action else { continue };
        let guard = picture.guard(number);
        let never_had = picture.acquisitions().any(|(_, event, acquired)| {
            matches!(event.action, Action::Acquires(it) if it == number)
                && clash(picture, event, acquired).is_some()
        });
        if guard.certain
            && guard.kind.is_awaited()
            && guard.binding == GuardBinding::Temporary
            && !never_had
        {
            diagnostics.broken(
                Rule::DroppedAtOnce,
                messages::dropped_at_once(event.at, &guard.place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// A future does nothing until it is polled.
pub(super) fn check_not_awaited(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (_, event) in picture.others() {
        if let Action::NeverAwaits(place) = &event.action {
            diagnostics.broken(
                Rule::NotAwaited,
                messages::not_awaited(event.at, &place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// A guard that is leaked holds for ever.
pub(super) fn check_leaked(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (_, event) in picture.others() {
        if let Action::Leaks(function) = &event.action {
            diagnostics.broken(
                Rule::Leaked,
                messages::leaked(event.at, function),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// A lock that is held outside of a loop without an end is never released, but by a wait that gives it up.
pub(super) fn check_endless_hold(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (at, event) in picture.others() {
        let held = event.alive.iter().find(|&&guard| is_held_endlessly(picture, at, event, guard));
        if let Some(&held) = held {
            diagnostics.broken(
                Rule::EndlessHold,
                messages::endless_hold(event.at, &picture.guard(held).place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}

/// Whether this is a loop without an end that holds a guard all the time.
fn is_held_endlessly(picture: &Picture<'_>, at: usize, event: &Event<'_>, number: usize) -> bool {
    let Action::Loops { from, left: false } = event.action else { return false };
    let is_given_up =
        |event: &Event<'_>| matches!(event.action, Action::Waits { guard, .. } if guard == number);
    let guard = picture.guard(number);
    event.in_this_task
        && event.async_depth == 0
        && event.alive.contains(&number)
        && (guard.kind.is_lock() && guard.since <= from)
        && !picture.summary.events[from..at].iter().any(is_given_up)
}

/// Whether the event with this number is in a loop without an end that holds a guard all the time.
pub(super) fn endless_loop(picture: &Picture<'_>, inside: usize, guard: usize) -> bool {
    picture.others().any(|(at, event)| {
        matches!(event.action, Action::Loops { from, .. } if (from..at).contains(&inside))
            && is_held_endlessly(picture, at, event, guard)
    })
}

/// What takes as long as somebody else likes, under a lock.
pub(super) fn check_held_across_io(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (_, event, future, _) in picture.awaits() {
        if let Some(guard) = picture.lock_held(event)
            && is_io(innermost_call(future))
        {
            diagnostics.broken(
                Rule::HeldAcrossIo,
                messages::held_across_io(event.at, &guard.place.text),
                event.allowed.iter().copied(),
            );
        }
    }
}

fn is_io(future: &Expr) -> bool {
    match future {
        Expr::Call(call) => {
            functions::does(&syntax::place(&call.func), functions::Effect::AwaitsIo)
        }
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            // Of a request that is built before it: a channel's is given what it sends.
            "send" => call.args.is_empty() && matches!(*call.receiver, Expr::MethodCall(_)),
            method => methods::does(method, Effect::AwaitsIo),
        },
        _ => false,
    }
}

/// A lock that is made here and that nobody else can have excludes nobody.
pub(super) fn check_lock_of_one_task(picture: &Picture<'_>, diagnostics: &mut Diagnostics) {
    for (at, event, pattern, value) in picture.bindings().filter(|_| !picture.is_test()) {
        let syn::Pat::Ident(binding) = pattern else { continue };
        let name = binding.ident.to_string();
        if !makes_lock(value) || !event.in_this_task {
            continue;
        }
        let later = || picture.events().skip(at);
        let acquired = later().filter(|(_, event)| {
            let is_it = |guard: &Guard<'_>| guard.kind.is_lock() && guard.place.text == name;
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
            diagnostics.broken(
                Rule::LockOfOneTask,
                messages::lock_of_one_task(binding.ident.span(), &name),
                event.allowed.iter().copied(),
            );
        }
    }
}

fn makes_lock(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    let path = syntax::place(&call.func);
    functions::does(&path, functions::Effect::MakesLock) && !path.starts_with("std::")
}

/// How often a call that is awaited here borrows this variable.
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
