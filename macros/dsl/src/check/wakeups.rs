//! Lost wake-ups: a notification that comes between a test of the state and the registration of the waiter.

use std::ptr;

use syn::{Expr, ExprMethodCall, UnOp};

use super::{
    expressions::{calls_in, innermost_call, mentions_any, names_of},
    picture::{MethodCall, Picture},
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, EventId, Exit, innermost, mentions, oracle::Within},
    known::{GuardKind, TypeKind},
    messages::rules as messages,
    syntax::{self, Place},
};

/// How a `Notify` is announced.
#[derive(Clone, Copy, PartialEq)]
enum Announced {
    /// By `notify_waiters` alone, which wakes the waiters that are registered.
    ToWaiters,
    /// By `notify_one` alone, which stores a permit, so that a test in a loop loses nothing.
    Stored,
    Unknown,
}

/// A `Notified` future, from its creation, which registers it for `notify_waiters`, to its `.await`.
struct Wait<'a> {
    created: EventId,
    event: &'a Event<'a>,
    /// The `Notify`, as it is written.
    written: Place,
    /// What that is a clone of.
    of: Place,
    /// Whether the type of the `Notify` is known.
    is_notify: bool,
    /// The call that creates it, unless an attribute does.
    call: Option<&'a ExprMethodCall>,
    /// The variable that holds it.
    name: Vec<String>,
    awaited: EventId,
}

pub(super) fn lost_wakeup(picture: &Picture<'_>, reporter: &mut Reporter) {
    if picture.methods().any(|called| called.method == "enable") {
        return;
    }
    let called = picture.methods().filter(|called| called.is_plain(&["notified"]));
    let called = called.filter_map(|called| Wait::of_call(picture, &called));
    for wait in called.chain(Wait::of_attributes(picture)) {
        let is_lost = match wait.announced(picture) {
            Announced::Stored => false,
            Announced::ToWaiters => wait.is_tested_outside(picture),
            Announced::Unknown => wait.is_tested_once(picture),
        };
        if is_lost && !wait.is_registered_under_lock(picture) {
            reporter.report(wait.event, messages::lost_wakeup(wait.event.at));
        }
    }
}

/// The receiver of a call, or what that is a clone of.
fn origin(picture: &Picture<'_>, called: &MethodCall<'_>) -> Place {
    origin_of(picture, called.receiver(), called.at)
}

/// A place, or what that is a clone of.
fn origin_of(picture: &Picture<'_>, place: Place, at: EventId) -> Place {
    let name = place.last_name().filter(|name| place.is(*name));
    let value = name.and_then(|name| picture.value_of(name, at));
    value.map(|value| syntax::place(innermost(value))).unwrap_or(place)
}

impl<'a> Wait<'a> {
    /// `None` if the future goes where it cannot be followed.
    fn of_call(picture: &Picture<'a>, called: &MethodCall<'a>) -> Option<Wait<'a>> {
        // One that a block gives is created where the block says, perhaps under the lock of the state.
        let is_it = |expr: &Expr| matches!(innermost_call(expr), Expr::MethodCall(call) if ptr::eq(call, called.call));
        let bound = picture.bindings().find(|(_, _, _, value)| is_it(value));
        let awaited = |name: &[String]| {
            let mut awaits = picture.awaits();
            let found = awaits.find(|(at, _, future, _)| {
                *at >= called.at && (is_it(future) || mentions_any(future, name))
            });
            found.map(|(at, ..)| at)
        };
        let name = bound.map(|(_, _, pattern, _)| names_of(pattern)).unwrap_or_default();
        Some(Wait {
            created: called.at,
            event: called.event,
            written: called.receiver(),
            of: origin(picture, called),
            is_notify: called.hint == Some(TypeKind::Notify),
            call: Some(called.call),
            awaited: awaited(&name)?,
            name,
        })
    }

    /// Those of `#[waits(NOTIFY)]`, which are awaited where they are created.
    fn of_attributes(picture: &Picture<'a>) -> impl Iterator<Item = Wait<'a>> {
        picture.others().filter_map(|(at, event)| match event.action {
            Action::WaitsFor(notify, Some(TypeKind::Notify)) => Some(Wait {
                created: at,
                event,
                written: notify.place.clone(),
                of: origin_of(picture, notify.place.clone(), at),
                is_notify: true,
                call: None,
                name: Vec::new(),
                awaited: at,
            }),
            _ => None,
        })
    }

    /// By what this function does with the same `Notify`, or else by what the crate does with those of its name, or with all.
    fn announced(&self, picture: &Picture<'_>) -> Announced {
        let by = |method: &str| {
            let is_it = |other: &MethodCall<'_>| {
                other.is_plain(&[method]) && origin(picture, other) == self.of
            };
            picture.methods().any(|other| is_it(&other))
        };
        let of = |waiters, one| match (waiters, one) {
            (true, false) => Announced::ToWaiters,
            (false, true) => Announced::Stored,
            _ => Announced::Unknown,
        };
        let announced = of(by("notify_waiters"), by("notify_one"));
        let (Announced::Unknown, Some(oracle), true) = (announced, picture.oracle, self.is_notify)
        else {
            return announced;
        };
        let name = self.written.last_name().unwrap_or_default();
        // A clone for another task often has a name that ends with it: `c_stopped`.
        let names = [name.to_owned(), format!("*_{name}")];
        let own = names.iter().map(|name| (name.as_str(), Within::Crate));
        let all = names.iter().map(|name| (name.as_str(), Within::All));
        let mut called = own.chain(all).chain([("", Within::All)]).map(|(name, within)| {
            let by = |method: &str| oracle.is_called_on(name, method, within);
            (by("notify_waiters"), by("notify_one"))
        });
        let known = called.find(|&called| called != (false, false));
        known.map_or(Announced::Unknown, |(waiters, one)| of(waiters, one))
    }

    /// Whether a lock that is released before the wait is held where the future is created: whoever changes the state under it
    /// announces that later.
    fn is_registered_under_lock(&self, picture: &Picture<'_>) -> bool {
        let awaited = &picture.summary.events[self.awaited.index()];
        let mut released = self.event.alive.iter().filter(|guard| !awaited.alive.contains(guard));
        released.any(|&guard| {
            matches!(picture.guard(guard).kind, GuardKind::Lock | GuardKind::ThreadLock)
        })
    }

    /// Whether the state is tested, and not between the creation of the future and its `.await`.
    fn is_tested_outside(&self, picture: &Picture<'_>) -> bool {
        let created = self.created;
        let event = self.event;
        let decided = picture.conditions(event).any(|by| self.tests(picture, by));
        let exits = picture.exits(&[Exit::Return, Exit::Break]);
        let tested = exits
            .filter(|(_, exit)| exit.in_this_task && exit.async_depth == event.async_depth)
            .filter(|(at, exit)| *at < created || exit.loops > 0 && exit.loops == event.loops)
            .any(|(_, exit)| picture.conditions(exit).any(|by| self.tests(picture, by)));
        !self.is_tested_within(picture)
            && (decided || tested || self.is_announced_by_earlier_task(picture))
    }

    /// Whether the state is tested between the creation of the future and its `.await`.
    fn is_tested_within(&self, picture: &Picture<'_>) -> bool {
        let event = self.event;
        let awaited = &picture.summary.events[self.awaited.index()];
        let deciding = |event: &Event<'_>| picture.conditions(event).count();
        let within = |at: EventId| (self.created..self.awaited).contains(&at);
        let mut exits = picture.exits(&[Exit::Return, Exit::Break]);
        deciding(awaited) > deciding(event)
            || exits.any(|(at, exit)| {
                within(at)
                    && exit.async_depth == event.async_depth
                    && picture.conditions(exit).any(|by| self.tests(picture, by))
            })
    }

    /// Whether a task that was started before the future is created announces it.
    fn is_announced_by_earlier_task(&self, picture: &Picture<'_>) -> bool {
        picture.methods().any(|other| {
            other.is_plain(&["notify_waiters"])
                && other.at < self.created
                && !other.event.in_this_task
                && self.event.in_this_task
                && origin(picture, &other) == self.of
        })
    }

    /// Whether a condition that other tasks may change decides, once, whether it waits.
    fn is_tested_once(&self, picture: &Picture<'_>) -> bool {
        let event = self.event;
        event.loops == 0
            && !self.is_tested_within(picture)
            && picture.summary.decided(event).any(|by| self.is_unless(picture, by))
    }

    /// Whether this is a condition of the form `!x` or `x == false`, where `x` can change.
    fn is_unless(&self, picture: &Picture<'_>, by: Control<'_>) -> bool {
        let Control::If(by) = by else { return false };
        let is_negated = match by {
            Expr::Unary(not) => matches!(not.op, UnOp::Not(_)),
            Expr::Binary(compared) => {
                matches!(&*compared.right, Expr::Lit(literal)
                    if matches!(&literal.lit, syn::Lit::Bool(value) if !value.value))
            }
            _ => false,
        };
        is_negated && self.tests(picture, by)
    }

    /// Whether a condition is about something that other tasks may change. A parameter is not, nor is the wait itself.
    fn tests(&self, picture: &Picture<'_>, by: &Expr) -> bool {
        let parameters = picture.plan.function.parameters();
        let is_parameter = |word: &String| parameters.iter().any(|parameter| parameter == word);
        let words = mentions(by);
        let is_fixed = calls_in(by).is_empty()
            && !matches!(by, Expr::Field(_))
            && words.iter().all(is_parameter)
            && !words.iter().any(|word| word == "self");
        let is_the_wait =
            self.call.is_some_and(|call| contains(by, call)) || mentions_any(by, &self.name);
        !is_fixed && !is_the_wait
    }
}

/// Whether a call is a part of an expression.
fn contains(expr: &Expr, call: &ExprMethodCall) -> bool {
    calls_in(expr).iter().any(|inner| ptr::eq(*inner, call))
}
