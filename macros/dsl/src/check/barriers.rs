//! Rules about barriers: if one party never arrives, the others deadlock.

use proc_macro2::Span;
use syn::{Expr, ExprCall, ExprRange, RangeLimits};

use super::{
    arguments::{literal, value},
    expressions::{calls_in, names_of},
    picture::{MethodCall, Picture},
    report::Reporter,
};
use crate::{
    flow::{Action, Control, Event, EventId, Exit, Guard, innermost, mentions},
    known::TypeKind,
    messages::rules as messages,
    plan::{Hold, Permits},
    syntax::{self, Place},
};

/// An arrival at a barrier.
struct Arrival<'a> {
    event: &'a Event<'a>,
    number: EventId,
    at: Span,
    barrier: Place,
    /// The variable or the field that it is.
    name: Option<String>,
    /// Known if the barrier belongs to the function, or is made in the body.
    parties: Option<u128>,
    /// Whether the barrier belongs to the function, so that nothing else arrives.
    own: bool,
}

impl Arrival<'_> {
    /// Whether the function itself arrives, and not an async block in it.
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
            barrier: at.place().map_or_else(|| Place::Other(at.text()), |it| it.place.clone()),
            name: at.place().and_then(|place| last_name(&place.expr)),
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
            name: last_name(innermost(&called.call.receiver)),
            own: false,
        })
    });
    meets.chain(waits).collect()
}

/// The name of a variable, a static or a field.
fn last_name(place: &Expr) -> Option<String> {
    match place {
        Expr::Field(field) => Some(syntax::text(&field.member)),
        place => syntax::last_word(place),
    }
}

/// Whether an attribute names this place as a barrier.
fn is_target(picture: &Picture<'_>, place: &Place) -> bool {
    picture.plan.sections().flat_map(|section| &section.holds).any(|hold| match hold {
        Hold::Barrier(meeting) => meeting.barrier.place().is_some_and(|it| it.place == *place),
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
        let path = syntax::function_path(&call.func);
        if path == "Barrier::new" || path.ends_with("::Barrier::new") {
            return literal(call.args.first()?);
        }
        if path != "Arc::new" && path != "Rc::new" && !path.ends_with("::Arc::new") {
            return None;
        }
        made = call.args.first()?;
    }
}

/// If each party must hold one lock to arrive, only one arrives. Certain only for a barrier that belongs to the function: at
/// another, parties without the lock may arrive.
pub(super) fn barrier_behind_lock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (arrival, parties, guard) in held_at_own_barriers(&arrivals(picture), picture) {
        if excludes(picture, guard) {
            let place = &guard.place.to_string();
            let message = messages::barrier_behind_lock(arrival.at, place, parties);
            reporter.report(arrival.event, message);
        }
    }
}

/// The same with a semaphore that has fewer permits than parties.
pub(super) fn barrier_behind_semaphore(picture: &Picture<'_>, reporter: &mut Reporter) {
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

/// The guards that are alive at barriers that belong to the function, with the number of parties.
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

/// Whether all calls share this lock and only one can hold it.
fn excludes(picture: &Picture<'_>, guard: &Guard<'_>) -> bool {
    guard.is_exclusive_lock() && picture.is_one_for_all(&guard.place)
}

/// The number of calls that a semaphore of the function admits at once.
fn admitted(permits: &Permits) -> Option<u128> {
    let count = value(permits.semaphore.own()?)?;
    let each = permits.permits.as_ref().map_or(Some(1), literal)?;
    count.checked_div(each).filter(|&admitted| admitted > 0)
}

/// Probable only: other parties may arrive without the lock.
pub(super) fn held_across_barrier(picture: &Picture<'_>, reporter: &mut Reporter) {
    for arrival in arrivals(picture).iter().filter(|arrival| !arrival.own) {
        if let Some(guard) = picture.alive(arrival.event).find(|guard| excludes(picture, guard)) {
            let message = messages::held_across_barrier(
                arrival.at,
                &arrival.barrier.to_string(),
                &guard.place.to_string(),
            );
            reporter.report(arrival.event, message);
        }
    }
}

/// A call that skips the barrier keeps the other parties waiting.
pub(super) fn conditional_barrier(picture: &Picture<'_>, reporter: &mut Reporter) {
    let arrivals = arrivals(picture);
    let of_function = arrivals.iter().filter(|arrival| arrival.is_of_function());
    for arrival in of_function.filter(|arrival| arrival.event.loops == 0) {
        // With two arrivals, there is probably one in each branch.
        let alone = arrivals.iter().filter(|it| it.barrier == arrival.barrier).count() == 1;
        let decided = picture
            .conditions(arrival.event)
            .any(|by| !asks_for_barrier(by, arrival.name.as_ref()) && !asks_for_party(by));
        if alone && decided && !is_aborted(picture, &arrival.barrier) {
            let message = messages::conditional_barrier(arrival.at, &arrival.barrier.to_string());
            reporter.report(arrival.event, message);
        }
    }
}

/// Whether a condition asks whether there is a barrier: `if let Some(meet) = meet`.
fn asks_for_barrier(by: &Expr, barrier: Option<&String>) -> bool {
    let names = match by {
        Expr::Let(condition) => names_of(&condition.pat),
        by => mentions(by),
    };
    barrier.is_some_and(|barrier| names.contains(barrier))
}

/// Whether a condition says by its name that it chooses the parties: `if is_party`.
fn asks_for_party(by: &Expr) -> bool {
    mentions(by).iter().any(|word| word.contains("party") || word.contains("partic"))
}

fn is_aborted(picture: &Picture<'_>, barrier: &Place) -> bool {
    picture.methods().any(|called| called.is_plain(&["abort"]) && called.receiver() == *barrier)
}

/// A call that returns before it arrives keeps the other parties waiting. Only the first barrier counts, since a broken one is
/// broken for all parties; and not in a loop, which all parties may leave in the same round.
pub(super) fn exit_before_barrier(picture: &Picture<'_>, reporter: &mut Reporter) {
    let arrivals = arrivals(picture);
    let of_function = arrivals.iter().filter(|arrival| arrival.is_of_function());
    let Some(first) = of_function.min_by_key(|arrival| arrival.number) else { return };
    // No party can wait before the barrier is made.
    let made = made_at(picture, &first.barrier);
    let mut exits = picture.exits(&[Exit::Question, Exit::Return]);
    let exit = exits.find(|(at, exit)| {
        (made..first.number).contains(at)
            && (exit.in_this_task && exit.async_depth == 0 && exit.loops == 0)
            && !picture.summary.exclude(exit, first.event)
            && !is_refusal(picture, exit)
    });
    if let (Some((_, exit)), false) = (exit, is_aborted(picture, &first.barrier)) {
        let message = messages::exit_before_barrier(exit.at, &first.barrier.to_string(), first.own);
        reporter.report(exit, message);
    }
}

/// Whether a parameter alone decides that the function returns: `if n == 0 { return Err(Empty) }`. The caller chooses the parties.
fn is_refusal(picture: &Picture<'_>, exit: &Event<'_>) -> bool {
    let parameters = picture.plan.function.parameters();
    let by_parameter = |by: &Expr| {
        let words = mentions(by);
        matches!(by, Expr::Binary(compared) if matches!(&*compared.right, Expr::Lit(_)))
            && calls_in(by).is_empty()
            && !words.is_empty()
            && words.iter().all(|word| parameters.iter().any(|parameter| parameter == word))
    };
    let mut conditions = picture.conditions(exit).peekable();
    conditions.peek().is_some() && conditions.all(by_parameter)
}

/// The event that first binds a barrier, if it is a variable of the body.
fn made_at(picture: &Picture<'_>, barrier: &Place) -> EventId {
    let binds = |pattern| names_of(pattern).iter().any(|name| barrier.is(name.as_str()));
    picture
        .bindings()
        .find(|(_, _, pattern, _)| binds(pattern))
        .map_or(EventId::at(0), |(at, ..)| at)
}

/// A literal number of tasks at a barrier for a number of parties that does not divide it: the last tasks deadlock.
pub(super) fn unfillable_barrier(picture: &Picture<'_>, reporter: &mut Reporter) {
    let arrivals = arrivals(picture);
    for arrival in arrivals.iter().filter(|arrival| !arrival.is_of_function()) {
        // Another arrival, or another owner of the barrier, may complete the group.
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
                    &arrival.barrier.to_string(),
                    parties,
                ),
            );
        }
    }
}

/// Whether a barrier is made in a loop, or passed on outside of all loops.
fn is_handed_on(picture: &Picture<'_>, barrier: &Place) -> bool {
    let is_it = |name: &String| barrier.is(name.as_str());
    let mentions_it = |expr: &Expr| mentions(expr).iter().any(is_it);
    let made = picture
        .bindings()
        .find(|(_, _, pattern, _)| matches!(&names_of(pattern)[..], [name] if is_it(name)));
    let cloned = |called: MethodCall<'_>| called.method == "clone" && called.receiver() == *barrier;
    let given = |call: &ExprCall| call.args.iter().any(mentions_it);
    made.is_some_and(|(_, event, ..)| event.loops > 0)
        || picture
            .methods()
            .any(|called| called.event.loops == 0 && called.event.in_this_task && cloned(called))
        || picture
            .functions()
            .any(|(event, call, _)| event.loops == 0 && event.in_this_task && given(call))
}

/// The length of a range of literals.
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
