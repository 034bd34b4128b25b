//! Acting on a test of the data as a whole, or of an entry, after the lock was released: the act relies on what was tested.

use std::ptr;

use syn::{Expr, ExprLit, Lit, Stmt};

use super::{
    atomicity::{
        acts_on_tested_entry, decides, is_later, is_under_one_lock, key, known_key, looks_again,
    },
    expressions::{acquired_in, fields_in, is_mark, mentions_any},
    picture::{MethodCall, Picture, name_of},
    report::Reporter,
};
use crate::{
    flow::{Action, Event, EventId, Exit, Guard, GuardBinding, GuardId, mentions},
    known::methods::{self, Effect},
    messages::rules as messages,
    parse::marks::mark_of,
    syntax::{self, Place},
};

/// What an act relies on.
#[derive(Clone, Copy, PartialEq)]
enum Relies {
    /// That something is there: `pop().unwrap()` after a test that it is not empty, `get(&key).unwrap()` after `contains_key`.
    OnContent,
    /// That there is room: `push` after a test of the length.
    OnRoom,
}

/// What is done with data under a guard.
struct Act<'a> {
    at: EventId,
    event: &'a Event<'a>,
    guard: GuardId,
    relies: Relies,
    /// The entry that it is about, if it is about one.
    key: Option<Place>,
    /// Whether it is about the data as a whole.
    is_whole: bool,
}

impl<'a> Act<'a> {
    fn of_call(picture: &Picture<'_>, called: &MethodCall<'a>) -> Option<Act<'a>> {
        let MethodCall { at, event, .. } = *called;
        let (guard, relies) = (called.on?, relies(picture, called)?);
        Some(Act { at, event, guard, relies, key: key(called), is_whole: is_whole(called) })
    }

    /// `map[&key]`
    fn of_index((at, event): (EventId, &'a Event<'a>)) -> Option<Act<'a>> {
        let Action::Indexes { guard, index } = event.action else { return None };
        let key = known_key(index)?;
        let relies = Relies::OnContent;
        Some(Act { at, event, guard, relies, key: Some(key), is_whole: false })
    }
}

pub(super) fn check_then_act(picture: &Picture<'_>, reporter: &mut Reporter) {
    acts_on_tested_entry(picture, reporter);
    acts_on_tested_value(picture, reporter);
    let methods: Vec<MethodCall<'_>> = picture.methods().collect();
    let calls = methods.iter().filter_map(|called| Act::of_call(picture, called));
    for act in calls.chain(picture.others().filter_map(Act::of_index)) {
        let guard = act.guard;
        if picture.is_owned(&picture.guard(guard).place) {
            continue;
        }
        let tests = |test: &&MethodCall<'_>| {
            test.at < act.at
                && tests(test, act.relies)
                && (act.relies == Relies::OnRoom || keys_agree(test, &act))
        };
        let again = methods.iter().filter(tests).any(|test| test.on == Some(guard));
        let earlier = methods.iter().filter(tests).find(|test| {
            test.on.is_some_and(|earlier| is_later(picture, earlier, guard, act.event))
                && !is_under_one_lock(picture, test.event, act.event)
                && decides(picture, test, (act.at, act.event), test.method == "get")
        });
        if let (Some(test), false) = (earlier, again) {
            let place = &picture.guard(guard).place.to_string();
            reporter.report(act.event, messages::check_then_act(act.event.at, place, test.method));
        }
    }
}

fn relies(picture: &Picture<'_>, act: &MethodCall<'_>) -> Option<Relies> {
    let unwraps = |outer: &Expr| match outer {
        Expr::MethodCall(outer) if outer.method == "unwrap" || outer.method == "expect" => {
            matches!(&*outer.receiver, Expr::MethodCall(inner) if ptr::eq(inner, act.call))
        }
        _ => false,
    };
    let gives = methods::does(act.method, Effect::TakesBack)
        || matches!(
            act.method,
            "get" | "get_mut" | "first" | "last" | "front" | "back" | "remove" | "take"
        );
    match act.method {
        "push" | "push_back" | "push_front" if act.call.args.len() == 1 => Some(Relies::OnRoom),
        "insert" if !act.call.args.is_empty() => Some(Relies::OnRoom),
        // Of the data themselves.
        "unwrap" | "expect" => Some(Relies::OnContent),
        _ if gives && picture.number_of(unwraps).is_some() => Some(Relies::OnContent),
        _ => None,
    }
}

fn tests(test: &MethodCall<'_>, relies: Relies) -> bool {
    match relies {
        Relies::OnRoom => matches!(test.method, "len" | "is_full"),
        Relies::OnContent => {
            matches!(
                test.method,
                "is_empty" | "len" | "is_some" | "is_none" | "contains_key" | "contains" | "get"
            )
        }
    }
}

/// Whether both are about one entry, or about no entry.
fn keys_agree(test: &MethodCall<'_>, act: &Act<'_>) -> bool {
    match (key(test), &act.key) {
        (Some(one), Some(other)) => one == *other,
        _ => is_whole(test) && act.is_whole,
    }
}

fn is_whole(called: &MethodCall<'_>) -> bool {
    called.call.args.is_empty() || called.method == "expect"
}

/// The data themselves are tested, `*balance >= amount`, and written under a later acquisition: a step that two tasks may both take.
/// To write a value twice does no harm by itself, so there is more that happens only if the test succeeds.
fn acts_on_tested_value(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, write) in picture.writes() {
        let Action::Writes { guard, value, updates, .. } = &write.action else { continue };
        // What a collection is given depends on its key.
        if picture.methods().any(|it| it.call.args.last().is_some_and(|it| ptr::eq(it, *value))) {
            continue;
        }
        let place = &picture.guard(*guard).place;
        let test = picture.acquisitions().find(|(_, test, earlier)| {
            let Action::Acquires(number) = test.action else { return false };
            !matches!(earlier.binding, GuardBinding::Scrutinee { .. })
                && is_later(picture, number, *guard, write)
                && !is_under_one_lock(picture, test, write)
                && (is_decided(picture, (at, write), test, (number, earlier))
                    || leaves_under(picture, (number, earlier), (at, write), test))
        });
        let Some((tested, ..)) = test else { continue };
        let takes_step =
            *updates || is_step(picture, value, write) && works_after(picture, tested, (at, write));
        if takes_step && !picture.is_owned(place) && !looks_again(picture, *guard, value, write) {
            let name = &place.to_string();
            reporter.report(write, messages::check_then_act(write.at, name, name));
        }
    }
}

/// Whether a value is a step that only one task may take: a state, or what a condition compares. Any other fills a cache, which may
/// be filled twice.
fn is_step(picture: &Picture<'_>, value: &Expr, write: &Event<'_>) -> bool {
    let names = mentions(value);
    is_mark(value)
        || !names.is_empty() && picture.conditions(write).any(|by| mentions_any(by, &names))
}

/// Whether a condition is about the part of the data that is written: a test of one part says nothing of another.
fn is_about(by: &Expr, write: &Event<'_>) -> bool {
    let Action::Writes { part, .. } = &write.action else { return false };
    let field = part.trim_start_matches('.').split(['.', '[']).next().unwrap_or_default();
    field.is_empty() || fields_in(by).iter().any(|name| name == field)
}

/// Whether a condition that acquires the place decides whether a write happens, directly or by an early return.
fn is_decided(
    picture: &Picture<'_>,
    (at, write): (EventId, &Event<'_>),
    test: &Event<'_>,
    (number, tested): (GuardId, &Guard<'_>),
) -> bool {
    let place = &tested.place.written;
    // What a block copies out of a guard of its own may be an item that it has taken.
    let is_temporary = tested.binding == GuardBinding::Temporary;
    let tests = |by: &Expr| {
        let is_named = |name: &String| {
            let Some((bound, made)) = picture.binding_of(name, at) else { return false };
            let under = picture.summary.events[bound.index()].alive.contains(&number);
            // `let enough = *guard >= 3`, and the same out of a block with an attribute.
            let asks_guard = || {
                let guard = name_of(tested).map(ToString::to_string);
                (under || is_of_block(made, tested))
                    && guard.is_some_and(|guard| mentions(made).contains(&guard))
            };
            (is_test(made) || picks_step(by, name, write))
                && (acquired_in(made).contains(place) || asks_guard())
        };
        let is_direct = is_temporary || is_test(by);
        is_direct && acquired_in(by).contains(place) && is_about(by, write)
            || mentions(by).iter().any(is_named)
    };
    let asks = |event: &Event<'_>| picture.conditions(event).any(tests);
    let mut exits = picture.exits(&[Exit::Return]);
    asks(write)
        || exits.any(|(left, exit)| left < at && exit.in_this_task && asks(exit))
            && picture.summary.follows(test, write)
}

/// Whether a value is that of the block whose attribute holds a guard.
fn is_of_block(made: &Expr, guard: &Guard<'_>) -> bool {
    matches!(guard.binding, GuardBinding::Attribute(_, Some(index)) if mark_of(made) == Some(index))
}

/// Whether a condition on the data of a guard with a name leaves the function before the write.
fn leaves_under(
    picture: &Picture<'_>,
    (number, guard): (GuardId, &Guard<'_>),
    (at, write): (EventId, &Event<'_>),
    test: &Event<'_>,
) -> bool {
    let Some(name) = name_of(guard) else { return false };
    let name = [name.to_string()];
    let mut exits = picture.exits(&[Exit::Return]);
    picture.summary.follows(test, write)
        && exits.any(|(left, exit)| {
            left < at
                && exit.in_this_task
                && exit.alive.contains(&number)
                && picture
                    .conditions(exit)
                    .any(|by| is_test(by) && mentions_any(by, &name) && is_about(by, write))
        })
}

/// Whether a condition on a copy of the data picks the next step: a flag that nobody has raised and this raises, a number that is
/// compared and changed, or replaced by what it is compared with.
fn picks_step(by: &Expr, name: &str, write: &Event<'_>) -> bool {
    let Action::Writes { value, updates, .. } = &write.action else { return false };
    let is_it = |expr: &Expr| matches!(expr, Expr::Path(path) if path.path.is_ident(name));
    match by {
        Expr::Unary(not) => is_it(&not.expr) && is_true(value),
        Expr::Binary(compared) => {
            let sides = [&*compared.left, &*compared.right];
            let is_other =
                |side: &&Expr| !is_it(side) && syntax::text(*side) == syntax::text(*value);
            sides.iter().any(|side| is_it(side))
                && (*updates || matches!(value, Expr::Path(_)) && sides.iter().any(is_other))
        }
        by => is_it(by) && is_true(value),
    }
}

fn is_true(value: &Expr) -> bool {
    matches!(value, Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) if truth.value)
}

/// Whether a value says something of the data, and is no copy of them.
fn is_test(value: &Expr) -> bool {
    match value {
        Expr::Binary(_) => true,
        Expr::Unary(not) => matches!(not.op, syn::UnOp::Not(_)),
        Expr::MethodCall(call) => call.method.to_string().starts_with("is_"),
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(tail, None)) => is_test(tail),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the task waits for something between a test and a write, or after the write in the same branch.
fn works_after(picture: &Picture<'_>, tested: EventId, (at, write): (EventId, &Event<'_>)) -> bool {
    let mut awaits = picture.awaits();
    awaits.any(|(wait, event, ..)| {
        (tested..at).contains(&wait)
            || wait > at
                && picture.summary.follows(event, write)
                && picture.summary.follows(write, event)
    })
}
