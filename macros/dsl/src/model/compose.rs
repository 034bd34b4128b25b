//! Summaries composed through calls: a callee's effects become the caller's, with the places that the caller passes put for the
//! parameters, up to a fixpoint.

use std::{collections::HashMap, rc::Rc};

use super::{
    effects::{Effect, EffectKey, HeldObject, HeldWhat, Link, What},
    nodes::{Node, Nodes},
    report::Location,
    substitute::Substitution,
    summary::{
        Action, Call, Callee, Class, Event, Object, Patience, Place, Program, Reach, Source,
    },
};

/// More effects than these are not kept for one function.
const EFFECTS: usize = 400;
/// What is more calls away than these is not followed.
const CALLS: usize = 32;
/// A group of functions that call each other is gone through so often at most.
const ROUNDS: usize = 8;

/// The effects of every function.
pub(crate) struct Composed<'p> {
    pub(crate) nodes: Nodes<'p>,
    /// By node.
    effects: Vec<Vec<Effect>>,
    /// The guards that a node returns, in its own terms.
    returns: Vec<Vec<HeldObject>>,
    /// Where tasks start whose handles a field or static keeps.
    spawns: HashMap<Class, Vec<(usize, usize)>>,
}

/// One event of a node, with what is held there and what it does in the end.
pub(crate) struct Moment<'p> {
    pub(crate) event: &'p Event,
    pub(crate) held: Vec<HeldObject>,
    /// In the node's terms; what the event's callees hold is in each effect.
    pub(crate) effects: Vec<Effect>,
}

impl<'p> Composed<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        let nodes = Nodes::new(program);
        let count = nodes.all.len();
        let spawns = spawns_by_class(&nodes);
        let mut composed = Composed {
            nodes,
            effects: vec![Vec::new(); count],
            returns: vec![Vec::new(); count],
            spawns,
        };
        for group in composed.nodes.groups() {
            composed.settle(&group);
        }
        composed
    }

    /// Goes through functions that call each other until nothing changes.
    fn settle(&mut self, group: &[usize]) {
        for _ in 0..ROUNDS {
            let mut changed = false;
            for &node in group {
                let returns = self.returns_of(node);
                changed |= returns.len() > self.returns[node].len();
                self.returns[node] = returns;
                changed |= self.extend(node);
            }
            if !changed || (group.len() == 1 && !self.nodes.calls_itself(group[0])) {
                return;
            }
        }
    }

    /// Adds what its events do to a node's effects; whether there was something new.
    fn extend(&mut self, node: usize) -> bool {
        let mut known: HashMap<EffectKey, usize> =
            self.effects[node].iter().enumerate().map(|(i, effect)| (effect.key(), i)).collect();
        let mut changed = false;
        for index in 0..self.nodes.all[node].summary.events.len() {
            let moment = self.moment(node, index);
            for mut effect in moment.effects {
                effect.add_held(&moment.held);
                effect.reach = effect.reach.max(moment.event.reach);
                // The objects of this event are known already, and no question depends on its caller.
                if matches!(&effect.what, What::Escape(object) | What::Release(object, _) if object.class.is_some())
                {
                    continue;
                }
                changed |= insert(&mut self.effects[node], &mut known, effect);
            }
        }
        for stored in &self.nodes.all[node].summary.stored {
            let at = self.nodes.all[node].summary.header.at.clone();
            let effect = Effect::of(What::stored(stored), Link::new(node, at, None));
            changed |= insert(&mut self.effects[node], &mut known, effect);
        }
        changed
    }

    /// What a node does in the end.
    pub(crate) fn effects(&self, node: usize) -> &[Effect] {
        &self.effects[node]
    }

    /// All events of a node, in the order of evaluation.
    pub(crate) fn moments(&self, node: usize) -> impl Iterator<Item = Moment<'p>> {
        (0..self.nodes.all[node].summary.events.len()).map(move |event| self.moment(node, event))
    }

    pub(crate) fn moment(&self, node: usize, event: usize) -> Moment<'p> {
        let summary = self.nodes.all[node].summary;
        let event = &summary.events[event];
        Moment { event, held: self.held_at(node, event), effects: self.effects_of(node, event) }
    }

    /// What is held at an event of a node. A wait for a condition releases its guard, also one that it borrows.
    pub(crate) fn held_at(&self, node: usize, event: &Event) -> Vec<HeldObject> {
        let released = match event.action {
            Action::WaitCondition { guard, .. } => guard,
            _ => None,
        };
        let held = event.held.iter().filter(|held| Some(held.guard) != released);
        self.held(node, held.map(|held| (held.guard, held.always)))
    }

    /// The objects that guards of a node hold.
    pub(crate) fn held(
        &self,
        node: usize,
        guards: impl IntoIterator<Item = (usize, bool)>,
    ) -> Vec<HeldObject> {
        let mut held = Vec::new();
        for (guard, always) in guards {
            self.held_by(node, guard, always, &mut held);
        }
        held
    }

    fn held_by(&self, node: usize, guard: usize, always: bool, held: &mut Vec<HeldObject>) {
        let summary = self.nodes.all[node].summary;
        let Some(guard) = summary.guards.get(guard) else { return };
        let at = || Link::new(node, guard.at.clone(), None);
        match &guard.source {
            Source::Acquired { object, mode, .. } => held.push(HeldObject {
                what: HeldWhat::Object(Rc::new(object.clone()), *mode),
                always,
                sure: true,
                acquired: at(),
                name: guard.name.clone(),
            }),
            Source::Parameter(parameter) => held.push(HeldObject {
                what: HeldWhat::Passed(*parameter),
                always,
                sure: true,
                acquired: at(),
                name: guard.name.clone(),
            }),
            Source::Returned { event } => {
                let Some(Event { action: Action::Call(call), .. }) = summary.events.get(*event)
                else {
                    return;
                };
                for (mut object, sure) in self.returned_by(node, call) {
                    object.always &= always;
                    object.sure &= sure;
                    object.acquired = Link::new(node, guard.at.clone(), Some(object.acquired));
                    object.name = guard.name.clone();
                    held.push(object);
                }
            }
        }
    }

    /// The guards in what a call returns, in the caller's terms; whether the callee is the only one.
    pub(crate) fn returned_by(&self, node: usize, call: &'p Call) -> Vec<(HeldObject, bool)> {
        let callees = self.nodes.callees(node, &call.callee);
        let [callee] = callees[..] else { return Vec::new() };
        let substitution = Substitution::of(&call.callee, &call.arguments);
        let mut returned = Vec::new();
        for object in &self.returns[callee] {
            match &object.what {
                HeldWhat::Passed(parameter) => {
                    // A guard that goes in and comes out again.
                    let guards = call.arguments.get(*parameter).into_iter().flat_map(|a| &a.guards);
                    let held = self.held(node, guards.map(|guard| (*guard, object.always)));
                    returned.extend(held.into_iter().map(|held| (held, true)));
                }
                HeldWhat::Object(..) => {
                    returned.extend(substitution.held(object).map(|held| (held, true)));
                }
            }
        }
        returned
    }

    fn returns_of(&self, node: usize) -> Vec<HeldObject> {
        let summary = self.nodes.all[node].summary;
        self.held(node, summary.returns.iter().map(|held| (held.guard, held.always)))
    }

    /// What an event does in the end, without what this node holds there.
    fn effects_of(&self, node: usize, event: &'p Event) -> Vec<Effect> {
        let own = |what| {
            vec![Effect {
                what,
                held: Vec::new(),
                chain: Link::new(node, event.at.clone(), None),
                sure: true,
                reach: Reach::Always,
                elsewhere: false,
                allowed: event.allowed.clone().into(),
            }]
        };
        let mut effects = match &event.action {
            Action::Call(call) => self.expand(node, call, &event.at),
            Action::Together { branches, .. } => {
                branches.iter().flat_map(|branch| self.expand(node, branch, &event.at)).collect()
            }
            Action::Join { task } => {
                let mut effects = self.joined(node, task, &event.at);
                effects.extend(own(What::Join(Rc::new(task.clone()))));
                effects
            }
            action => {
                return What::of(action, self.nodes.all[node].summary).map_or(Vec::new(), own);
            }
        };
        if !event.allowed.is_empty() {
            for effect in &mut effects {
                effect.allowed = effect.allowed.iter().chain(&event.allowed).cloned().collect();
            }
        }
        effects
    }

    /// What a call does, in the caller's terms.
    pub(crate) fn expand(&self, node: usize, call: &'p Call, at: &Location) -> Vec<Effect> {
        let mut effects = self.called(node, call, at);
        if call.is_limited {
            for effect in &mut effects {
                effect.what = effect.what.clone().limited();
            }
        }
        effects
    }

    /// What all of the functions do that a call may run.
    fn called(&self, node: usize, call: &'p Call, at: &Location) -> Vec<Effect> {
        let own = |what| vec![Effect::of(what, Link::new(node, at.clone(), None))];
        match &call.callee {
            Callee::Parameter(parameter) => own(What::Passed(*parameter)),
            Callee::Awaited(parameter) => own(What::Awaited(*parameter, Patience::Waits)),
            Callee::Foreign(text) => own(What::Foreign(text.as_str().into())),
            Callee::Unknown(_) => Vec::new(),
            Callee::Functions(_) | Callee::Nested(_) => {
                let callees = self.nodes.callees(node, &call.callee);
                let mut all = callees.iter().map(|&callee| self.through(node, callee, call));
                let Some(mut effects) = all.next() else { return Vec::new() };
                for other in all {
                    effects.retain(|effect| other.iter().any(|other| other.what == effect.what));
                    effects.iter_mut().for_each(|effect| effect.sure = false);
                }
                for effect in &mut effects {
                    effect.sure &= !call.is_implied;
                    effect.chain = Link::new(node, at.clone(), Some(effect.chain.clone()));
                }
                effects
            }
        }
    }

    /// The effects of one callee in the terms of its caller.
    fn through(&self, node: usize, callee: usize, call: &'p Call) -> Vec<Effect> {
        let substitution = Substitution::of(&call.callee, &call.arguments);
        let mut effects = Vec::new();
        for effect in self.effects[callee].iter().filter(|effect| effect.chain.length < CALLS) {
            let held = self.held_below(node, call, &substitution, effect);
            match (&effect.what, substitution.is_identity()) {
                (What::Passed(parameter), false) => {
                    let code = call.arguments.get(*parameter).filter(|it| !it.is_future);
                    let code = code.and_then(|argument| argument.code.as_ref());
                    effects.extend(self.passed(node, code, effect, &held));
                }
                (What::Awaited(parameter, _), false) => {
                    let code = call.arguments.get(*parameter).and_then(|a| a.code.as_ref());
                    effects.extend(self.passed(node, code, effect, &held));
                }
                _ => {
                    if let Some(what) = substitution.what(&effect.what) {
                        effects.push(Effect { what, held, ..effect.clone() });
                    }
                }
            }
        }
        effects
    }

    /// What a callee holds where it has this effect: guards that the caller passes stand for its guard parameters.
    fn held_below(
        &self,
        node: usize,
        call: &'p Call,
        substitution: &Substitution<'_>,
        effect: &Effect,
    ) -> Vec<HeldObject> {
        let mut below = Vec::new();
        for held in &effect.held {
            match held.what {
                HeldWhat::Passed(parameter) if !substitution.is_identity() => {
                    let guards = call.arguments.get(parameter).into_iter().flat_map(|a| &a.guards);
                    below.extend(self.held(node, guards.map(|guard| (*guard, held.always))));
                }
                _ => below.extend(substitution.held(held)),
            }
        }
        below
    }

    /// What a closure or a future does that the callee of a call runs.
    fn passed(
        &self,
        node: usize,
        code: Option<&'p Callee>,
        effect: &Effect,
        held: &[HeldObject],
    ) -> Vec<Effect> {
        let inner = match code {
            Some(Callee::Parameter(parameter)) => {
                let what = match effect.what {
                    What::Awaited(_, patience) => What::Awaited(*parameter, patience),
                    _ => What::Passed(*parameter),
                };
                vec![Effect::of(what, effect.chain.clone())]
            }
            Some(Callee::Nested(nested)) => {
                let nested = self.nodes.all[node].nested.get(*nested);
                nested.map_or(Vec::new(), |&nested| self.effects[nested].clone())
            }
            Some(Callee::Functions(functions)) if functions.len() == 1 => {
                let callee = self.nodes.of_function(functions[0]);
                let substitution = Substitution::Arguments(&[]);
                let effects = callee.map_or(&[][..], |callee| &self.effects[callee]);
                let substituted = effects.iter().filter_map(|effect| {
                    Some(Effect { what: substitution.what(&effect.what)?, ..effect.clone() })
                });
                substituted.collect()
            }
            _ => Vec::new(),
        };
        inner
            .into_iter()
            .map(|mut inner| {
                inner.add_held(held);
                inner.chain = Link::joined(&effect.chain, inner.chain);
                inner.reach = inner.reach.max(effect.reach);
                inner.sure &= effect.sure;
                if let What::Awaited(_, Patience::Limited) = effect.what {
                    inner.what = inner.what.limited();
                }
                inner
            })
            .collect()
    }

    /// What a task does whose end is awaited.
    fn joined(&self, node: usize, task: &Object, at: &Location) -> Vec<Effect> {
        let family = self.nodes.family(node);
        let mut starts: Vec<(usize, usize)> = family
            .flat_map(|member| self.spawns_in(member))
            .filter(|&(member, event)| self.spawned_into(member, event) == Some(&task.place))
            .collect();
        if starts.is_empty() {
            let class = task.class.as_ref();
            starts.extend(class.and_then(|class| self.spawns.get(class)).into_iter().flatten());
        }
        let effects = starts.into_iter().flat_map(|(s, event)| self.task_effects(node, s, event));
        let linked = effects.map(|effect| {
            let chain = Link::new(node, at.clone(), Some(effect.chain.clone()));
            Effect { chain, ..effect }
        });
        linked.collect()
    }

    fn spawns_in(&self, node: usize) -> impl Iterator<Item = (usize, usize)> + use<'p> {
        let events = self.nodes.all[node].summary.events.iter().enumerate();
        let spawns = events.filter(|(_, event)| matches!(event.action, Action::Spawn { .. }));
        spawns.map(move |(index, _)| (node, index))
    }

    fn spawned_into(&self, node: usize, event: usize) -> Option<&'p Place> {
        match &self.nodes.all[node].summary.events[event].action {
            Action::Spawn { task, .. } => task.as_ref().map(|task| &task.place),
            _ => None,
        }
    }

    /// What a task does that is started at this event, in the terms of `node`.
    pub(crate) fn task_effects(&self, node: usize, starter: usize, event: usize) -> Vec<Effect> {
        let summary = self.nodes.all[starter].summary;
        let Action::Spawn { body, arguments, .. } = &summary.events[event].action else {
            return Vec::new();
        };
        let outside = match self.nodes.is_family(node, starter) {
            true => Substitution::Identity,
            false => Substitution::Arguments(&[]),
        };
        let inside = Substitution::of(body, arguments);
        let mut effects = Vec::new();
        for callee in self.nodes.callees(starter, body) {
            for effect in &self.effects[callee] {
                let what = inside.what(&effect.what).and_then(|what| outside.what(&what));
                let Some(what) = what else { continue };
                let held = effect.held.iter().filter_map(|held| inside.held(held));
                let held = held.filter_map(|held| outside.held(&held)).collect();
                effects.push(Effect { what, held, elsewhere: true, ..effect.clone() });
            }
        }
        effects
    }
}

fn insert(
    effects: &mut Vec<Effect>,
    known: &mut HashMap<EffectKey, usize>,
    effect: Effect,
) -> bool {
    use std::collections::hash_map::Entry;

    match known.entry(effect.key()) {
        Entry::Occupied(entry) => {
            let before = &mut effects[*entry.get()];
            if effect.is_better_than(before) {
                *before = effect;
            }
            false
        }
        Entry::Vacant(_) if effects.len() >= EFFECTS => false,
        Entry::Vacant(entry) => {
            entry.insert(effects.len());
            effects.push(effect);
            true
        }
    }
}

fn spawns_by_class(nodes: &Nodes<'_>) -> HashMap<Class, Vec<(usize, usize)>> {
    let mut spawns: HashMap<Class, Vec<(usize, usize)>> = HashMap::new();
    for (index, Node { summary, .. }) in nodes.all.iter().enumerate() {
        for (number, event) in summary.events.iter().enumerate() {
            if let Action::Spawn { task: Some(task), .. } = &event.action
                && let Some(class) = &task.class
            {
                spawns.entry(class.clone()).or_default().push((index, number));
            }
        }
    }
    spawns
}
