//! What a function marks before an await point and unmarks behind it: a task that is cancelled in between leaves the mark.

use syn::{Expr, Lit};

use super::{
    expressions::{key_of, mentions_any, names_of},
    picture::{MethodCall, Picture},
    report::Reporter,
};
use crate::{
    flow::{Action, Event, EventId, GuardId},
    messages::rules as messages,
    syntax::{self, Place},
};

/// Something that is done to an object.
struct Step<'a> {
    at: EventId,
    event: &'a Event<'a>,
    /// The object, and the part of it: equal where it is the same.
    object: Object,
    kind: Kind,
    /// As the message shows it.
    text: String,
}

#[derive(Clone, PartialEq)]
enum Object {
    /// A part of data under a lock, which may be released in between.
    Guarded {
        lock: Place,
        part: String,
    },
    Atomic(Place),
}

#[derive(Clone, PartialEq)]
enum Kind {
    Insert(Place),
    Remove(Place),
    /// A flag is set, or is set by the one task that finds it free.
    Raise,
    Win,
    Lower,
    Add(Place),
    Subtract(Place),
    /// The names of what was taken out, or popped.
    TakeOut(Vec<String>),
    Pop(Vec<String>),
    PutBack(String),
}

impl Kind {
    /// Whether what undoes it depends on how it went: an item that was there, a flag that was free.
    fn is_asked(&self) -> bool {
        matches!(self, Kind::TakeOut(_) | Kind::Pop(_) | Kind::Win)
    }

    /// Whether it is about another object: an item on its way from one collection to another. One that goes back to its
    /// collection is usually worked on in between.
    fn moves(&self) -> bool {
        matches!(self, Kind::Pop(_))
    }

    /// Whether `later` undoes this.
    fn is_undone_by(&self, later: &Kind) -> bool {
        match (self, later) {
            (Kind::Insert(one), Kind::Remove(other)) | (Kind::Add(one), Kind::Subtract(other)) => {
                one == other
            }
            (Kind::Raise | Kind::Win, Kind::Lower) => true,
            (Kind::TakeOut(names) | Kind::Pop(names), Kind::PutBack(value)) => {
                names.contains(value)
            }
            _ => false,
        }
    }
}

/// Reports the first await point between a mark and what undoes it.
pub(super) fn report(picture: &Picture<'_>, reporter: &mut Reporter) {
    // What a guard does in its `Drop` happens after a cancellation, too.
    let is_guarded = picture.functions().any(|(_, _, path)| {
        let last = path.rsplit("::").next().unwrap_or_default();
        last == "defer" || path.contains("scopeguard") || last == "guard"
    });
    if is_guarded || picture.is_test() {
        return;
    }
    let steps = steps(picture);
    for (index, first) in steps.iter().enumerate() {
        let undone = steps[index + 1..].iter().find(|later| {
            (later.object == first.object) != first.kind.moves()
                && first.kind.is_undone_by(&later.kind)
                && picture.summary.follows(first.event, later.event)
                && (first.kind.is_asked() || picture.summary.follows(later.event, first.event))
        });
        let Some(undone) = undone else { continue };
        let wait = picture.wait_between(first.at, undone.at).filter(|wait| {
            wait.task == first.event.task
                // An await point of a branch that leaves is not between the two.
                && picture.summary.follows(wait, undone.event)
                && !shares_lock(picture, first, undone, wait)
        });
        if let Some(wait) = wait {
            let message = messages::undone_after_await(wait.at, &first.text, &undone.text);
            reporter.report(wait, message);
        }
    }
}

/// Whether one guard is alive from the mark to its end: what waits for the lock sees neither. The mark may be of no consequence.
fn shares_lock(
    picture: &Picture<'_>,
    first: &Step<'_>,
    undone: &Step<'_>,
    wait: &Event<'_>,
) -> bool {
    let is_shared = |guard: &&GuardId| {
        wait.alive.contains(guard)
            && undone.event.alive.contains(guard)
            && picture.guard(**guard).kind.is_lock()
    };
    matches!(first.object, Object::Guarded { .. })
        && first.event.alive.iter().any(|it| is_shared(&it))
}

fn steps<'a>(picture: &Picture<'a>) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'a>> =
        picture.methods().filter_map(|it| called(picture, &it)).collect();
    steps.extend(picture.writes().filter_map(|(at, event)| written(picture, at, event)));
    steps.sort_by_key(|step| step.at);
    steps
}

fn called<'a>(picture: &Picture<'a>, called: &MethodCall<'a>) -> Option<Step<'a>> {
    let first = called.call.args.first();
    let kind = match (called.method, called.call.args.len()) {
        ("fetch_add", 2) => Kind::Add(syntax::place(first?)),
        ("fetch_sub", 2) => Kind::Subtract(syntax::place(first?)),
        ("store" | "swap", 2) if is_bool(first?, true) => Kind::Raise,
        ("store" | "swap", 2) if is_bool(first?, false) => Kind::Lower,
        ("compare_exchange" | "compare_exchange_weak", 4)
            if is_bool(first?, false) && is_bool(&called.call.args[1], true) =>
        {
            Kind::Win
        }
        ("insert", 1 | 2) => Kind::Insert(key_of(first?)),
        ("remove", 1) => Kind::Remove(key_of(first?)),
        ("push_back" | "push_front" | "push", 1) => Kind::PutBack(syntax::text(first?)),
        ("take", 0) => Kind::TakeOut(taken(picture, called)),
        ("pop" | "pop_front" | "pop_back", 0) => Kind::Pop(taken(picture, called)),
        _ => return None,
    };
    let object = match called.on {
        Some(guard) => Object::Guarded {
            lock: picture.guard(guard).place.written.clone(),
            part: String::new(),
        },
        None if matches!(
            kind,
            Kind::Raise | Kind::Win | Kind::Lower | Kind::Add(_) | Kind::Subtract(_)
        ) =>
        {
            Object::Atomic(called.receiver())
        }
        None => return None,
    };
    let text = format!("{}(..)", called.method);
    Some(Step { at: called.at, event: called.event, object, kind, text })
}

/// The variables that what is taken out goes to.
fn taken(picture: &Picture<'_>, called: &MethodCall<'_>) -> Vec<String> {
    let next = picture.bindings().find(|(at, ..)| *at > called.at);
    let mut names = next.map(|(_, _, pattern, _)| names_of(pattern)).unwrap_or_default();
    // `let job = queue.pop(); if let Some(job) = job { .. }`
    let again: Vec<String> = picture
        .bindings()
        .filter(|(at, _, _, value)| *at > called.at && mentions_any(value, &names))
        .flat_map(|(_, _, pattern, _)| names_of(pattern))
        .collect();
    names.extend(again);
    names
}

fn written<'a>(picture: &Picture<'a>, at: EventId, event: &'a Event<'a>) -> Option<Step<'a>> {
    let Action::Writes { guard, part, value, updates, subtracts } = &event.action else {
        return None;
    };
    let kind = match (updates, subtracts) {
        (true, true) => Kind::Subtract(syntax::place(value)),
        (true, false) => Kind::Add(syntax::place(value)),
        _ if is_bool(value, true) => Kind::Raise,
        _ if is_bool(value, false) => Kind::Lower,
        _ => Kind::PutBack(inside_some(value)?),
    };
    let place = &picture.guard(*guard).place.written;
    let object = match kind {
        Kind::PutBack(_) => Object::Guarded { lock: place.clone(), part: String::new() },
        _ => Object::Guarded { lock: place.clone(), part: part.clone() },
    };
    let text = match kind {
        Kind::Add(_) => "+=".to_owned(),
        Kind::Subtract(_) => "-=".to_owned(),
        _ => "=".to_owned(),
    };
    let text = format!("{place}{part} {text} ..");
    Some(Step { at, event, object, kind, text })
}

/// `job` in `Some(job)`
fn inside_some(value: &Expr) -> Option<String> {
    let Expr::Call(call) = value else { return None };
    let is_some = syntax::last_word(&call.func).as_deref() == Some("Some");
    is_some.then(|| call.args.first().map(syntax::text))?
}

fn is_bool(value: &Expr, expected: bool) -> bool {
    matches!(value, Expr::Lit(literal) if matches!(&literal.lit, Lit::Bool(truth) if truth.value == expected))
}
