//! What belongs together is done under two acquisitions.

use super::{Broken, Found};
use crate::{
    messages::crate_rules as words,
    model::{
        effects::What,
        report::{Grade, Location, Note},
        summary::{Action, Call, Event, Object, Summary},
    },
    rules::Rule,
};

/// Reports updates that another task can come between.
pub(super) fn find(found: &mut Found<'_, '_>) {
    let composed = found.composed();
    for node in 0..composed.nodes.all.len() {
        for event in &composed.nodes.all[node].summary.events {
            if let Action::Call(call) = &event.action {
                lost_update(found, node, event, call);
            }
        }
    }
}

/// The only function that a call calls.
fn callee(found: &Found<'_, '_>, node: usize, call: &Call) -> Option<usize> {
    match found.composed().nodes.callees(node, &call.callee)[..] {
        [callee] => Some(callee),
        _ => None,
    }
}

/// A value is read by one call, and written by another one that gets it as an argument.
fn lost_update(found: &mut Found<'_, '_>, node: usize, event: &Event, call: &Call) {
    let composed = found.composed();
    let summary = composed.nodes.all[node].summary;
    for from in call.arguments.iter().flat_map(|argument| &argument.from) {
        let Some(Event { action: Action::Call(earlier), at, .. }) = summary.events.get(*from)
        else {
            continue;
        };
        let (Some(reads), Some(writes)) = (callee(found, node, earlier), callee(found, node, call))
        else {
            continue;
        };
        let (reader, writer) =
            (composed.nodes.all[reads].summary, composed.nodes.all[writes].summary);
        if !accesses(reader, false) || !accesses(writer, true) {
            continue;
        }
        let Some(place) = acquired_by_both(found, node, at, [earlier, call]) else { continue };
        let held = composed.held_at(node, event);
        if held.iter().any(|held| held.object().is_some_and(|(object, _)| object.is(&place))) {
            continue;
        }
        let broken = Broken {
            rule: Rule::lost_update,
            node,
            at: &event.at,
            grade: Grade::Possible,
            allowed: &event.allowed,
        };
        let (reads, writes) = (composed.nodes.name(reads), composed.nodes.name(writes));
        let words = words::lost_update_across_calls(&place.text, reads, writes);
        let also = vec![Note { at: at.clone(), message: words::note::reads(reads) }];
        found.report(broken, words, also);
    }
}

/// The lock that both calls acquire.
fn acquired_by_both(
    found: &Found<'_, '_>,
    node: usize,
    at: &Location,
    [one, other]: [&Call; 2],
) -> Option<Object> {
    let acquired = |call| {
        let effects = found.composed().expand(node, call, at).into_iter();
        effects.filter_map(|effect| match effect.what {
            What::Acquire { object, mode, .. } => Some((object, mode)),
            _ => None,
        })
    };
    let first: Vec<_> = acquired(one).collect();
    acquired(other)
        .find(|(object, mode)| {
            mode.is_exclusive() && first.iter().any(|(other, _)| other.is(object))
        })
        .map(|(object, _)| (*object).clone())
}

fn accesses(summary: &Summary, writing: bool) -> bool {
    summary
        .events
        .iter()
        .any(|event| matches!(event.action, Action::Data { writes, .. } if writes == writing))
}
