//! Rules about conditions, events and predicates.

use std::ptr;

use syn::{
    Expr, ExprClosure, ExprMethodCall, Macro, Pat,
    visit::{self, Visit},
};

use super::{
    expressions::{calls_in, contains_await, names_of},
    picture::{MethodCall, Picture},
    recovery::Recovery,
    report::Reporter,
};
use crate::{
    flow::{Action, Event, EventId, Exit, GuardId, mentions},
    known::{
        macros,
        methods::{self, Effect},
    },
    messages::rules as messages,
    plan::Hold,
    rules::Level,
    syntax::{self, Place},
};

/// Another task may hold the lock between a notification and the wake-up, so the state must be tested again.
pub(super) fn wait_not_in_loop(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event) in picture.others() {
        let Action::Waits { method, .. } = &event.action else { continue };
        let tests = method == "until" || method.contains("_for") || method.contains("_while");
        let Action::Waits { guard, .. } = event.action else { continue };
        if !tests && event.loops == 0 && relies_on_state(picture, (at, event), guard) {
            reporter.report(event, messages::wait_not_in_loop(event.at, method));
        }
    }
}

/// Whether the wait depends on the state, or what follows changes it. To wait for the next change needs no test.
fn relies_on_state(
    picture: &Picture<'_>,
    (at, event): (EventId, &Event<'_>),
    guard: GuardId,
) -> bool {
    let changes = |called: &MethodCall<'_>| {
        called.at > at
            && (methods::does(called.method, Effect::Mutates)
                || methods::does(called.method, Effect::TakesBack)
                || called.on == Some(guard) && !methods::does(called.method, Effect::Inspects))
    };
    let writes = |written: &Event<'_>| matches!(written.action, Action::Writes { guard: it, .. } if it == guard);
    picture.conditions(event).next().is_some()
        || picture.methods().any(|called| changes(&called))
        || picture.writes().any(|(later, written)| later > at && writes(written))
}

/// A predicate is evaluated while its task is polled, with the lock handed over to it: it cannot wait.
pub(super) fn async_predicate(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        let Action::Asks(predicate, closure) = event.action else { continue };
        if is_async(predicate, closure) {
            let number = picture.number_of(|expr| ptr::eq(expr, predicate));
            let recovery = match number {
                Some(predicate) => Recovery::ReplacePredicate { predicate },
                None => Recovery::BindOnly,
            };
            reporter.report_and_recover(event, messages::async_predicate(event.at), recovery);
        }
    }
}

fn is_async(predicate: &Expr, closure: Option<&ExprClosure>) -> bool {
    match closure {
        Some(closure) => {
            closure.asyncness.is_some()
                || contains_await(&closure.body)
                || matches!(*closure.body, Expr::Async(_))
        }
        None => matches!(predicate, Expr::Async(_) | Expr::Await(_)),
    }
}

/// A predicate is evaluated again only when the guarded data may have changed.
pub(super) fn predicate_ignores_data(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event) in picture.others() {
        let Action::Asks(predicate, Some(closure)) = &event.action else { continue };
        let names: Vec<String> = closure.inputs.iter().flat_map(names_of).collect();
        let words = mentions(&closure.body);
        let looks = names.iter().any(|name| words.contains(name));
        // `|()|` states that there are no data.
        let ignores =
            closure.inputs.iter().all(|input| !names_of(input).is_empty() || is_wild(input));
        let asks_something = !words.is_empty()
            || !calls_in(&closure.body).is_empty()
            || matches!(&*closure.body, Expr::Call(_) | Expr::Macro(_));
        if looks || !ignores || !asks_something || is_async(predicate, Some(closure)) {
            continue;
        }
        // What is outside may be changed under the lock, by a task that then notifies.
        let message = messages::predicate_ignores_data(event.at);
        let next = picture.summary.events.get(at.next().index());
        if let Some(Action::Waits { guard, .. }) = next.map(|next| &next.action)
            && picture.guard(*guard).place.guards_nothing
        {
            continue;
        }
        let is_announced = || {
            is_notified(picture, at)
                && picture.oracle.is_some_and(|it| words.iter().any(|word| it.is_announced(word)))
        };
        match asks_outside(&closure.body) {
            true if is_announced() => {}
            true => reporter.report_as(Level::Warning, event, message),
            false => reporter.report(event, message),
        }
    }
}

/// Whether an expression asks for more than what local variables were when it was written.
fn asks_outside(body: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.0 |= match expr {
                Expr::MethodCall(_) | Expr::Call(_) | Expr::Macro(_) | Expr::Field(_) => true,
                Expr::Path(path) => path.path.segments.len() > 1,
                _ => false,
            };
            visit::visit_expr(self, expr);
        }
    }

    let mut search = Search(false);
    search.visit_expr(body);
    search.0
}

/// Whether a predicate belongs to a wait for a condition.
fn is_notified(picture: &Picture<'_>, asked: EventId) -> bool {
    let next = picture.summary.events.get(asked.next().index());
    next.is_some_and(|next| match &next.action {
        Action::Waits { method, .. } => method != "until",
        _ => false,
    })
}

fn is_wild(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Type(typed) => is_wild(&typed.pat),
        Pat::Reference(reference) => is_wild(&reference.pat),
        _ => false,
    }
}

/// A predicate is evaluated each time that its task is offered the lock.
pub(super) fn predicate_with_side_effects(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        let Action::Asks(_, Some(closure)) = &event.action else { continue };
        if has_effects(&closure.body) {
            reporter.report(event, messages::predicate_with_side_effects(event.at));
        }
    }
}

fn has_effects(body: &Expr) -> bool {
    struct Prints(bool);

    impl<'ast> Visit<'ast> for Prints {
        fn visit_macro(&mut self, call: &'ast Macro) {
            self.0 |= syntax::last_of(&call.path).is_some_and(|name| macros::prints(&name));
        }
    }

    let mut prints = Prints(false);
    prints.visit_expr(body);
    prints.0 || calls_in(body).into_iter().any(is_effect)
}

/// Whether a call sends, or changes an atomic, which has an ordering as its last argument.
fn is_effect(call: &ExprMethodCall) -> bool {
    let ordered = call.args.last().and_then(syntax::last_word).is_some_and(|word| {
        matches!(word.as_str(), "Relaxed" | "Release" | "Acquire" | "AcqRel" | "SeqCst")
    });
    let receiver = syntax::place(&call.receiver);
    let gets = |it: &&ExprMethodCall| it.method == "get" && syntax::place(&it.receiver) == receiver;
    match call.method.to_string().as_str() {
        method if methods::does(method, Effect::Sends) => true,
        "set" => call.args.iter().flat_map(calls_in).any(|it| gets(&it)),
        method => ordered && method != "load",
    }
}

/// A wait releases only the lock whose guard it is given. An acquisition with a predicate releases nothing that is held before.
pub(super) fn wait_under_second_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    let waits = picture.others().filter_map(|(_, event)| match event.action {
        Action::Waits { guard, .. } => Some((event, Some(guard))),
        _ => None,
    });
    let predicates =
        picture.acquisitions().filter_map(|(_, event, acquired)| match acquired.hold {
            Some(Hold::Locks(locks)) if locks.when.is_some() => Some((event, None)),
            _ => None,
        });
    for (event, given_up) in waits.chain(predicates) {
        let others = event.alive.iter().filter(|&&other| Some(other) != given_up);
        let other = others.map(|&other| picture.guard(other)).find(|other| other.kind.is_lock());
        if let Some(other) = other {
            reporter.report(
                event,
                messages::wait_under_second_lock(event.at, &other.place.to_string()),
            );
        }
    }
}

/// An early return before the only `set` leaves the waiters waiting.
pub(super) fn event_not_set_on_error(picture: &Picture<'_>, reporter: &mut Reporter) {
    let sets: Vec<_> = picture.methods().filter(|called| called.is_plain(&["set"])).collect();
    for set in sets.iter().filter(|set| picture.is_event(set)) {
        let event = set.receiver();
        let only = sets.iter().filter(|other| other.receiver() == event).count() == 1;
        let always = picture.conditions(set.event).next().is_none();
        let mut exits = picture.exits(&[Exit::Question, Exit::Return]);
        // What is refused before the work has begun is not waited for yet.
        let begun =
            picture.awaits().map(|(at, ..)| at).chain(picture.acquisitions().map(|it| it.0));
        let begun = begun.min();
        let left = exits.find(|(at, exit)| {
            *at < set.at
                && (matches!(exit.action, Action::Exits(Exit::Question))
                    || begun.is_some_and(|begun| begun <= *at))
                && exit.task == set.event.task
                && exit.async_depth == set.event.async_depth
                && !is_answered(picture, exit, &event, &sets)
        });
        let by_success =
            || picture.conditions(set.event).any(|by| succeeds(picture, by, set.event));
        if only && (always && left.is_some() || by_success()) {
            reporter.report(
                set.event,
                messages::event_not_set_on_error(
                    syntax::start(&set.call.receiver),
                    &event.to_string(),
                ),
            );
        }
    }
}

/// Whether a condition lets an event happen only after a success: `if let Ok(..)`, the arm of `Ok(..)`, `work().await.is_ok()`.
fn succeeds(picture: &Picture<'_>, by: &Expr, event: &Event<'_>) -> bool {
    let is_its_arm = |(_, arm, pattern, value): (EventId, &Event<'_>, &Pat, &Expr)| {
        ptr::eq(value, by) && is_ok(pattern) && picture.summary.follows(arm, event)
    };
    match by {
        Expr::Let(condition) => is_ok(&condition.pat),
        Expr::MethodCall(call) => {
            call.method == "is_ok" && matches!(*call.receiver, Expr::Await(_))
        }
        _ => picture.bindings().any(is_its_arm),
    }
}

fn is_ok(pattern: &Pat) -> bool {
    matches!(pattern, Pat::TupleStruct(pattern) if pattern.path.is_ident("Ok"))
}

/// Whether the early return depends on the event, or sets another one instead.
fn is_answered(
    picture: &Picture<'_>,
    exit: &Event<'_>,
    event: &Place,
    sets: &[MethodCall<'_>],
) -> bool {
    let asks = |by: &Expr| calls_in(by).iter().any(|call| syntax::place(&call.receiver) == *event);
    let decided = picture.conditions(exit).next().is_some();
    let sets_other = decided
        && sets.iter().any(|set| {
            picture.summary.follows(set.event, exit) && picture.summary.follows(exit, set.event)
        });
    sets_other || picture.conditions(exit).any(asks)
}

/// The result of a timeout or an attempt says whether it succeeded.
pub(super) fn ignored_result(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        let Action::Ignores(value) = event.action else { continue };
        if may_fail(value) || is_limited_wait(value) {
            reporter.report(event, messages::ignored_result(event.at));
        }
    }
}

/// A limited wait for a predicate. Without a predicate, `wait_not_in_loop` reports it.
fn is_limited_wait(value: &Expr) -> bool {
    let Expr::Await(awaited) = value else { return false };
    matches!(&*awaited.base, Expr::MethodCall(call)
        if call.args.len() > 2 && call.method.to_string().starts_with("wait_for_timeout"))
}

/// `gate.try_acquire().ok();`. Other attempts may have an effect without a guard.
fn may_fail(value: &Expr) -> bool {
    let Expr::MethodCall(call) = value else { return false };
    let method = match call.method.to_string().as_str() {
        "ok" => match &*call.receiver {
            Expr::MethodCall(tries) => tries.method.to_string(),
            _ => return false,
        },
        method => method.to_owned(),
    };
    methods::does(&method, Effect::Tries) && method.starts_with("try_acquire")
}

/// An event is level-triggered: a waiter that clears it hides it from the others.
pub(super) fn event_cleared_by_waiter(picture: &Picture<'_>, reporter: &mut Reporter) {
    let waits: Vec<_> = picture.methods().filter(|called| called.is_plain(&["wait"])).collect();
    let clears = picture.methods().filter(|called| called.is_plain(&["clear"]));
    for cleared in clears.filter(|cleared| picture.is_event(cleared)) {
        let event = cleared.receiver();
        let before = picture.plan.outer.holds.iter().any(|hold| match hold {
            Hold::Event(wait) => wait.event.place == event,
            _ => false,
        });
        let waited = before
            || waits.iter().any(|wait| {
                wait.at < cleared.at
                    && wait.receiver() == event
                    && wait.event.in_this_task
                    && picture.summary.follows(wait.event, cleared.event)
            });
        if waited && cleared.event.in_this_task {
            reporter.report(
                cleared.event,
                messages::event_cleared_by_waiter(cleared.event.at, &event.to_string()),
            );
        }
    }
}
