//! A task waits for a lock that it holds.

use std::collections::BTreeMap;

use super::{Broken, Found, grade, how};
use crate::{
    messages::crate_rules as words,
    model::{
        compose::Moment,
        effects::{Effect, HeldObject, Link, What},
        report::{Grade, Location},
        summary::{Kind, Mode, Object, Patience},
    },
    rules::Rule,
};

/// An acquisition of what is held: where the lock was taken, and the call or acquisition that takes it again.
struct Again {
    node: usize,
    held: HeldObject,
    effect: Effect,
    grade: Grade,
}

/// Every acquisition of what the same task holds, by both places: the shortest chain of calls of each.
#[derive(Default)]
pub(super) struct Reentrance(BTreeMap<(Location, Location), Again>);

impl Reentrance {
    pub(super) fn add(&mut self, found: &Found<'_, '_>, node: usize, moment: &Moment<'_>) {
        for effect in &moment.effects {
            // What another task does is compared by class with what this one holds, and not with what that task holds itself.
            let here = moment.held.iter().map(|held| (held, effect.elsewhere));
            let below = effect.held.iter().map(|held| (held, false));
            for (held, by_class) in here.chain(below) {
                let Some(new) = acquired_again(found, node, (held, by_class), effect) else {
                    continue;
                };
                let key = (new.effect.chain.at.clone(), new.held.acquired.at.clone());
                let before = self.0.get(&key);
                if before.is_none_or(|before| new.effect.is_better_than(&before.effect)) {
                    self.0.insert(key, new);
                }
            }
        }
    }

    pub(super) fn report(&self, found: &mut Found<'_, '_>) {
        self.0.values().for_each(|again| report(found, again));
    }
}

fn acquired_again(
    found: &Found<'_, '_>,
    node: usize,
    (held, by_class): (&HeldObject, bool),
    effect: &Effect,
) -> Option<Again> {
    let What::Acquire { object, mode, patience } = &effect.what else { return None };
    let (lock, held_mode) = held.object()?;
    let one = lock.is(object) || by_class && is_of_same_class(lock, object);
    if !one
        || !lock.excludes(held_mode, *mode)
        || *patience == Patience::Tries
        || lock.kind == Kind::Semaphore
    {
        return None;
    }
    if lock.kind == Kind::RefCell && effect.elsewhere {
        return None;
    }
    let only_reads = !held_mode.is_exclusive() && !mode.is_exclusive();
    if found.is_proof(node, lock, *patience, only_reads) {
        return None;
    }
    let mut grade = grade(held, effect);
    if !lock.is(object)
        || *patience == Patience::Limited
        || only_readers(found, node, lock, held_mode, *mode)
    {
        grade = Grade::Possible;
    }
    // What is held further down is reported where it is held.
    let chain = effect.chain.iter().find(|link| link.node == held.acquired.node)?;
    let chain = Link::new(chain.node, chain.at.clone(), chain.next.clone());
    Some(Again {
        node: chain.node,
        held: held.clone(),
        effect: Effect { chain, ..effect.clone() },
        grade,
    })
}

fn is_of_same_class(one: &Object, other: &Object) -> bool {
    one.kind == other.kind && one.class.is_some() && one.class == other.class
}

/// Two readers wait for each other only if a writer can come in between.
fn only_readers(
    found: &Found<'_, '_>,
    node: usize,
    lock: &Object,
    held: Mode,
    again: Mode,
) -> bool {
    let thing = found.parts.things.of(found.composed().nodes.all[node].function, lock);
    !held.is_exclusive()
        && !again.is_exclusive()
        && thing.is_none_or(|thing| !found.parts.sites.written.contains(&thing))
}

fn report(found: &mut Found<'_, '_>, again: &Again) {
    let Again { node, held, effect, grade } = again;
    let (What::Acquire { object, mode, .. }, Some((lock, held_mode))) =
        (&effect.what, held.object())
    else {
        return;
    };
    let nodes = &found.composed().nodes;
    let (held_how, again_how) = (how(lock, held_mode), how(object, *mode));
    let recursive = effect.chain.iter().skip(1).any(|link| link.at == held.acquired.at);
    let (rule, words) = if effect.elsewhere {
        (Rule::circular_wait, words::task_needs_lock(&lock.text))
    } else if recursive && held.acquired.next.is_none() {
        (Rule::recursive_lock, words::recursive_lock(&lock.text, nodes.name(*node)))
    } else {
        let called = found.called(&effect.chain);
        let guard = held.name.as_deref();
        let words = words::same_lock_twice(&lock.text, called, held_how, again_how, guard);
        (Rule::same_lock_twice, words)
    };
    let mut also = found.acquired(held);
    also.extend(found.calls(&effect.chain, |function| words::note::acquires(function, again_how)));
    let broken =
        Broken { rule, node: *node, at: &effect.chain.at, grade: *grade, allowed: &effect.allowed };
    found.report(broken, words, also);
}
