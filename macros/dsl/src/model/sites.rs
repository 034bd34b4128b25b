//! Who provides what others wait for, and which locks it needs to do so.

use std::collections::{HashMap, HashSet};

use super::{
    compose::Composed,
    contexts::{Contexts, Gates, gates},
    effects::{Effect, What},
    summary::{Action, Event, Patience, Reach},
    things::{Thing, Things},
};

/// What is awaited of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Awaited {
    /// That an event is set or announced.
    Set,
    /// That a condition is notified.
    Notified,
    /// Room in a channel.
    Room,
    /// A message of a channel.
    Message,
    /// The other parties of a barrier.
    Arrival,
}

/// A place that provides something, and whatever it needs for that.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) node: usize,
    pub(crate) event: usize,
    /// The locks, each with whether it needs it alone.
    pub(crate) needs: Gates,
    /// Those of them that it holds exactly there.
    pub(crate) holds: Gates,
}

/// All places that provide something.
pub(crate) struct Sites {
    by_awaited: HashMap<(Thing, Awaited), Vec<Site>>,
    escaped: HashSet<Thing>,
    /// The locks that somebody acquires alone.
    pub(crate) written: HashSet<Thing>,
    /// The semaphores that are given permits.
    pub(crate) released: HashSet<Thing>,
}

impl Sites {
    pub(crate) fn new(composed: &Composed<'_>, things: &Things<'_>, contexts: &Contexts) -> Self {
        let mut sites = Sites {
            by_awaited: HashMap::new(),
            escaped: HashSet::new(),
            written: HashSet::new(),
            released: HashSet::new(),
        };
        let mut seen = HashSet::new();
        for node in 0..composed.nodes.all.len() {
            let function = composed.nodes.all[node].function;
            for (index, event) in composed.nodes.all[node].summary.events.iter().enumerate() {
                for effect in effects_there(composed, node, index, event) {
                    let Some(object) = effect.what.object() else { continue };
                    let Some(thing) = things.of(function, object) else { continue };
                    sites.note(&thing, &effect.what);
                    let Some(awaited) = provided(&effect.what) else { continue };
                    let end = effect.chain.last();
                    if seen.insert((thing.clone(), awaited, end.node, end.at.clone())) {
                        let site = site(composed, things, contexts, &effect, awaited);
                        sites.by_awaited.entry((thing, awaited)).or_default().extend(site);
                    }
                }
            }
        }
        sites
    }

    fn note(&mut self, thing: &Thing, what: &What) {
        match what {
            What::Escape(_) => {
                self.escaped.insert(thing.clone());
            }
            What::Acquire { mode, .. } if mode.is_exclusive() => {
                self.written.insert(thing.clone());
            }
            What::Release(..) => {
                self.released.insert(thing.clone());
            }
            _ => {}
        }
    }

    /// Everybody who provides this, if nobody else can.
    pub(crate) fn all(&self, thing: &Thing, awaited: Awaited) -> &[Site] {
        match self.escaped.contains(thing) {
            true => &[],
            false => self.known(thing, awaited),
        }
    }

    /// Those of which is known that they provide this.
    pub(crate) fn known(&self, thing: &Thing, awaited: Awaited) -> &[Site] {
        self.by_awaited.get(&(thing.clone(), awaited)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn escapes(&self, thing: &Thing) -> bool {
        self.escaped.contains(thing)
    }

    /// Everything that is provided somewhere.
    pub(crate) fn provided(&self) -> impl Iterator<Item = &(Thing, Awaited)> {
        self.by_awaited.keys()
    }
}

/// What an event does, tasks that it starts included.
fn effects_there(composed: &Composed<'_>, node: usize, index: usize, event: &Event) -> Vec<Effect> {
    match event.action {
        Action::Spawn { .. } => composed.task_effects(node, node, index),
        _ => composed.moment(node, index).effects,
    }
}

/// What somebody who waits may be waiting for.
fn provided(what: &What) -> Option<Awaited> {
    Some(match what {
        What::Provide(object, _) => match object.kind {
            super::summary::Kind::Condition => Awaited::Notified,
            super::summary::Kind::Channel => Awaited::Message,
            _ => Awaited::Set,
        },
        What::Send(..) => Awaited::Message,
        What::Receive(..) => Awaited::Room,
        What::Meet(..) => Awaited::Arrival,
        _ => return None,
    })
}

fn site(
    composed: &Composed<'_>,
    things: &Things<'_>,
    contexts: &Contexts,
    effect: &Effect,
    awaited: Awaited,
) -> Option<Site> {
    let end = effect.chain.last();
    let (node, place) = (end.node, &end.at);
    let events = &composed.nodes.all[node].summary.events;
    let event = events.iter().position(|event| event.at == *place)?;
    let mut holds =
        gates(things, composed.nodes.all[node].function, &composed.held_at(node, &events[event]));
    holds.extend(contexts.of(node).clone());
    let mut needs = holds.clone();
    for earlier in needed_before(events, event, awaited) {
        acquired_at(composed, things, node, earlier, &mut needs);
    }
    Some(Site { node, event, needs, holds })
}

/// The events that must be over before this one can happen, or before it can happen again.
fn needed_before(events: &[Event], event: usize, awaited: Awaited) -> impl Iterator<Item = usize> {
    let there = &events[event];
    (0..events.len()).filter(move |&other| {
        let same_round = !there.loops.is_empty() && events[other].loops == there.loops;
        match other < event {
            true => events[other].reach == Reach::Always || same_round,
            false => other > event && same_round && awaited == Awaited::Room,
        }
    })
}

/// The locks that an event waits for.
fn acquired_at(
    composed: &Composed<'_>,
    things: &Things<'_>,
    node: usize,
    event: usize,
    needs: &mut Gates,
) {
    let function = composed.nodes.all[node].function;
    for effect in composed.moment(node, event).effects {
        if let What::Acquire { object, mode, patience: Patience::Waits } = &effect.what
            && effect.sure
            && effect.reach == Reach::Always
            && let Some(thing) = things.of(function, object)
        {
            *needs.entry(thing).or_default() |= mode.is_exclusive();
        }
    }
}
