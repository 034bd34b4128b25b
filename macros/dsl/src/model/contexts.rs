//! What is held whenever a function runs: what all of its callers hold.

use std::collections::BTreeMap;

use super::{
    compose::Composed,
    effects::HeldObject,
    summary::{Action, Callee, FnId},
    things::{Thing, Things},
};

/// Locks, each with whether it is held alone.
pub(crate) type Gates = BTreeMap<Thing, bool>;

/// What is held whenever a node runs, by node.
pub(crate) struct Contexts(Vec<Gates>);

impl Contexts {
    pub(crate) fn new(composed: &Composed<'_>, things: &Things<'_>) -> Self {
        let mut sites = vec![Vec::new(); composed.nodes.all.len()];
        let mut free = composed
            .nodes
            .all
            .iter()
            .map(|node| {
                node.parent.is_none()
                    && (node.summary.header.is_public || node.summary.header.is_test)
            })
            .collect::<Vec<_>>();
        for node in 0..composed.nodes.all.len() {
            call_sites(composed, node, &mut sites, &mut free);
        }
        let mut known: Vec<Option<Gates>> = vec![None; sites.len()];
        let order: Vec<usize> = composed.nodes.groups().into_iter().rev().flatten().collect();
        for _ in 0..3 {
            for &node in &order {
                let entered = match free[node] || sites[node].is_empty() {
                    true => Some(Gates::new()),
                    false => common(composed, things, &sites[node], &known),
                };
                if entered.is_some() {
                    known[node] = entered;
                }
            }
        }
        Contexts(known.into_iter().map(Option::unwrap_or_default).collect())
    }

    pub(crate) fn of(&self, node: usize) -> &Gates {
        &self.0[node]
    }
}

/// What is held on every path, as all tasks know it.
pub(crate) fn gates<'h>(
    things: &Things<'_>,
    function: FnId,
    held: impl IntoIterator<Item = &'h HeldObject>,
) -> Gates {
    let sure = held.into_iter().filter(|held| held.always && held.sure);
    sure.filter_map(|held| {
        let (object, mode) = held.object()?;
        Some((things.of(function, object)?, mode.is_exclusive()))
    })
    .collect()
}

/// What both hold.
pub(crate) fn intersection(one: &Gates, other: &Gates) -> Gates {
    let both = one.iter().filter_map(|(thing, alone)| {
        other.get(thing).map(|other| (thing.clone(), *alone && *other))
    });
    both.collect()
}

type Site = (usize, usize);

fn call_sites(composed: &Composed<'_>, node: usize, sites: &mut [Vec<Site>], free: &mut [bool]) {
    let nodes = &composed.nodes;
    for (index, event) in nodes.all[node].summary.events.iter().enumerate() {
        let calls = match &event.action {
            Action::Call(call) => std::slice::from_ref(call),
            Action::Together { branches, .. } => branches,
            Action::Spawn { body, arguments, .. } => {
                let passed = arguments.iter().filter_map(|argument| argument.code.as_ref());
                release(composed, node, passed.chain([body]), free);
                continue;
            }
            _ => continue,
        };
        for call in calls {
            nodes.callees(node, &call.callee).iter().for_each(|&c| sites[c].push((node, index)));
            let passed = call.arguments.iter().filter_map(|argument| argument.code.as_ref());
            release(composed, node, passed, free);
        }
    }
}

/// Nobody knows what is held where these run.
fn release<'c>(
    composed: &Composed<'_>,
    node: usize,
    code: impl Iterator<Item = &'c Callee>,
    free: &mut [bool],
) {
    for callee in code.flat_map(|callee| composed.nodes.callees(node, callee)) {
        free[callee] = true;
    }
}

/// What is held at all call sites that are known by now.
fn common(
    composed: &Composed<'_>,
    things: &Things<'_>,
    sites: &[Site],
    known: &[Option<Gates>],
) -> Option<Gates> {
    let mut common: Option<Gates> = None;
    for &(node, event) in sites {
        let Some(outer) = &known[node] else { continue };
        let caller = &composed.nodes.all[node];
        let held = composed.held_at(node, &caller.summary.events[event]);
        let mut here = gates(things, caller.function, &held);
        for (thing, alone) in outer {
            *here.entry(thing.clone()).or_default() |= alone;
        }
        common = Some(match common {
            Some(before) => intersection(&before, &here),
            None => here,
        });
    }
    common
}
