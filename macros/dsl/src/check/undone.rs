//! What a function marks before an await point and unmarks behind it: a task that is cancelled in between leaves the mark.

use std::ptr;

use syn::{Expr, Lit};

use super::{
    expressions::{calls_in, key_of, mentions_any, names_of},
    picture::{MethodCall, Picture},
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, EventId, Exit, GuardId, innermost, mentions},
    known::functions::{self, Effect},
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
    /// An entry is put in, by this value if that is not the entry itself; or is taken out, to these variables if any.
    Insert(Place, Option<Put>),
    Remove(Place, Vec<String>),
    /// A flag is set, or is set by the one task that finds it free.
    Raise,
    Win,
    Lower,
    Add(Place),
    Subtract(Place),
    /// The names of what was taken out, drained or popped.
    TakeOut(Vec<String>),
    Drain(Vec<String>),
    Pop(Vec<String>),
    PutBack(Put),
}

/// What is put back: one variable as it is, or a value that is computed.
#[derive(Clone, PartialEq)]
struct Put {
    text: String,
    mentions: Vec<String>,
}

impl Put {
    fn new(value: &Expr) -> Put {
        Put { text: syntax::text(value), mentions: mentions(value) }
    }

    fn is_one_of(&self, names: &[String]) -> bool {
        names.contains(&self.text)
    }

    fn comes_from(&self, names: &[String]) -> bool {
        self.mentions.iter().any(|word| names.contains(word))
    }
}

impl Kind {
    /// Whether what undoes it depends on how it went: an item that was there, a flag that was free.
    fn is_asked(&self) -> bool {
        matches!(self, Kind::TakeOut(_) | Kind::Pop(_) | Kind::Win)
    }

    /// The names of what leaves its collection, and comes back whatever happens. One that is worked on, and comes back after
    /// a failure, does not count, nor does one that is made anew where none is left.
    fn borrows(&self) -> Option<&[String]> {
        match self {
            Kind::Pop(names) | Kind::Drain(names) => Some(names),
            Kind::Remove(_, names) if !names.is_empty() => Some(names),
            _ => None,
        }
    }

    /// Whether `later` undoes this.
    fn is_undone_by(&self, later: &Kind) -> bool {
        match (self, later) {
            (Kind::Insert(one, _), Kind::Remove(other, _))
            | (Kind::Add(one), Kind::Subtract(other)) => one == other,
            (Kind::Raise | Kind::Win, Kind::Lower) => true,
            (Kind::TakeOut(names) | Kind::Drain(names), Kind::PutBack(put)) => {
                put.comes_from(names)
            }
            (Kind::Pop(names), Kind::PutBack(put)) => put.is_one_of(names),
            (Kind::Remove(one, names), Kind::Insert(other, Some(put))) => {
                one == other && put.comes_from(names)
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
        let undone = steps[index + 1..].iter().find(|later| undoes(picture, first, later));
        let Some(undone) = undone else { continue };
        let wait = picture.wait_between(first.at, undone.at).filter(|wait| {
            wait.task == first.event.task
                && is_on_the_way(picture, wait, undone.event)
                && !shares_lock(picture, first, undone, wait)
        });
        if let Some(wait) = wait {
            let message = messages::undone_after_await(wait.at, &first.text, &undone.text);
            reporter.report(wait, message);
        }
    }
}

/// Whether an await point is followed by an event. One of a branch that leaves is not; a loop may have no round, but usually has.
fn is_on_the_way(picture: &Picture<'_>, wait: &Event<'_>, event: &Event<'_>) -> bool {
    let outside = picture.summary.decided(event).count();
    let mut decided: Vec<_> = picture.summary.decided(wait).collect();
    decided.truncate(decided.len().saturating_sub(outside));
    picture.summary.follows(wait, event)
        || !decided.is_empty()
            && !picture.summary.exclude(wait, event)
            && decided.iter().all(|by| matches!(by, Control::For(_)))
}

/// Whether a step undoes an earlier one, or moves an item on to another collection.
fn undoes(picture: &Picture<'_>, first: &Step<'_>, later: &Step<'_>) -> bool {
    let is_same = later.object == first.object;
    first.kind.is_undone_by(&later.kind)
        && picture.summary.follows(first.event, later.event)
        && match first.kind.borrows() {
            Some(names) if is_same => comes_back(picture, first, later, names),
            Some(_) => matches!(first.kind, Kind::Pop(_)),
            None => {
                let always = || picture.summary.follows(later.event, first.event);
                is_same && (first.kind.is_asked() || always())
            }
        }
}

/// Whether what has left its collection comes back, whatever happens meanwhile.
fn comes_back(picture: &Picture<'_>, first: &Step<'_>, later: &Step<'_>, names: &[String]) -> bool {
    let asks_whether_there = |by: Control<'_>| match by {
        Control::If(Expr::Let(by)) | Control::While(Expr::Let(by)) => {
            is_one(&by.expr, names) || gives_what_was_taken(&by.expr)
        }
        Control::Match(by) | Control::For(by) => is_one(by, names) || gives_what_was_taken(by),
        _ => false,
    };
    let of_first = picture.summary.decided(first.event).count();
    let mut decided = picture.summary.decided(later.event).collect::<Vec<_>>();
    decided.truncate(decided.len() - of_first);
    let mut exits = picture.exits(&[Exit::Question, Exit::Return, Exit::Break]);
    let leaves = exits.any(|(at, exit)| {
        let follows = || picture.summary.follows(first.event, exit);
        let wait = picture.wait_between(first.at, at).is_some();
        (first.at..later.at).contains(&at) && wait && follows()
    });
    // To acquire its lock again is no work.
    let works = picture.awaits().any(|(at, ..)| (first.at..later.at).contains(&at));
    works && !leaves && decided.into_iter().all(asks_whether_there)
}

fn is_one(value: &Expr, names: &[String]) -> bool {
    matches!(value, Expr::Path(_)) && names.contains(&syntax::text(value))
}

/// `pop()`, `pop().ok_or(..)?`, `drain(..).collect()`: nothing else takes its place.
fn gives_what_was_taken(value: &Expr) -> bool {
    match value {
        Expr::Try(tried) => gives_what_was_taken(&tried.expr),
        Expr::MethodCall(call) => {
            let method = call.method.to_string();
            let passes =
                matches!(&*method, "unwrap" | "expect" | "ok_or" | "ok_or_else" | "collect");
            takes(&method) || passes && gives_what_was_taken(&call.receiver)
        }
        Expr::Call(_) => true,
        _ => false,
    }
}

fn takes(method: &str) -> bool {
    method.starts_with("pop") || matches!(method, "drain" | "split_off" | "remove" | "take")
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
    // What has been taken out is lost, whoever waits for the lock.
    let is_mark = first.kind.borrows().is_none();
    matches!(first.object, Object::Guarded { .. })
        && is_mark
        && first.event.alive.iter().any(|it| is_shared(&it))
}

fn steps<'a>(picture: &Picture<'a>) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'a>> =
        picture.methods().filter_map(|it| called(picture, &it)).collect();
    steps.extend(picture.events().filter_map(|(at, event)| emptied(picture, at, event)));
    steps.extend(picture.writes().filter_map(|(at, event)| written(picture, at, event)));
    steps.sort_by_key(|step| step.at);
    steps
}

fn called<'a>(picture: &Picture<'a>, called: &MethodCall<'a>) -> Option<Step<'a>> {
    let first = called.call.args.first();
    let taken = || taken(picture, |it| calls_in(it).iter().any(|it| ptr::eq(*it, called.call)));
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
        ("insert", 1 | 2) => Kind::Insert(key_of(first?), called.call.args.get(1).map(Put::new)),
        ("remove", 1) => Kind::Remove(key_of(first?), taken()),
        ("push_back" | "push_front" | "push" | "replace" | "extend" | "append", 1) => {
            Kind::PutBack(Put::new(first?))
        }
        ("take", 0) => Kind::TakeOut(taken()),
        ("drain" | "split_off", 1) => Kind::Drain(taken()),
        ("pop" | "pop_front" | "pop_back", 0) => Kind::Pop(taken()),
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

/// `mem::take(&mut *list.lock().await)`
fn emptied<'a>(picture: &Picture<'a>, at: EventId, event: &'a Event<'a>) -> Option<Step<'a>> {
    let Action::Calls { call, path, .. } = &event.action else { return None };
    let from = call.args.first().filter(|_| functions::does(path, Effect::TakesOut))?;
    let locked: Vec<Place> =
        calls_in(from).into_iter().map(|it| syntax::place(innermost(&it.receiver))).collect();
    let guard = picture.alive(event).find(|guard| locked.contains(&guard.place.written))?;
    let is_it = |value: &Expr| matches!(value, Expr::Call(it) if ptr::eq(it, *call));
    let kind = Kind::Drain(taken(picture, is_it));
    let object = Object::Guarded { lock: guard.place.written.clone(), part: String::new() };
    Some(Step { at, event, object, kind, text: format!("{path}(..)") })
}

/// The variables that what is taken out goes to, where nothing else takes its place.
fn taken(picture: &Picture<'_>, is_taken: impl Fn(&Expr) -> bool) -> Vec<String> {
    let is_it = |value: &Expr| is_taken(value) && gives_what_was_taken(value);
    let mut names = Vec::new();
    for (.., pattern, value) in picture.bindings() {
        // `let job = queue.pop(); if let Some(job) = job { .. }`
        if is_it(value) || mentions_any(value, &names) {
            names.extend(names_of(pattern));
        }
    }
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
        _ => Kind::PutBack(Put::new(inside_some(value).unwrap_or(value))),
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
fn inside_some(value: &Expr) -> Option<&Expr> {
    let Expr::Call(call) = value else { return None };
    let is_some = syntax::last_word(&call.func).as_deref() == Some("Some");
    call.args.first().filter(|_| is_some)
}

fn is_bool(value: &Expr, expected: bool) -> bool {
    matches!(value, Expr::Lit(literal) if matches!(&literal.lit, Lit::Bool(truth) if truth.value == expected))
}
