//! Futures that are kept without being polled, and hold or queue for a lock meanwhile.

use syn::{
    Expr, ExprCall,
    visit::{self, Visit},
};

use super::{
    expressions::{acquired_in, innermost_call, mentions_any},
    picture::{MethodCall, Picture},
    report::Reporter,
    tasks::starts,
};
use crate::{
    flow::{Action, Event, EventId, Guard, innermost, mentions, polled_in_place},
    messages::rules as messages,
    syntax::{self, Place},
};

/// A future that `select!` only borrows keeps its place in the queue of a lock, and is not polled while the handler runs. The lock
/// may be handed to it, and the handler then waits for a future that is never polled.
pub(super) fn futurelock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for (at, event, acquired) in picture.acquisitions() {
        let kept = event.borrowed_futures.iter().any(|future| {
            let Some(name) = syntax::last_word(future) else { return false };
            queues_for(picture, (&name, at), &acquired.place.written)
                && !is_gone(picture, &name, (at, event))
        });
        let kept = kept || polled_before(picture, (at, event), &acquired.place.written);
        if kept && acquired.kind.is_awaited() && acquired.is_waited_for() {
            reporter.report(event, messages::futurelock(event.at, &acquired.place.to_string()));
        }
    }
}

/// Whether a future that queues for a place was polled by reference, by `select!` or `timeout`, and is still there.
fn polled_before(picture: &Picture<'_>, (at, event): (EventId, &Event<'_>), place: &Place) -> bool {
    let polls = picture.others().filter_map(|(polled, earlier)| match earlier.action {
        Action::Polls(future)
            if polled < at
                && earlier.async_depth == event.async_depth
                && picture.summary.follows(earlier, event) =>
        {
            Some((polled, syntax::last_word(innermost(future))?))
        }
        _ => None,
    });
    polls.into_iter().any(|(polled, name)| {
        let ends = |other: &&Event<'_>| match other.action {
            Action::Calls { call, .. } => call.args.iter().any(|it| is_named(it, &name)),
            Action::Awaits { future, .. } => is_named(future, &name),
            Action::Binds { value, .. } => is_named(value, &name),
            Action::Finishes(future) => {
                polled_in_place(future).is_some_and(|it| is_named(it, &name))
            }
            _ => false,
        };
        let between = picture.summary.between(polled.next(), at);
        let is_over =
            |other: &Event<'_>| matches!(&other.action, Action::Ends(ended) if *ended == name);
        queues_for(picture, (&name, polled), place)
            && !between.iter().any(is_over)
            && !between.iter().filter(|it| picture.summary.follows(it, event)).any(|it| ends(&it))
    })
}

/// Whether a future that a variable keeps acquires a place. A task does so by itself.
fn queues_for(picture: &Picture<'_>, (name, until): (&str, EventId), place: &Place) -> bool {
    let made = made_of(picture, name, until);
    made.is_some_and(|made| !starts_task(made) && acquired_in(made).contains(place))
}

/// What a variable was made of, before it was pinned.
fn made_of<'a>(picture: &Picture<'a>, name: &str, until: EventId) -> Option<&'a Expr> {
    let (bound, value) = picture.binding_of(name, until)?;
    let passed = match value {
        Expr::Macro(call) => picture.index.passed(&call.mac),
        _ => None,
    };
    let made = passed.unwrap_or(value);
    match innermost_call(made) {
        Expr::Path(path) => match path.path.get_ident() {
            Some(name) => made_of(picture, &name.to_string(), bound),
            None => Some(made),
        },
        _ => Some(made),
    }
}

/// What a value is made of, which may be a variable.
fn behind_name<'a>(picture: &Picture<'a>, value: &'a Expr, until: EventId) -> Option<&'a Expr> {
    match value {
        Expr::Path(path) => made_of(picture, &path.path.get_ident()?.to_string(), until),
        value => Some(value),
    }
}

/// Whether a value is a task, or makes some.
fn starts_task(value: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_call(&mut self, call: &'ast ExprCall) {
            self.0 |= starts(call);
            visit::visit_expr_call(self, call);
        }
    }

    let mut search = Search(false);
    search.visit_expr(value);
    search.0
}

/// Whether an expression is this variable, by value.
fn is_named(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(_)) && syntax::last_word(expr).as_deref() == Some(name)
}

/// Whether a handler drops or awaits the borrowed future before an event.
fn is_gone(picture: &Picture<'_>, name: &str, (at, event): (EventId, &Event<'_>)) -> bool {
    let name = [name.to_owned()];
    let within = |other: &Event<'_>| {
        !other.borrowed_futures.is_empty() && picture.summary.follows(other, event)
    };
    let earlier = picture.summary.between(EventId::at(0), at);
    earlier.iter().filter(|other| within(other)).any(|other| match other.action {
        Action::Calls { call, .. } => {
            call.args.iter().any(|argument| mentions_any(argument, &name))
        }
        Action::Awaits { future, .. } => mentions_any(future, &name),
        _ => false,
    })
}

/// Buffered futures hold what they have acquired, and are not polled while the body of the loop waits.
pub(super) fn buffered_futurelock(picture: &Picture<'_>, reporter: &mut Reporter) {
    for called in picture.methods() {
        let MethodCall { at, event, call, method, .. } = called;
        if method.starts_with("for_each") {
            let Some(buffered) = buffered(&call.receiver) else { continue };
            let Some(body) = call.args.last() else { continue };
            let held = acquired_by(picture, buffered, at);
            if let Some(place) = acquired_by(picture, body, at).iter().find(|it| held.contains(it))
            {
                reporter.report(event, messages::buffered_futurelock(event.at, &place.to_string()));
            }
        }
        if matches!(method, "next" | "try_next") && event.loops > 0 {
            next_of_buffered(picture, &called, reporter);
        }
    }
}

/// `while let Some(item) = futures.next().await { .. }`
fn next_of_buffered(picture: &Picture<'_>, next: &MethodCall<'_>, reporter: &mut Reporter) {
    let Some(name) = syntax::last_word(innermost(&next.call.receiver)) else { return };
    let held = held_by_stream(picture, &name, next.at);
    let is_held = |acquired: &Guard<'_>| {
        let place = &acquired.place.written;
        acquired.kind.is_awaited()
            && acquired.is_waited_for()
            && held.contains(place)
            // One name for the items of two loops means two things.
            && place.root().first().is_none_or(|root| picture.bindings_of(root) < 2)
    };
    let in_round = |event: &Event<'_>| {
        event.loop_path.starts_with(&next.event.loop_path)
            && picture.summary.follows(next.event, event)
    };
    let found = picture
        .acquisitions()
        .find(|(at, event, acquired)| *at > next.at && in_round(event) && is_held(acquired));
    let Some((at, event, acquired)) = found else { return };
    let is_dropped = picture.summary.between(next.at, at).iter().any(|other| match other.action {
        Action::Calls { call, .. } => call.args.iter().any(|it| is_named(it, &name)),
        _ => false,
    });
    if !is_dropped {
        let place = &acquired.place.to_string();
        reporter.report(event, messages::buffered_futurelock(event.at, place));
    }
}

/// What the futures of a stream acquire that polls several of them.
fn held_by_stream(picture: &Picture<'_>, name: &str, until: EventId) -> Vec<Place> {
    let Some(made) = made_of(picture, name, until) else { return Vec::new() };
    let is_set =
        |text: &str| ["FuturesUnordered", "FuturesOrdered"].iter().any(|it| text.contains(it));
    let futures: Vec<&Expr> = match made {
        Expr::Call(call) if is_set(&syntax::function_path(&call.func)) => {
            let adds = |method: &str| method.starts_with("push");
            let added = picture.methods().filter(|it| adds(it.method) && it.receiver().is(name));
            added.filter_map(|it| it.call.args.first()).collect()
        }
        Expr::MethodCall(call)
            if call.turbofish.as_ref().is_some_and(|it| is_set(&syntax::text(it))) =>
        {
            vec![&*call.receiver]
        }
        made => buffered(made).into_iter().collect(),
    };
    let bound = picture.binding_of(name, until).map_or(until, |(bound, _)| bound);
    let kept = futures.into_iter().filter_map(|future| behind_name(picture, future, bound));
    let kept = kept.filter(|future| !starts_task(future));
    kept.flat_map(|future| acquired_by(picture, future, until)).collect()
}

/// The places that an expression, or a closure that it names, acquires.
fn acquired_by(picture: &Picture<'_>, expr: &Expr, until: EventId) -> Vec<Place> {
    let named = mentions(expr).into_iter().filter_map(|name| picture.value_of(&name, until));
    let closures = named.filter(|value| matches!(value, Expr::Closure(_)));
    closures.chain([expr]).flat_map(acquired_in).collect()
}

/// The stream before `.buffered(n)` in a chain. One of one future has none but the one that it gives.
fn buffered(chain: &Expr) -> Option<&Expr> {
    let Expr::MethodCall(call) = chain else { return None };
    if call.method == "buffered" || call.method == "buffer_unordered" {
        let is_one = call.args.first().is_some_and(|n| syntax::text(n) == "1");
        return (!is_one).then_some(&*call.receiver);
    }
    buffered(&call.receiver)
}
