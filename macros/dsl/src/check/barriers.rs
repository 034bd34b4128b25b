//! Barriers: unless all parties arrive, those that have arrived deadlock.

use proc_macro2::Span;
use syn::{Expr, ExprCall, ExprRange, RangeLimits};

use super::{
    arguments::{literal, value},
    picture::{Called, Picture, mentions_any, names_of},
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, EventId, Exit, Guard, innermost},
    known::TypeKind,
    messages::rules as messages,
    plan::{Hold, Permits},
    syntax,
};

/// An arrival at a barrier.
struct Arrival<'a> {
    event: &'a Event<'a>,
    number: EventId,
    at: Span,
    barrier: String,
    /// If the barrier is the function's own, or made in the body.
    parties: Option<u128>,
    /// Whether nobody else can arrive: the barrier is the function's own.
    own: bool,
}

impl Arrival<'_> {
    /// Whether it is the function that arrives, and no block in it.
    fn is_of_function(&self) -> bool {
        self.event.in_this_task && self.event.async_depth == 0
    }
}

fn arrivals<'a>(picture: &Picture<'a>) -> Vec<Arrival<'a>> {
    let meets = picture.others().filter_map(|(number, event)| match event.action {
        Action::Meets(at) => Some(Arrival {
            event,
            number,
            at: at.span(),
            barrier: at.text(),
            parties: at.own().and_then(value),
            own: at.own().is_some(),
        }),
        _ => None,
    });
    let waits = picture.methods().filter(|called| called.is_plain(&["wait"]));
    let waits = waits.filter_map(|called| {
        let (barrier, hint) = (called.receiver(), called.hint);
        (hint == Some(TypeKind::Barrier) || is_target(picture, &barrier)).then(|| Arrival {
            event: called.event,
            number: called.at,
            at: syntax::start(&called.call.receiver),
            parties: parties_of(picture, innermost(&called.call.receiver), called.at),
            barrier,
            own: false,
        })
    });
    meets.chain(waits).collect()
}

/// Whether an attribute names this place as a barrier.
fn is_target(picture: &Picture<'_>, place: &str) -> bool {
    picture.plan.sections().flat_map(|section| &section.holds).any(|hold| match hold {
        Hold::Barrier(meeting) => {
            meeting.barrier.own().is_none() && meeting.barrier.text() == place
        }
        _ => false,
    })
}

/// `let meet = Arc::new(Barrier::new(3));`, also behind a `clone`.
fn parties_of(picture: &Picture<'_>, barrier: &Expr, until: EventId) -> Option<u128> {
    let name = syntax::last_word(barrier)?;
    let mut made = innermost(picture.value_of(&name, until)?);
    if syntax::last_word(made).as_ref() == Some(&name) {
        // `let meet = meet.clone();`
        let first =
            picture.bindings().find(|(_, _, pattern, _)| names_of(pattern) == [name.clone()]);
        made = innermost(first?.3);
    }
    loop {
        let Expr::Call(call) = made else { return None };
        let path = syntax::place(&call.func);
        if path == "Barrier::new" || path.ends_with("::Barrier::new") {
            return literal(call.args.first()?);
        }
        if path != "Arc::new" && path != "Rc::new" && !path.ends_with("::Arc::new") {
            return None;
        }
        made = call.args.first()?;
    }
}

/// Parties that must hold one lock before they arrive never all arrive. Certain only for a barrier of the function's own: at
/// another, parties may arrive that hold nothing.
pub(super) fn barrier_behind_lock(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (arrival, parties, guard) in held_at_own_barriers(&arrivals(picture), picture) {
        if excludes(picture, guard) {
            let place = &guard.place.text;
            let message = messages::barrier_behind_lock(arrival.at, place, parties);
            reporter.report(arrival.event, message);
        }
    }
}

/// The same of parties that must get one of too few permits.
pub(super) fn barrier_behind_semaphore(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for (arrival, parties, guard) in held_at_own_barriers(&arrivals(picture), picture) {
        if let Some(Hold::Permits(permits)) = guard.hold
            && let Some(admitted) = admitted(permits)
            && admitted < parties
        {
            let message = messages::barrier_behind_semaphore(arrival.at, admitted, parties);
            reporter.report(arrival.event, message);
        }
    }
}

/// What is held at barriers of the function's own, with the number of parties.
fn held_at_own_barriers<'b, 'a>(
    arrivals: &'b [Arrival<'a>],
    picture: &Picture<'a>,
) -> impl Iterator<Item = (&'b Arrival<'a>, u128, &'a Guard<'a>)> {
    let own = arrivals.iter().filter(|arrival| arrival.own);
    let own =
        own.filter_map(|arrival| Some((arrival, arrival.parties.filter(|&parties| parties > 1)?)));
    own.flat_map(|(arrival, parties)| {
        picture.alive(arrival.event).map(move |guard| (arrival, parties, guard))
    })
}

/// One lock for all calls, that only one of them can hold; readers meet each other.
fn excludes(picture: &Picture<'_>, guard: &Guard<'_>) -> bool {
    guard.is_exclusive_lock() && picture.is_one_for_all(&guard.place)
}

/// How many calls a semaphore of the function's own lets in at once.
fn admitted(permits: &Permits) -> Option<u128> {
    let count = value(permits.semaphore.own()?)?;
    let each = permits.permits.as_ref().map_or(Some(1), literal)?;
    count.checked_div(each).filter(|&admitted| admitted > 0)
}

/// At a barrier that others may reach without the lock, it is only likely that somebody needs it to arrive.
pub(super) fn held_across_barrier(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    for arrival in arrivals(picture).iter().filter(|arrival| !arrival.own) {
        if let Some(guard) = picture.alive(arrival.event).find(|guard| excludes(picture, guard)) {
            let message =
                messages::held_across_barrier(arrival.at, &arrival.barrier, &guard.place.text);
            reporter.report(arrival.event, message);
        }
    }
}

/// A party that decides not to come keeps the others waiting.
pub(super) fn conditional_barrier(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    let arrivals = arrivals(picture);
    let of_function = arrivals.iter().filter(|arrival| arrival.is_of_function());
    for arrival in of_function.filter(|arrival| arrival.event.loops == 0) {
        // Who arrives in two places arrives in one branch each.
        let alone = arrivals.iter().filter(|it| it.barrier == arrival.barrier).count() == 1;
        let decided = picture.conditions(arrival.event).next().is_some();
        if alone && decided && !is_aborted(picture, &arrival.barrier) {
            let message = messages::conditional_barrier(arrival.at, &arrival.barrier);
            reporter.report(arrival.event, message);
        }
    }
}

fn is_aborted(picture: &Picture<'_>, barrier: &str) -> bool {
    picture.methods().any(|called| called.is_plain(&["abort"]) && called.receiver() == barrier)
}

/// A party that leaves before it arrives keeps the others waiting: before the first barrier of all, since one that is broken is so
/// for all of them; and in no loop, which all parties may leave in the same round.
pub(super) fn exit_before_barrier(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    let arrivals = arrivals(picture);
    let of_function = arrivals.iter().filter(|arrival| arrival.is_of_function());
    let Some(first) = of_function.min_by_key(|arrival| arrival.number) else { return };
    // Before it is made, nobody can wait there.
    let made = made_at(picture, &first.barrier);
    let mut exits = picture.exits(&[Exit::Question, Exit::Return]);
    let exit = exits.find(|(at, exit)| {
        (made..first.number).contains(at)
            && (exit.in_this_task && exit.async_depth == 0 && exit.loops == 0)
            && !picture.summary.exclude(exit, first.event)
    });
    if let (Some((_, exit)), false) = (exit, is_aborted(picture, &first.barrier)) {
        let message = messages::exit_before_barrier(exit.at, &first.barrier, first.own);
        reporter.report(exit, message);
    }
}

/// The number of the event that binds a barrier first, if it is a variable of the body.
fn made_at(picture: &Picture<'_>, barrier: &str) -> EventId {
    let binds = |pattern| names_of(pattern).iter().any(|name| name == barrier);
    picture
        .bindings()
        .find(|(_, _, pattern, _)| binds(pattern))
        .map_or(EventId::at(0), |(at, ..)| at)
}

/// As many tasks as a literal says, at a barrier of a number that does not divide it: the last ones deadlock.
pub(super) fn unfillable_barrier(picture: &Picture<'_>, reporter: &mut Reporter<'_>) {
    let arrivals = arrivals(picture);
    for arrival in arrivals.iter().filter(|arrival| !arrival.is_of_function()) {
        // Who else arrives, or is handed the barrier, makes up for the rest.
        let alone = arrivals.iter().filter(|other| other.barrier == arrival.barrier).count() == 1;
        let alone = alone && !is_handed_on(picture, &arrival.barrier);
        let mut by = picture.summary.decided(arrival.event);
        let (Some(Control::For(range)), None) = (by.next(), by.next()) else { continue };
        let (Some(tasks), Some(parties)) = (length(range), arrival.parties) else { continue };
        if alone && parties > 1 && tasks % parties != 0 {
            reporter.report(
                arrival.event,
                messages::unfillable_barrier(
                    syntax::start(range),
                    tasks,
                    &arrival.barrier,
                    parties,
                ),
            );
        }
    }
}

/// Whether a barrier is made in a loop, or given to somebody outside of all loops.
fn is_handed_on(picture: &Picture<'_>, barrier: &str) -> bool {
    let name = [barrier.to_owned()];
    let mentions = |expr: &Expr| mentions_any(expr, &name);
    let made = picture.bindings().find(|(_, _, pattern, _)| names_of(pattern) == name);
    let cloned = |called: Called<'_>| called.method == "clone" && called.receiver() == barrier;
    let given = |call: &ExprCall| call.args.iter().any(mentions);
    made.is_some_and(|(_, event, ..)| event.loops > 0)
        || picture
            .methods()
            .any(|called| called.event.loops == 0 && called.event.in_this_task && cloned(called))
        || picture
            .functions()
            .any(|(event, call, _)| event.loops == 0 && event.in_this_task && given(call))
}

/// Of a range of literals.
fn length(range: &Expr) -> Option<u128> {
    let range = match range {
        Expr::Paren(paren) => &paren.expr,
        range => range,
    };
    let Expr::Range(ExprRange { start: Some(start), end: Some(end), limits, .. }) = range else {
        return None;
    };
    let closed = u128::from(matches!(limits, RangeLimits::Closed(_)));
    (literal(end)? + closed).checked_sub(literal(start)?)
}
