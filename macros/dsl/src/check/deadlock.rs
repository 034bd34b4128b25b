//! Rules about acquisitions that can deadlock.

use proc_macro2::Ident;
use syn::{Expr, spanned::Spanned};

use super::{
    arguments::{may_be_alone, value},
    expressions::{innermost_call, names_of},
    picture::{Picture, name_of},
    report::Reporter,
    wording::kept_by,
};
use crate::{
    flow::{Action, Control, Event, EventId, Guard, GuardBinding, Runs, innermost},
    known::{
        GuardKind, Patience,
        methods::{self, Effect},
    },
    messages::rules as messages,
    plan::Hold,
    rules::Level,
    syntax,
};

/// A task that acquires a lock that it holds deadlocks. Two reads deadlock if a writer queues in between, since locks are fair.
pub(super) fn same_lock_twice(picture: &Picture<'_>, reporter: &mut Reporter) {
    same_lock_twice_in_attributes(picture, reporter);
    for relock in relocks(picture) {
        let Relock { event, held, acquired } = &relock;
        if let Some(name) = held.name {
            let place = &acquired.place.to_string();
            let message =
                messages::same_lock_twice(event.at, place, &name.to_string(), relock.reads());
            reporter.report_as(relock.level(), event, message);
        }
    }
}

/// Two calls may return two locks; paths and fields name one.
fn same_lock_twice_in_attributes(picture: &Picture<'_>, reporter: &mut Reporter) {
    for section in picture.plan.sections() {
        let guards: Vec<_> = section.guards().map(|guard| &guard.place).collect();
        for (number, place) in guards.iter().enumerate() {
            let again = guards[..number].iter().any(|earlier| earlier.place == place.place);
            if again && place.is_lasting() {
                let at = place.expr.span();
                reporter.report_in(
                    section,
                    messages::same_lock_twice_in_attributes(at, &place.place.to_string()),
                );
            }
        }
    }
}

/// A temporary is still held although no name shows it.
pub(super) fn lock_held_by_temporary(picture: &Picture<'_>, reporter: &mut Reporter) {
    for relock in relocks(picture) {
        let Relock { event, held, acquired } = &relock;
        if held.name.is_none() {
            let (place, keeper) = (&acquired.place.to_string(), kept_by(held.guard));
            let message =
                messages::lock_held_by_temporary(event.at, place, &keeper, relock.reads());
            reporter.report_as(relock.level(), event, message);
        }
    }
}

/// An acquisition of a lock that the task holds.
struct Relock<'a> {
    event: &'a Event<'a>,
    held: Held<'a>,
    acquired: &'a Guard<'a>,
}

struct Held<'a> {
    guard: &'a Guard<'a>,
    /// Its name at the event.
    name: Option<&'a Ident>,
}

impl Relock<'_> {
    fn reads(&self) -> bool {
        is_read(self.held.guard) && is_read(self.acquired)
    }

    /// An attempt that gives up after some time always fails, and blocks nobody for good.
    fn level(&self) -> Level {
        match self.acquired.patience {
            Patience::Limited => Level::Warning,
            _ => Level::Error,
        }
    }

    /// Whether a test proves what the lock excludes, or that it admits two readers.
    fn is_proof(&self, picture: &Picture<'_>) -> bool {
        let is_own = !self.acquired.place.is_static();
        picture.is_test() && (self.acquired.patience == Patience::Limited || self.reads() && is_own)
    }
}

fn relocks<'a>(picture: &Picture<'a>) -> impl Iterator<Item = Relock<'a>> {
    picture.acquisitions().filter_map(|(at, event, acquired)| {
        let guard = clash(picture, event, acquired)?;
        // In one expression with several guards, the first is bound later.
        let name = name_of(guard).filter(|_| guard.since <= at);
        Some(Relock { event, held: Held { guard, name }, acquired })
            .filter(|relock| !relock.is_proof(picture))
    })
}

fn is_read(guard: &Guard<'_>) -> bool {
    guard.is_shared_lock()
}

/// The guard that excludes the acquisition.
pub(super) fn clash<'a>(
    picture: &Picture<'a>,
    event: &'a Event<'a>,
    acquired: &Guard<'_>,
) -> Option<&'a Guard<'a>> {
    picture.alive(event).find(|held| clashes(held, acquired))
}

pub(super) fn clashes(held: &Guard<'_>, acquired: &Guard<'_>) -> bool {
    // `same_lock_twice_in_attributes` compares attributes in one place.
    let together = match (&held.binding, &acquired.binding) {
        (GuardBinding::Attribute(_, here), GuardBinding::Attribute(_, there)) => here == there,
        _ => false,
    };
    !together
        && acquired.is_waited_for()
        && held.kind.excludes(acquired.kind)
        && held.place.must_equal(&acquired.place)
}

/// A function that holds a lock and calls itself acquires it again.
pub(super) fn recursive_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    let function = picture.plan.function.signature.ident.to_string();
    for (_, event, future, runs) in picture.awaits() {
        let Some(recursion) = recursion(picture, future).filter(|_| runs != Runs::Foreign) else {
            continue;
        };
        let again = |guard: &&Guard<'_>| {
            (guard.kind.is_lock() || is_only_permit(guard))
                && guard.is_waited_for()
                && matches!(guard.binding, GuardBinding::Attribute(_, None))
                && (guard.place.is_static()
                    || is_only_permit(guard)
                    || recursion == Recursion::OnSelf && guard.place.is_part_of_self())
        };
        if let Some(guard) = picture.alive(event).find(again) {
            reporter.report(
                event,
                messages::recursive_lock(
                    syntax::start(innermost_call(future)),
                    &function,
                    &guard.place.to_string(),
                ),
            );
        }
    }
}

/// Whether it is the only permit of a semaphore that belongs to the function.
fn is_only_permit(guard: &Guard<'_>) -> bool {
    let Some(Hold::Permits(permits)) = guard.hold else { return false };
    permits.semaphore.own().and_then(value) == Some(1)
}

#[derive(PartialEq, Eq)]
pub(super) enum Recursion {
    /// `self.f()`
    OnSelf,
    /// `f()`, `Self::f(other)`
    ByPath,
}

/// Whether a future is a recursive call.
pub(super) fn recursion(picture: &Picture<'_>, future: &Expr) -> Option<Recursion> {
    let signature = &picture.plan.function.signature;
    let function = signature.ident.to_string();
    match innermost_call(future) {
        Expr::MethodCall(call) => {
            (call.method == function && is_self(&call.receiver)).then_some(Recursion::OnSelf)
        }
        Expr::Call(call) => {
            let path = syntax::function_path(&call.func);
            let by_name = path == function && signature.receiver().is_none();
            let is_it = by_name && !is_hidden(picture, &signature.ident)
                || path == format!("Self::{function}");
            is_it.then_some(Recursion::ByPath)
        }
        _ => None,
    }
}

/// Whether the body shadows the function's name.
fn is_hidden(picture: &Picture<'_>, function: &Ident) -> bool {
    let binds = |pattern| names_of(pattern).iter().any(|name| function == name);
    picture.index.names_item(function)
        || picture.bindings().any(|(_, _, pattern, _)| binds(pattern))
}

fn is_self(expr: &Expr) -> bool {
    matches!(syntax::last_word(expr).as_deref(), Some("self" | "__self"))
}

/// The caller chooses both objects: a call with the two exchanged acquires their locks in the other order.
pub(super) fn lock_order(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event, acquired) in picture.acquisitions().filter(|(.., it)| it.is_waited_for()) {
        let other = |held: &&Guard<'_>| is_unordered(picture, (at, event), held, acquired);
        let Some(held) = picture.alive(event).find(other) else { continue };
        let reads = is_read(held) && is_read(acquired);
        let message = messages::lock_order(
            event.at,
            &held.place.to_string(),
            &acquired.place.to_string(),
            reads,
        );
        reporter.report_as(if reads { Level::Warning } else { Level::Error }, event, message);
    }
}

fn is_unordered(
    picture: &Picture<'_>,
    (at, event): (EventId, &Event<'_>),
    held: &Guard<'_>,
    acquired: &Guard<'_>,
) -> bool {
    let (Some(one), Some(other)) = (&held.place.choice, &acquired.place.choice) else {
        return false;
    };
    // A gate, which every call holds, admits one call at a time: a lock, or a semaphore of one permit.
    let is_gate = |gate: &Guard<'_>| {
        (gate.is_exclusive_lock() || may_be_alone(gate))
            && gate.place.choice.as_ref().is_none_or(|it| it.of != one.of)
    };
    held.kind.is_lock()
        && acquired.kind.is_lock()
        && acquired.patience == Patience::Waits
        && held.patience == Patience::Waits
        && (one.of == other.of && one.which != other.which)
        && !is_hierarchy([&one.which, &other.which])
        // A comparison of the two probably decides the order.
        && !picture.are_compared([&one.which, &other.which], (at, event))
        && !event.alive.iter().map(|&gate| picture.guard(gate)).any(is_gate)
}

/// Whether the names of two parameters say that one is above the other, which is an order.
fn is_hierarchy(names: [&str; 2]) -> bool {
    const LEVELS: [[&str; 2]; 4] =
        [["parent", "child"], ["outer", "inner"], ["ancestor", "descendant"], ["upper", "lower"]];
    let are =
        |levels: [&str; 2]| levels.iter().zip(names).all(|(level, name)| name.contains(level));
    LEVELS.into_iter().any(|[above, below]| are([above, below]) || are([below, above]))
}

/// Two tasks that collect guards one by one can each hold a part. The locks of a list have one order for all tasks; the values of a
/// map do not.
pub(super) fn guards_collected_in_loop(picture: &Picture<'_>, reporter: &mut Reporter) {
    let gives_back =
        picture.methods().any(|called| methods::does(called.method, Effect::TakesBack));
    for (_, event) in picture.others().filter(|_| !gives_back) {
        let Action::Collects(guard) = event.action else { continue };
        let guard = picture.guard(guard);
        let in_any_order =
            || picture.summary.decided(event).any(|by| has_no_order(picture, by, guard));
        let permits = guard.kind == GuardKind::Permit;
        // An attempt waits for nobody.
        if !guard.is_waited_for() {
            continue;
        }
        if permits || guard.kind.is_lock() && in_any_order() {
            reporter.report(event, messages::guards_collected_in_loop(event.at, permits));
        }
    }
}

/// Whether a loop visits locks in the order of a hash map, or in the order of the caller's keys.
fn has_no_order(picture: &Picture<'_>, by: Control<'_>, guard: &Guard<'_>) -> bool {
    let Control::For(list) = by else { return false };
    let of_map = match list {
        Expr::MethodCall(call) => methods::does(&call.method.to_string(), Effect::IteratesMap),
        _ => false,
    };
    let ty = syntax::last_word(innermost(list)).and_then(|name| picture.type_of(&name));
    let is = |name: &str| ty.as_ref().is_some_and(|ty| ty.contains(name));
    let by_key = ty.is_some() && guard.place.written.is_indexed() && !is("BTree");
    of_map || is("HashMap") || by_key
}
