//! Rules about conditions, events and predicates.

use std::ptr;

use syn::{Expr, ExprClosure, ExprMethodCall, Macro, Pat, UnOp, visit::Visit};

use super::{
    expressions::{calls_in, names_of},
    picture::{MethodCall, Picture},
    recovery::Recovery,
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, Exit, mentions},
    known::{
        macros,
        methods::{self, Effect},
    },
    messages::rules as messages,
    plan::Hold,
    syntax,
};

/// Another task may hold the lock between a notification and the wake-up, so the state must be tested again.
pub(super) fn wait_not_in_loop(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        let Action::Waits { method, .. } = &event.action else { continue };
        let tests = method == "until" || method.contains("_for") || method.contains("_while");
        if !tests && event.loops == 0 {
            reporter.report(event, messages::wait_not_in_loop(event.at, method));
        }
    }
}

/// A predicate is evaluated while its task is polled, with the lock handed over to it: it cannot wait.
pub(super) fn async_predicate(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
        let Action::Asks(predicate, closure) = event.action else { continue };
        if is_async(predicate, closure) {
            let number = picture.number_of(|expr| ptr::eq(expr, predicate));
            let recovery = match number {
                Some(predicate) => Recovery::ReplacePredicate { predicate },
                None => Recovery::OmitHolds,
            };
            reporter.report_and_recover(event, messages::async_predicate(event.at), recovery);
        }
    }
}

fn is_async(predicate: &Expr, closure: Option<&ExprClosure>) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
            self.0 = true;
        }
    }

    match closure {
        Some(closure) => {
            let mut search = Search(closure.asyncness.is_some());
            search.visit_expr(&closure.body);
            search.0 || matches!(*closure.body, Expr::Async(_))
        }
        None => matches!(predicate, Expr::Async(_) | Expr::Await(_)),
    }
}

/// A predicate is evaluated again only when the guarded data may have changed.
pub(super) fn predicate_ignores_data(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (_, event) in picture.others() {
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
        if !looks && ignores && asks_something && !is_async(predicate, Some(closure)) {
            reporter.report(event, messages::predicate_ignores_data(event.at));
        }
    }
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
            reporter.report(event, messages::wait_under_second_lock(event.at, &other.place.text));
        }
    }
}

/// An early return before the only `set` leaves the waiters waiting.
pub(super) fn event_not_set_on_error(picture: &Picture<'_>, reporter: &mut Reporter) {
    let sets: Vec<_> = picture.methods().filter(|called| called.is_plain(&["set"])).collect();
    for set in sets.iter().filter(|set| picture.is_event(set) && set.event.in_this_task) {
        let event = set.receiver();
        let only = sets.iter().filter(|other| other.receiver() == event).count() == 1;
        let always = picture.conditions(set.event).next().is_none();
        let mut exits = picture.exits(&[Exit::Question, Exit::Return]);
        let left = exits.find(|(at, exit)| {
            *at < set.at
                && exit.in_this_task
                && exit.async_depth == 0
                && !is_answered(picture, exit, &event, &sets)
        });
        if let (true, true, Some(_)) = (only, always, left) {
            reporter.report(
                set.event,
                messages::event_not_set_on_error(syntax::start(&set.call.receiver), &event),
            );
        }
    }
}

/// Whether the early return depends on the event, or sets another one instead.
fn is_answered(
    picture: &Picture<'_>,
    exit: &Event<'_>,
    event: &str,
    sets: &[MethodCall<'_>],
) -> bool {
    let asks = |by: &Expr| calls_in(by).iter().any(|call| syntax::place(&call.receiver) == event);
    let decided = picture.conditions(exit).next().is_some();
    let sets_other = decided
        && sets.iter().any(|set| {
            picture.summary.follows(set.event, exit) && picture.summary.follows(exit, set.event)
        });
    sets_other || picture.conditions(exit).any(asks)
}

/// `notify_waiters` reaches only registered waiters, so a task that tests first and registers then can miss it. `notify_one` stores
/// a permit, so a loop around the test loses nothing.
pub(super) fn lost_wakeup(picture: &Picture<'_>, reporter: &mut Reporter) {
    let enables = picture.methods().any(|called| called.method == "enable");
    for called in picture.methods().filter(|called| called.is_plain(&["notified"])) {
        let awaited = picture.awaits().any(|(_, _, future, _)| match future {
            Expr::MethodCall(call) => std::ptr::eq(call, called.call),
            _ => false,
        });
        let same = |method: &'static str| {
            let of = |other: &MethodCall<'_>| {
                other.is_plain(&[method]) && other.receiver() == called.receiver()
            };
            picture.methods().any(|other| of(&other))
        };
        let (all, leaves_permit) = (same("notify_waiters"), same("notify_one"));
        let once = called.event.loops == 0
            && picture.summary.decided(called.event).any(|by| is_unless(picture, by));
        let decided = all && picture.conditions(called.event).next().is_some();
        if awaited && !enables && !leaves_permit && (once || decided) {
            reporter.report(called.event, messages::lost_wakeup(called.event.at));
        }
    }
}

/// Whether this is a condition of the form `!x`, where `x` can change. A parameter cannot.
fn is_unless(picture: &Picture<'_>, by: Control<'_>) -> bool {
    let Control::If(Expr::Unary(not)) = by else { return false };
    let parameters = picture.plan.function.parameters();
    let is_parameter = |word: &String| parameters.iter().any(|parameter| parameter == word);
    let is_fixed =
        matches!(&*not.expr, Expr::Path(_)) && mentions(&not.expr).iter().all(is_parameter);
    matches!(not.op, UnOp::Not(_)) && !is_fixed
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
            Hold::Event(wait) => wait.event.text == event,
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
            reporter
                .report(cleared.event, messages::event_cleared_by_waiter(cleared.event.at, &event));
        }
    }
}
