//! Waits that nothing ends, and changes that nobody is told of.

use super::{Broken, Found};
use crate::{
    messages::crate_rules as words,
    model::{
        effects::What,
        report::{Grade, Note},
        summary::{Action, Event, Kind, Object, Patience, Predicate, Reach, Source, Summary},
        things::Thing,
    },
    rules::Rule,
};

/// Reports waits for what is never announced, and writes that are not announced.
pub(super) fn find(found: &mut Found<'_, '_>) {
    let waits = waits(found);
    for node in 0..found.composed().nodes.all.len() {
        never_notified(found, node);
        write_without_notify(found, node, &waits);
    }
}

/// A wait on every path for what nothing in the sources sets or notifies. A test may want it to stay pending, and what nobody calls
/// may not be finished.
fn never_notified(found: &mut Found<'_, '_>, node: usize) {
    let summary = found.composed().nodes.all[node].summary;
    let runs = summary.header.is_called && !summary.header.is_test;
    for event in summary.events.iter().filter(|event| runs && event.reach == Reach::Always) {
        let (Action::Wait { object, patience: Patience::Waits }
        | Action::WaitCondition { object, patience: Patience::Waits, .. }) = &event.action
        else {
            continue;
        };
        if !object.class.as_ref().is_some_and(|class| found.program.unprovided.contains(class)) {
            continue;
        }
        let words = words::never_notified(&object.text, object.kind == Kind::Event);
        found.report(broken(Rule::never_notified, node, event), words, Vec::new());
    }
}

/// A wait with a predicate: the lock whose data it reads, and what announces a change.
struct Wait<'p> {
    lock: Thing,
    condition: Thing,
    predicate: &'p Predicate,
    text: &'p str,
    event: &'p Event,
}

fn waits<'p>(found: &Found<'_, 'p>) -> Vec<Wait<'p>> {
    let mut waits = Vec::new();
    for node in &found.composed().nodes.all {
        let thing = |object: &Object| found.parts.things.of(node.function, object);
        for event in &node.summary.events {
            if let Action::WaitCondition {
                object,
                guard: Some(guard),
                predicate: Some(predicate),
                ..
            } = &event.action
                && let (Some(lock), Some(condition)) =
                    (lock(node.summary, *guard).and_then(thing), thing(object))
            {
                waits.push(Wait { lock, condition, predicate, text: &object.text, event });
            }
        }
    }
    waits
}

fn lock(summary: &Summary, guard: usize) -> Option<&Object> {
    match &summary.guards.get(guard)?.source {
        Source::Acquired { object, .. } => Some(object),
        _ => None,
    }
}

/// A part of the data is written that a predicate reads, by a function that notifies nobody.
fn write_without_notify(found: &mut Found<'_, '_>, node: usize, waits: &[Wait<'_>]) {
    let summary = found.composed().nodes.all[node].summary;
    for event in &summary.events {
        let Action::Data { guard, part, writes: true } = &event.action else { continue };
        let Some(written) = lock(summary, *guard).and_then(|it| thing(found, node, it)) else {
            continue;
        };
        let is_read = |wait: &&Wait<'_>| {
            wait.lock == written && wait.predicate.reads.iter().any(|read| overlap(read, part))
        };
        for wait in waits.iter().filter(is_read) {
            if !notifies(found, node, &wait.condition) {
                let message = words::note::READS_PREDICATE.to_owned();
                let also = vec![Note { at: wait.event.at.clone(), message }];
                let words = words::write_without_notify(wait.text);
                found.report(broken(Rule::write_without_notify, node, event), words, also);
            }
        }
    }
}

fn overlap(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Whether a function, or one that it calls, notifies a condition.
fn notifies(found: &Found<'_, '_>, node: usize, condition: &Thing) -> bool {
    found.composed().effects(node).iter().any(|effect| match &effect.what {
        What::Provide(object, _) => thing(found, node, object).as_ref() == Some(condition),
        _ => false,
    })
}

fn thing(found: &Found<'_, '_>, node: usize, object: &Object) -> Option<Thing> {
    found.parts.things.of(found.composed().nodes.all[node].function, object)
}

fn broken(rule: Rule, node: usize, event: &Event) -> Broken<'_> {
    Broken { rule, node, at: &event.at, grade: Grade::Possible, allowed: &event.allowed }
}
