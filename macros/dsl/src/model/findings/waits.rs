//! A task waits, while it holds a lock, for something that only a task can provide which needs that lock.

use super::{
    Broken, Found,
    order::{is_sure, other_way, place, texts},
};
use crate::{
    messages::crate_rules::{self as words, Wait},
    model::{
        graph::{Cycle, Graph, Step, Vertex},
        report::{Grade, Note},
        sites::{Awaited, Site},
        summary::{Action, Kind, Patience, Reach, Root},
        things::Thing,
    },
    rules::Rule,
};

/// Reports waits that cannot end.
pub(super) fn find(found: &mut Found<'_, '_>, graph: &Graph<'_>) {
    for cycle in graph.cycles() {
        circular_wait(found, &cycle);
    }
    for node in 0..found.composed().nodes.all.len() {
        set_after_wait(found, node);
    }
}

fn circular_wait(found: &mut Found<'_, '_>, cycle: &Cycle<'_>) {
    let edge = cycle.edge;
    // Reported at the wait itself; a cycle of locks that goes through one is reported there too.
    let Some((Step::Needs(vertex, sites), rest)) = cycle.back.split_first() else { return };
    let Vertex::Awaited(thing, awaited) = vertex else { return };
    // A barrier in the same function is the matter of its checks.
    if *awaited == Awaited::Arrival && edge.effect.chain.next.is_none() {
        return;
    }
    let (Some((held, text)), Some((lock, _))) = (texts(edge), edge.held.object()) else { return };
    let needed = match rest.first() {
        Some(Step::Takes(next)) => texts(next).map_or_else(|| held.clone(), |(first, _)| first),
        _ => held.clone(),
    };
    let words = words::circular_wait(&held, wait(*awaited), &text, &needed);
    let mut also = found.acquired(&edge.held);
    also.extend(
        found.calls(&edge.effect.chain, |function| words::note::waits_for(function, &text)),
    );
    for site in sites.iter().take(3) {
        also.extend(provider(found, site, *awaited));
    }
    for step in rest {
        if let Step::Takes(edge) = step {
            also.extend(other_way(found, edge));
        }
    }
    let exact = matches!(lock.place.root, Root::Static(_))
        && is_private(found, thing)
        && sites.iter().all(|site| held_by(found, edge, site));
    let certain = rest.is_empty() && exact && is_sure(&edge.held, edge);
    let at = place(found, edge);
    let broken = Broken {
        rule: rule(*awaited, lock.kind),
        node: edge.node,
        at: &at,
        grade: if certain { Grade::Certain } else { Grade::Possible },
        allowed: &edge.effect.allowed,
    };
    found.report(broken, words, also);
}

fn rule(awaited: Awaited, held: Kind) -> Rule {
    match (awaited, held) {
        (Awaited::Arrival, Kind::Semaphore) => Rule::barrier_behind_semaphore,
        (Awaited::Arrival, _) => Rule::barrier_behind_lock,
        _ => Rule::circular_wait,
    }
}

fn wait(awaited: Awaited) -> Wait {
    match awaited {
        Awaited::Set => Wait::Event,
        Awaited::Notified => Wait::Condition,
        Awaited::Room => Wait::Room,
        Awaited::Message => Wait::Message,
        Awaited::Arrival => Wait::Barrier,
    }
}

fn provider(found: &Found<'_, '_>, site: &Site, awaited: Awaited) -> Option<Note> {
    let summary = found.composed().nodes.all[site.node].summary;
    let event = summary.events.get(site.event)?;
    Some(Note { at: event.at.clone(), message: wait(awaited).provides().to_owned() })
}

/// Whether a place that provides something holds the edge's lock just there.
fn held_by(found: &Found<'_, '_>, edge: &crate::model::graph::Edge, site: &Site) -> bool {
    let function = found.composed().nodes.all[edge.node].function;
    edge.held
        .object()
        .and_then(|(lock, _)| found.parts.things.of(function, lock))
        .is_some_and(|lock| site.holds.contains_key(&lock))
}

/// Whether nothing outside of the sources can provide it.
fn is_private(found: &Found<'_, '_>, thing: &Thing) -> bool {
    match thing {
        Thing::Class(class) => found.declared(Some(class)).is_some_and(|d| d.is_private),
        Thing::Channel(_) | Thing::Local(..) => true,
    }
}

/// A function that waits for an event that it alone sets, later.
fn set_after_wait(found: &mut Found<'_, '_>, node: usize) {
    let composed = found.composed();
    for (index, event) in composed.nodes.all[node].summary.events.iter().enumerate() {
        let Action::Wait { object, patience: Patience::Waits } = &event.action else {
            continue;
        };
        let function = composed.nodes.all[node].function;
        let Some(thing) = found.parts.things.of(function, object) else { continue };
        let sites = found.parts.sites.all(&thing, Awaited::Set);
        let after = |site: &Site| site.node == node && site.event > index;
        if sites.is_empty() || !sites.iter().all(after) || !event.loops.is_empty() {
            continue;
        }
        let certain = is_private(found, &thing)
            && matches!(object.place.root, Root::Static(_))
            && event.reach == Reach::Always;
        let also = sites.iter().filter_map(|site| provider(found, site, Awaited::Set)).collect();
        let broken = Broken {
            rule: Rule::set_after_wait,
            node,
            at: &event.at,
            grade: if certain { Grade::Certain } else { Grade::Possible },
            allowed: &event.allowed,
        };
        found.report(broken, words::set_after_wait(&object.text), also);
    }
}
