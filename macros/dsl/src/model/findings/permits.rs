//! Permits that can never be had, are taken twice, or were never taken.

use super::{Broken, Found, grade, how};
use crate::{
    messages::crate_rules as words,
    model::{
        compose::Moment,
        effects::{Effect, HeldObject, What},
        report::Grade,
        summary::{Action, Declared, Kind, Mode, Object, Patience},
    },
    rules::Rule,
};

/// Reports what is wrong with permits at one event.
pub(super) fn find(found: &mut Found<'_, '_>, node: usize, moment: &Moment<'_>) {
    too_many(found, node, moment);
    released_without_permit(found, node, moment);
    for effect in &moment.effects {
        moment.held.iter().for_each(|held| nested(found, node, moment, held, effect));
    }
}

/// The declaration, if the number of permits cannot grow.
fn fixed<'p>(found: &Found<'_, 'p>, node: usize, object: &Object) -> Option<(&'p Declared, u64)> {
    let declared = found.declared(object.class.as_ref())?;
    let thing = found.parts.things.of(found.composed().nodes.all[node].function, object)?;
    let sites = found.parts.sites;
    if declared.kind != Kind::Semaphore {
        return None;
    }
    let closed = declared.is_private && !sites.escapes(&thing) && !sites.released.contains(&thing);
    (declared.is_bounded || closed).then_some((declared, declared.count?))
}

fn too_many(found: &mut Found<'_, '_>, node: usize, moment: &Moment<'_>) {
    let Action::Acquire { .. } = moment.event.action else { return };
    for effect in &moment.effects {
        let What::Acquire { object, mode: Mode::Permits(Some(wanted)), patience } = &effect.what
        else {
            continue;
        };
        let Some((declared, existing)) = fixed(found, node, object) else { continue };
        if *wanted <= existing || *patience != Patience::Waits {
            continue;
        }
        let broken = Broken {
            rule: Rule::too_many_permits,
            node,
            at: &moment.event.at,
            grade: Grade::Certain,
            allowed: &effect.allowed,
        };
        let note = words::note::declared(&object.text);
        let also = vec![crate::model::Note { at: declared.at.clone(), message: note }];
        found.report(broken, words::too_many_permits(&object.text, *wanted, existing), also);
    }
}

/// A task that holds a permit takes another one of the same semaphore.
fn nested(
    found: &mut Found<'_, '_>,
    node: usize,
    moment: &Moment<'_>,
    held: &HeldObject,
    effect: &Effect,
) {
    let (
        What::Acquire { object, mode: Mode::Permits(wanted), patience: Patience::Waits },
        Some((limit, Mode::Permits(have))),
    ) = (&effect.what, held.object())
    else {
        return;
    };
    let one = limit.is(object)
        || effect.elsewhere && limit.class.is_some() && limit.class == object.class;
    if !one || limit.kind != Kind::Semaphore || found.is_proof(node, limit, Patience::Waits, true) {
        return;
    }
    let existing = fixed(found, node, object).map(|(_, count)| count);
    let enough = match (existing, have, wanted) {
        (Some(existing), Some(have), Some(wanted)) => have + wanted <= existing,
        _ => true,
    };
    let certain = !enough && limit.is(object) && grade(held, effect) == Grade::Certain;
    let broken = Broken {
        rule: Rule::nested_permits,
        node,
        at: &moment.event.at,
        grade: if certain { Grade::Certain } else { Grade::Possible },
        allowed: &effect.allowed,
    };
    let words = words::nested_permits(&limit.text, found.called(&effect.chain), !enough);
    let mut also = found.acquired(held);
    let how = how(object, Mode::Permits(*wanted));
    also.extend(found.calls(&effect.chain, |function| words::note::acquires(function, how)));
    found.report(broken, words, also);
}

/// Permits are given back that were not taken here, as far as there is a bound, or that are given back once more when their guard is
/// dropped.
fn released_without_permit(found: &mut Found<'_, '_>, node: usize, moment: &Moment<'_>) {
    let Action::Release { object, .. } = &moment.event.action else { return };
    let is_held = moment.held.iter().any(|held| {
        held.always && matches!(held.object(), Some((it, Mode::Permits(_))) if it.is(object))
    });
    if is_held {
        return report_release(found, node, moment, words::released_twice(&object.text));
    }
    if !found.declared(object.class.as_ref()).is_some_and(|declared| declared.is_bounded) {
        return;
    }
    let summary = found.composed().nodes.all[node].summary;
    let acquires = summary.guards.iter().any(|guard| match &guard.source {
        crate::model::summary::Source::Acquired { object: taken, .. } => taken.is(object),
        _ => true,
    });
    if !acquires {
        report_release(found, node, moment, words::release_without_acquire(&object.text));
    }
}

fn report_release(
    found: &mut Found<'_, '_>,
    node: usize,
    moment: &Moment<'_>,
    words: words::Words,
) {
    let broken = Broken {
        rule: Rule::release_without_acquire,
        node,
        at: &moment.event.at,
        grade: Grade::Possible,
        allowed: &moment.event.allowed,
    };
    found.report(broken, words, Vec::new());
}
