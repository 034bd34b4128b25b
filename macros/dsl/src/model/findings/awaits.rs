//! A guard that blocks its thread is alive while its task is suspended.

use std::collections::HashSet;

use super::{Broken, Found, how};
use crate::{
    messages::crate_rules as words,
    model::{
        effects::HeldObject,
        report::Grade,
        summary::{Action, Event, Guard, Kind, Object, Patience, Source},
    },
    rules::Rule,
};

/// Reports the first suspension that each such guard lives across.
pub(super) fn find(found: &mut Found<'_, '_>) {
    let composed = found.composed();
    for node in 0..composed.nodes.all.len() {
        let summary = composed.nodes.all[node].summary;
        if !summary.header.is_async || summary.header.is_test {
            continue;
        }
        let mut reported = HashSet::new();
        for (index, event) in summary.events.iter().enumerate() {
            if !suspends(&event.action, &summary.guards) {
                continue;
            }
            let there =
                event.held.iter().filter(|held| !is_given_by(found, node, index, held.guard));
            for held in &composed.held(node, there.map(|held| (held.guard, held.always))) {
                let blocks = held.object().is_some_and(|(object, _)| blocks_thread(object.kind));
                if blocks && reported.insert(held.acquired.at.clone()) {
                    report(found, node, event, held);
                }
            }
        }
    }
}

fn report(found: &mut Found<'_, '_>, node: usize, event: &Event, held: &HeldObject) {
    let Some((object, mode)) = held.object() else { return };
    if is_only_tried(found, object) {
        return;
    }
    let certain = held.always && held.sure && is_acquired_elsewhere(found, node, object);
    let broken = Broken {
        rule: Rule::held_across_await,
        node,
        at: &event.at,
        grade: if certain { Grade::Certain } else { Grade::Possible },
        allowed: &event.allowed,
    };
    let words = words::held_across_await(&object.text, how(object, mode), held.name.as_deref());
    let also = found.acquired(held);
    found.report(broken, words, also);
}

/// Whether nothing acquires the lock but attempts, which fail while it is held.
fn is_only_tried(found: &Found<'_, '_>, object: &Object) -> bool {
    let Some(class) = &object.class else { return false };
    let mut guards = found.composed().nodes.all.iter().flat_map(|node| &node.summary.guards);
    guards.all(|guard| match &guard.source {
        Source::Acquired { object, patience, .. } => {
            object.class.as_ref() != Some(class) || *patience == Patience::Tries
        }
        Source::Returned { .. } | Source::Parameter(_) => true,
    })
}

/// Whether another function acquires the same lock: only then something is known to need it meanwhile.
fn is_acquired_elsewhere(found: &Found<'_, '_>, node: usize, object: &Object) -> bool {
    let Some(class) = &object.class else { return false };
    let nodes = &found.composed().nodes;
    let acquires = |guard: &Guard| match &guard.source {
        Source::Acquired { object, .. } => object.class.as_ref() == Some(class),
        Source::Returned { .. } | Source::Parameter(_) => false,
    };
    let others = nodes.all.iter().filter(|other| other.function != nodes.all[node].function);
    others.into_iter().any(|other| other.summary.guards.iter().any(acquires))
}

/// Whether this `.await` is that of the call that returns the guard.
fn is_given_by(found: &Found<'_, '_>, node: usize, suspension: usize, guard: usize) -> bool {
    let nodes = &found.composed().nodes;
    let summary = nodes.all[node].summary;
    let Some(Source::Returned { event }) = summary.guards.get(guard).map(|guard| &guard.source)
    else {
        return false;
    };
    let Some([Event { action: Action::Call(call), .. }, between @ ..]) =
        summary.events.get(*event..suspension)
    else {
        return false;
    };
    let is_async = |callee: usize| nodes.all[callee].summary.header.is_async;
    let ends = |event: &Event| matches!(event.action, Action::Await | Action::Call(_));
    matches!(summary.events[suspension].action, Action::Await)
        && nodes.callees(node, &call.callee).into_iter().all(is_async)
        && !between.iter().any(ends)
}

/// Whether others that need it block their thread.
fn blocks_thread(kind: Kind) -> bool {
    matches!(kind, Kind::ThreadLock | Kind::RefCell | Kind::DashMap | Kind::Watch)
}

/// Whether a task may be suspended by what happens.
fn suspends(action: &Action, guards: &[Guard]) -> bool {
    match action {
        Action::Acquire { guard } => guards.get(*guard).is_some_and(|guard| match &guard.source {
            Source::Acquired { object, patience, .. } => {
                matches!(object.kind, Kind::AsyncLock | Kind::Semaphore)
                    && *patience != Patience::Tries
            }
            Source::Returned { .. } | Source::Parameter(_) => false,
        }),
        // A condition variable of the thread blocks it, and gives the lock up meanwhile.
        Action::WaitCondition { guard: Some(guard), .. } if is_of_thread(*guard, guards) => false,
        Action::Wait { patience, .. }
        | Action::WaitCondition { patience, .. }
        | Action::Send { patience, .. }
        | Action::Receive { patience, .. } => *patience != Patience::Tries,
        Action::Meet { .. } | Action::Join { .. } | Action::Await | Action::Together { .. } => true,
        _ => false,
    }
}

fn is_of_thread(guard: usize, guards: &[Guard]) -> bool {
    guards.get(guard).is_some_and(|guard| match &guard.source {
        Source::Acquired { object, .. } => object.kind == Kind::ThreadLock,
        Source::Returned { .. } | Source::Parameter(_) => false,
    })
}
