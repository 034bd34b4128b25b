//! Notifications that wake the wrong waiter, and locks that a `drop` needs.

use std::collections::BTreeSet;

use super::{Broken, Found};
use crate::{
    messages::crate_rules as words,
    model::{
        report::Grade,
        summary::{Action, Event, Kind, Object, Provision, Source},
        things::Thing,
    },
    rules::Rule,
};

/// Reports what is wrong with events and conditions, and locks that a `drop` needs.
pub(super) fn find(found: &mut Found<'_, '_>) {
    let composed = found.composed();
    let waiters = waiters(found);
    for node in 0..composed.nodes.all.len() {
        for event in &composed.nodes.all[node].summary.events {
            wrong_waiter(found, node, event, &waiters);
        }
        locked_in_drop(found, node);
    }
}

/// A wait with a predicate.
struct Waiter<'p> {
    condition: Thing,
    predicate: &'p str,
}

fn waiters<'p>(found: &Found<'_, 'p>) -> Vec<Waiter<'p>> {
    let mut waiters = Vec::new();
    for node in &found.composed().nodes.all {
        for event in &node.summary.events {
            if let Action::WaitCondition { object, predicate: Some(predicate), .. } = &event.action
                && let Some(condition) = found.parts.things.of(node.function, object)
            {
                waiters.push(Waiter { condition, predicate: &predicate.text });
            }
        }
    }
    waiters
}

fn wrong_waiter(found: &mut Found<'_, '_>, node: usize, event: &Event, waiters: &[Waiter<'_>]) {
    let Action::Provide { object, how: Provision::NotifyOne } = &event.action else { return };
    if object.kind != Kind::Condition {
        return;
    }
    let thing = found.parts.things.of(found.composed().nodes.all[node].function, object);
    let Some(thing) = thing else { return };
    let same = waiters.iter().filter(|waiter| waiter.condition == thing);
    let texts: BTreeSet<&str> = same.map(|waiter| waiter.predicate).collect();
    if texts.len() < 2 {
        return;
    }
    let broken = Broken {
        rule: Rule::notify_one_with_mixed_predicates,
        node,
        at: &event.at,
        grade: Grade::Possible,
        allowed: &event.allowed,
    };
    found.report(broken, words::notify_one_with_mixed_predicates(&object.text), Vec::new());
}

/// The `drop` of a type acquires an async lock, which it cannot wait for.
fn locked_in_drop(found: &mut Found<'_, '_>, node: usize) {
    let nodes = &found.composed().nodes;
    let summary = nodes.all[node].summary;
    // A task that `drop` starts can wait.
    let is_itself = nodes.of_function(nodes.all[node].function) == Some(node);
    if !(summary.header.is_drop && is_itself) {
        return;
    }
    for event in &summary.events {
        let Action::Acquire { guard } = event.action else { continue };
        let Some(Source::Acquired { object, .. }) = summary.guards.get(guard).map(|g| &g.source)
        else {
            continue;
        };
        if object.kind != Kind::AsyncLock {
            continue;
        }
        report_drop(found, node, event, object);
    }
}

fn report_drop(found: &mut Found<'_, '_>, node: usize, event: &Event, object: &Object) {
    let broken = Broken {
        rule: Rule::lock_in_drop,
        node,
        at: &event.at,
        grade: Grade::Possible,
        allowed: &event.allowed,
    };
    found.report(broken, words::lock_in_drop(&object.text), Vec::new());
}
