//! Lost wake-ups: a notification that comes between a test of the state and the registration of the waiter.

use std::ptr;

use syn::{Expr, ExprMethodCall, UnOp};

use super::{
    expressions::{calls_in, innermost_call, mentions_any, names_of},
    picture::{MethodCall, Picture},
    report::Reporter,
};
use crate::{
    flow::{Control, Event, EventId, Exit, innermost, mentions},
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
    called: MethodCall<'a>,
    /// The variable that holds it.
    name: Vec<String>,
    awaited: EventId,
}

pub(super) fn lost_wakeup(picture: &Picture<'_>, reporter: &mut Reporter) {
    if picture.methods().any(|called| called.method == "enable") {
        return;
    }
    for called in picture.methods().filter(|called| called.is_plain(&["notified"])) {
        let announced = announced(picture, &called);
        let Some(wait) = Wait::new(picture, called) else { continue };
        let is_lost = match announced {
            Announced::Stored => false,
            Announced::ToWaiters => wait.is_tested_outside(picture),
            Announced::Unknown => wait.is_tested_once(picture),
        };
        if is_lost && !wait.is_registered_under_lock(picture) {
            let event = wait.called.event;
            reporter.report(event, messages::lost_wakeup(event.at));
        }
    }
}

/// By what this function does with the same `Notify`, or else by what the crate does with those of its name, or with all.
fn announced(picture: &Picture<'_>, called: &MethodCall<'_>) -> Announced {
    let by = |method: &str| {
        let is_it = |other: &MethodCall<'_>| {
            other.is_plain(&[method]) && origin(picture, other) == origin(picture, called)
        };
        picture.methods().any(|other| is_it(&other))
    };
    let of = |waiters, one| match (waiters, one) {
        (true, false) => Announced::ToWaiters,
        (false, true) => Announced::Stored,
        _ => Announced::Unknown,
    };
    let announced = of(by("notify_waiters"), by("notify_one"));
    let (Announced::Unknown, Some(oracle), Some(TypeKind::Notify)) =
        (announced, picture.oracle, called.hint)
    else {
        return announced;
    };
    let receiver = called.receiver();
    let name = receiver.last_name().unwrap_or_default();
    // A clone for another task often has a name that ends with it: `c_stopped`.
    let in_crate = [name.to_owned(), format!("*_{name}"), String::new()].map(|name| {
        let by = |method: &str| oracle.is_called_on(&name, method);
        (by("notify_waiters"), by("notify_one"))
    });
    let known = in_crate.into_iter().find(|&called| called != (false, false));
    known.map_or(Announced::Unknown, |(waiters, one)| of(waiters, one))
}

/// The receiver of a call, or what that is a clone of.
fn origin(picture: &Picture<'_>, called: &MethodCall<'_>) -> Place {
    let receiver = called.receiver();
    let name = receiver.last_name().filter(|name| receiver.is(*name));
    let value = name.and_then(|name| picture.value_of(name, called.at));
    value.map(|value| syntax::place(innermost(value))).unwrap_or(receiver)
}

impl<'a> Wait<'a> {
    /// `None` if the future goes where it cannot be followed.
    fn new(picture: &Picture<'a>, called: MethodCall<'a>) -> Option<Wait<'a>> {
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
        let awaited = awaited(&name)?;
        Some(Wait { called, name, awaited })
    }

    /// Whether a lock that is released before the wait is held where the future is created: whoever changes the state under it
    /// announces that later.
    fn is_registered_under_lock(&self, picture: &Picture<'_>) -> bool {
        let awaited = &picture.summary.events[self.awaited.index()];
        let mut released =
            self.called.event.alive.iter().filter(|guard| !awaited.alive.contains(guard));
        released.any(|&guard| {
            matches!(picture.guard(guard).kind, GuardKind::Lock | GuardKind::ThreadLock)
        })
    }

    /// Whether the state is tested, and not between the creation of the future and its `.await`.
    fn is_tested_outside(&self, picture: &Picture<'_>) -> bool {
        let created = self.called.at;
        let event = self.called.event;
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
        let event = self.called.event;
        let awaited = &picture.summary.events[self.awaited.index()];
        let deciding = |event: &Event<'_>| picture.conditions(event).count();
        let within = |at: EventId| (self.called.at..self.awaited).contains(&at);
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
                && other.at < self.called.at
                && !other.event.in_this_task
                && self.called.event.in_this_task
                && origin(picture, &other) == origin(picture, &self.called)
        })
    }

    /// Whether a condition that other tasks may change decides, once, whether it waits.
    fn is_tested_once(&self, picture: &Picture<'_>) -> bool {
        let event = self.called.event;
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
        let is_the_wait = contains(by, self.called.call) || mentions_any(by, &self.name);
        !is_fixed && !is_the_wait
    }
}

/// Whether a call is a part of an expression.
fn contains(expr: &Expr, call: &ExprMethodCall) -> bool {
    calls_in(expr).iter().any(|inner| ptr::eq(*inner, call))
}
