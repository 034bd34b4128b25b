//! Locks that are taken in two orders.

use super::{Broken, Found};
use crate::{
    messages::crate_rules as words,
    model::{
        effects::{HeldObject, Link, What},
        graph::{Cycle, Edge, Graph, Step},
        report::{Grade, Location, Note},
        summary::{Kind, Mode, Object, Reach, Root, Step as PlaceStep},
    },
    rules::Rule,
};

/// Reports each place that takes a lock against the order of others.
pub(super) fn find(found: &mut Found<'_, '_>, graph: &Graph<'_>) {
    for cycle in graph.cycles() {
        let edges = cycle.back.iter().map(|step| match step {
            Step::Takes(edge) => Some(*edge),
            Step::Needs(..) => None,
        });
        if let Some(back) = edges.collect::<Option<Vec<_>>>() {
            report(found, &cycle, &back);
        }
    }
}

fn report(found: &mut Found<'_, '_>, cycle: &Cycle<'_>, back: &[&Edge]) {
    let edge = cycle.edge;
    let Some((first, second)) = texts(edge) else { return };
    let locks = std::iter::once(edge).chain(back.iter().copied()).filter_map(texts);
    let mut locks: Vec<String> = locks.map(|(first, _)| first).collect();
    locks.push(first.clone());
    let words = match back.len() {
        1 => words::lock_order_inversion(&first, &second),
        _ => words::lock_order_cycle(&first, &second, &locks),
    };
    let mut also = found.acquired(&edge.held);
    also.extend(found.calls(&edge.effect.chain, |function| words::note::takes(function, &second)));
    back.iter().for_each(|edge| also.extend(other_way(found, edge)));
    let at = place(found, edge);
    let broken = Broken {
        rule: Rule::lock_order_inversion,
        node: edge.node,
        at: &at,
        grade: grade(edge, back),
        allowed: &edge.effect.allowed,
    };
    found.report(broken, words, also);
}

/// The lock that is held and what is taken, as the function writes them; by their declarations where another function does.
pub(super) fn texts(edge: &Edge) -> Option<(String, String)> {
    let (held, _) = edge.held.object()?;
    let taken = edge.effect.what.object()?;
    let text = |object: &Object, link: &Link| match (&object.class, &link.next) {
        (Some(class), Some(_)) => class.short(),
        _ => object.text.clone(),
    };
    Some((text(held, &edge.held.acquired), text(taken, &edge.effect.chain)))
}

/// The event of the edge's function.
pub(super) fn place(found: &Found<'_, '_>, edge: &Edge) -> Location {
    found.composed().nodes.all[edge.node].summary.events[edge.event].at.clone()
}

/// The places of an edge that goes the other way.
pub(super) fn other_way(found: &Found<'_, '_>, edge: &Edge) -> Vec<Note> {
    let Some((first, second)) = texts(edge) else { return Vec::new() };
    let name = found.composed().nodes.name(edge.node);
    let waits = !matches!(edge.effect.what, What::Acquire { .. });
    let message = match waits {
        true => words::note::waits(name, &first, &second),
        false => words::note::under(name, &first, &second),
    };
    let mut notes = vec![Note { at: place(found, edge), message }];
    notes.extend(found.acquired(&edge.held));
    notes.extend(found.calls(&edge.effect.chain, |function| match waits {
        true => words::note::waits_for(function, &second),
        false => words::note::takes(function, &second),
    }));
    notes
}

/// Statics are one object each; so are the fields of one value, for every task that has that value. Readers alone deadlock only if
/// writers queue for both locks between them.
fn grade(edge: &Edge, back: &[&Edge]) -> Grade {
    let all = || std::iter::once(&edge).chain(back);
    if all().all(|edge| reads_only(edge)) {
        return Grade::Possible;
    }
    let certain = all().all(|edge| {
        let one_value = edge.held.object().is_some_and(|(held, _)| {
            edge.effect.what.object().is_some_and(|object| of_one_value(held, object))
        });
        one_value && is_sure(&edge.held, edge)
    });
    if certain { Grade::Certain } else { Grade::Possible }
}

/// Whether the edge goes from a lock that is held to read to one that is acquired to read.
fn reads_only(edge: &Edge) -> bool {
    let shared = |mode| matches!(mode, Mode::Shared | Mode::SharedRecursive);
    edge.held.object().is_some_and(|(_, mode)| shared(mode))
        && matches!(edge.effect.what, What::Acquire { mode, .. } if shared(mode))
}

pub(super) fn is_sure(held: &HeldObject, edge: &Edge) -> bool {
    held.always && held.sure && edge.effect.sure && edge.effect.reach == Reach::Always
}

fn of_one_value(one: &Object, other: &Object) -> bool {
    let plain = [one, other].iter().all(|object| {
        let fields = object.place.steps.iter().all(|step| matches!(step, PlaceStep::Field(_)));
        fields && matches!(object.kind, Kind::AsyncLock | Kind::ThreadLock)
    });
    let both_static = [one, other].iter().all(|object| {
        matches!(object.place.root, Root::Static(_)) && object.place.steps.is_empty()
    });
    let owner = |object: &Object| object.place.steps.split_last().map(|(_, owner)| owner.to_vec());
    let one_owner = one.place.root == other.place.root
        && matches!(one.place.root, Root::Static(_) | Root::Parameter(_))
        && owner(one).is_some()
        && owner(one) == owner(other);
    plain && (both_static || one_owner)
}
