//! Who waits for whom: a lock leads to whatever is taken or awaited under it, and what is awaited to the locks that all who
//! provide it need. A deadlock is a cycle.

use std::collections::{BTreeMap, HashMap};

use super::{
    compose::{Composed, Moment},
    contexts::{Contexts, Gates, gates, intersection},
    effects::{Effect, HeldObject, What},
    scc,
    sites::{Awaited, Site, Sites},
    summary::{Action, Class, Header, Kind, Mode, Object, Patience, Root},
    things::{Thing, Things},
};

/// More places than these are not kept for one edge.
const PLACES: usize = 40;

/// What one can wait for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Vertex {
    Lock(Thing),
    Awaited(Thing, Awaited),
}

/// A lock is held, and something is taken or awaited.
pub(crate) struct Edge {
    pub(crate) node: usize,
    /// The event of the node that takes it, or calls what takes it.
    pub(crate) event: usize,
    pub(crate) held: HeldObject,
    pub(crate) effect: Effect,
    /// What is held besides.
    pub(crate) gates: Gates,
}

/// The graph.
pub(crate) struct Graph<'s> {
    vertices: Vec<Vertex>,
    successors: Vec<Vec<usize>>,
    edges: BTreeMap<(usize, usize), Vec<Edge>>,
    sites: &'s Sites,
}

/// A step of a cycle.
pub(crate) enum Step<'g> {
    Takes(&'g Edge),
    /// All of these need the lock.
    Needs(&'g Vertex, &'g [Site]),
}

/// One edge, and a shortest way back.
pub(crate) struct Cycle<'g> {
    pub(crate) edge: &'g Edge,
    pub(crate) back: Vec<Step<'g>>,
}

/// What the graph is made of.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a, 'p> {
    pub(crate) composed: &'a Composed<'p>,
    pub(crate) things: &'a Things<'p>,
    pub(crate) contexts: &'a Contexts,
    pub(crate) sites: &'a Sites,
}

impl<'s> Graph<'s> {
    pub(crate) fn new(parts: Parts<'s, '_>) -> Self {
        let mut graph = Graph {
            vertices: Vec::new(),
            successors: Vec::new(),
            edges: BTreeMap::new(),
            sites: parts.sites,
        };
        let mut numbers = HashMap::new();
        for node in 0..parts.composed.nodes.all.len() {
            if parts.composed.nodes.all[node].summary.header.is_test {
                continue;
            }
            for (index, moment) in parts.composed.moments(node).enumerate() {
                graph.add_moment(parts, node, index, &moment, &mut numbers);
            }
        }
        graph.add_needs(&mut numbers);
        graph
    }

    fn add_moment(
        &mut self,
        parts: Parts<'_, '_>,
        node: usize,
        event: usize,
        moment: &Moment<'_>,
        numbers: &mut HashMap<Vertex, usize>,
    ) {
        self.add_side_by_side(parts, node, event, moment, numbers);
        for effect in &moment.effects {
            let open = effect.held.iter().filter(|held| held.class().is_none());
            for held in moment.held.iter().chain(open) {
                let gates = besides(parts, node, moment, effect);
                let edge = Edge { node, event, held: held.clone(), effect: effect.clone(), gates };
                self.connect(parts, edge, numbers);
            }
        }
    }

    /// Of several futures that are polled side by side, any may be the first: it holds what it gives while the others wait.
    fn add_side_by_side(
        &mut self,
        parts: Parts<'_, '_>,
        node: usize,
        event: usize,
        moment: &Moment<'_>,
        numbers: &mut HashMap<Vertex, usize>,
    ) {
        let Action::Together { branches } = &moment.event.action else { return };
        for (number, first) in branches.iter().enumerate() {
            for (held, _) in parts.composed.returned_by(node, first) {
                let held = HeldObject { sure: false, ..held };
                let others = branches.iter().enumerate().filter(|(other, _)| *other != number);
                let at = &moment.event.at;
                for effect in others.flat_map(|(_, branch)| parts.composed.expand(node, branch, at))
                {
                    let gates = besides(parts, node, moment, &effect);
                    let edge = Edge { node, event, held: held.clone(), effect, gates };
                    self.connect(parts, edge, numbers);
                }
            }
        }
    }

    fn connect(&mut self, parts: Parts<'_, '_>, edge: Edge, numbers: &mut HashMap<Vertex, usize>) {
        if let Some((from, to)) = ends(parts, edge.node, &edge.held, &edge.effect) {
            let (from, to) = (self.number(from, numbers), self.number(to, numbers));
            self.add(from, to, edge);
        }
    }

    fn number(&mut self, vertex: Vertex, numbers: &mut HashMap<Vertex, usize>) -> usize {
        *numbers.entry(vertex.clone()).or_insert_with(|| {
            self.vertices.push(vertex);
            self.successors.push(Vec::new());
            self.vertices.len() - 1
        })
    }

    fn add(&mut self, from: usize, to: usize, edge: Edge) {
        let places = self.edges.entry((from, to)).or_default();
        if places.is_empty() {
            self.successors[from].push(to);
        }
        let same =
            places.iter().position(|other| (other.node, other.event) == (edge.node, edge.event));
        match same {
            Some(same) if edge.effect.is_better_than(&places[same].effect) => places[same] = edge,
            None if places.len() < PLACES => places.push(edge),
            _ => {}
        }
    }

    /// What all who provide something need.
    fn add_needs(&mut self, numbers: &mut HashMap<Vertex, usize>) {
        let sites = self.sites;
        for (thing, awaited) in sites.provided() {
            let needs = sites.all(thing, *awaited).iter().map(|site| site.needs.clone());
            let Some(needs) = needs.reduce(|all, needs| intersection(&all, &needs)) else {
                continue;
            };
            let vertex = Vertex::Awaited(thing.clone(), *awaited);
            let Some(&from) = numbers.get(&vertex) else { continue };
            for thing in needs.into_keys() {
                let Some(&to) = numbers.get(&Vertex::Lock(thing)) else { continue };
                self.successors[from].push(to);
            }
        }
    }

    /// For each place of each edge that is part of a cycle, a shortest one.
    pub(crate) fn cycles(&self) -> Vec<Cycle<'_>> {
        let mut component = vec![0; self.vertices.len()];
        for (number, members) in scc::components(&self.successors).into_iter().enumerate() {
            members.into_iter().for_each(|member| component[member] = number);
        }
        let mut cycles = Vec::new();
        for (&(from, to), places) in &self.edges {
            if component[from] == component[to] {
                cycles.extend(places.iter().filter_map(|edge| self.cycle(from, to, edge)));
            }
        }
        cycles
    }

    /// A shortest way back from an edge that can be gone at the same time: another one is tried where the first cannot.
    fn cycle<'g>(&'g self, from: usize, to: usize, edge: &'g Edge) -> Option<Cycle<'g>> {
        let mut barred = Vec::new();
        for _ in 0..4 {
            let passable = |a, b| !barred.contains(&(a, b));
            let path = scc::shortest_path(&self.successors, to, from, passable)?;
            match self.walk(&path, edge) {
                Ok(back) => return Some(Cycle { edge, back }),
                Err(step) => barred.push(step),
            }
        }
        None
    }

    /// The places along a path that can be at the same time, or the step that has none.
    fn walk<'g>(
        &'g self,
        path: &[usize],
        first: &'g Edge,
    ) -> Result<Vec<Step<'g>>, (usize, usize)> {
        let mut taken = vec![first];
        let mut steps = Vec::new();
        for step in path.windows(2) {
            let (a, b) = (step[0], step[1]);
            match &self.vertices[a] {
                Vertex::Lock(thing) => {
                    let last = step[1] == path[path.len() - 1];
                    let fits = |edge: &&Edge| {
                        taken.iter().all(|other| can_overlap(&other.gates, &edge.gates))
                            && taken.last().is_none_or(|before| self.blocks(thing, before, edge))
                            && (!last || self.closes(b, edge, first))
                    };
                    let edge = self.edges.get(&(a, b)).and_then(|places| places.iter().find(fits));
                    let edge = edge.ok_or((a, b))?;
                    taken.push(edge);
                    steps.push(Step::Takes(edge));
                }
                vertex @ Vertex::Awaited(thing, awaited) => {
                    let sites = self.sites.all(thing, *awaited);
                    if !self.needs_what_is_held(b, sites, first) {
                        return Err((a, b));
                    }
                    steps.push(Step::Needs(vertex, sites));
                }
            }
        }
        Ok(steps)
    }

    /// Whether the last edge of a cycle waits for what the first one holds.
    fn closes(&self, vertex: usize, last: &Edge, first: &Edge) -> bool {
        match &self.vertices[vertex] {
            Vertex::Lock(thing) => self.blocks(thing, last, first),
            Vertex::Awaited(..) => true,
        }
    }

    /// Whether an acquisition waits for somebody who holds the same lock: two readers need a writer in between.
    fn blocks(&self, thing: &Thing, waits: &Edge, holds: &Edge) -> bool {
        let (What::Acquire { mode: wanted, .. }, Some((_, held))) =
            (&waits.effect.what, holds.held.object())
        else {
            return true;
        };
        match (held, wanted) {
            (_, Mode::SharedRecursive) if !held.is_exclusive() => false,
            (Mode::Shared | Mode::SharedRecursive, Mode::Shared) => {
                self.sites.written.contains(thing)
            }
            _ => true,
        }
    }

    /// Whether a lock that is needed cannot be had while it is held: a reader does not stop readers.
    fn needs_what_is_held(&self, lock: usize, sites: &[Site], first: &Edge) -> bool {
        let Vertex::Lock(thing) = &self.vertices[lock] else { return true };
        let alone = sites.iter().all(|site| site.needs.get(thing) == Some(&true));
        let held = first.held.object().is_some_and(|(_, mode)| mode.is_exclusive());
        alone || held
    }
}

/// Whether two tasks can be at two places that hold these: not, if one lock is held at both, and alone at one of them.
fn can_overlap(one: &Gates, other: &Gates) -> bool {
    !one.iter().any(|(thing, alone)| other.get(thing).is_some_and(|other| *alone || *other))
}

/// What is held where something is taken.
fn besides(parts: Parts<'_, '_>, node: usize, moment: &Moment<'_>, effect: &Effect) -> Gates {
    let function = parts.composed.nodes.all[node].function;
    let mut besides = gates(parts.things, function, moment.held.iter().chain(&effect.held));
    besides.extend(parts.contexts.of(node).clone());
    besides
}

/// The vertices of an edge, if it is one.
fn ends(
    parts: Parts<'_, '_>,
    node: usize,
    held: &HeldObject,
    effect: &Effect,
) -> Option<(Vertex, Vertex)> {
    let Parts { composed, things, .. } = parts;
    let function = composed.nodes.all[node].function;
    let header = &composed.nodes.all[node].summary.header;
    let (lock, _) = held.object()?;
    let object = effect.what.object()?;
    if !is_shared(header, lock) || !is_shared(header, object) || lock.kind == Kind::RefCell {
        return None;
    }
    let from = things.of(function, lock)?;
    let thing = things.of(function, object)?;
    let to = match &effect.what {
        What::Acquire { object, patience: Patience::Waits, .. } if object.kind != Kind::RefCell => {
            Vertex::Lock(thing)
        }
        What::Wait(_, Patience::Waits) => Vertex::Awaited(thing, Awaited::Set),
        What::WaitCondition(_, Patience::Waits) => Vertex::Awaited(thing, Awaited::Notified),
        What::Send(_, Patience::Waits) if things.is_bounded(&thing) => {
            Vertex::Awaited(thing, Awaited::Room)
        }
        What::Receive(_, Patience::Waits) => Vertex::Awaited(thing, Awaited::Message),
        What::Meet(..) => Vertex::Awaited(thing, Awaited::Arrival),
        _ => return None,
    };
    let from = Vertex::Lock(from);
    (from != to).then_some((from, to))
}

/// Whether others can reach an object while this function runs: not, if it owns it alone.
fn is_shared(header: &Header, object: &Object) -> bool {
    let Some(Class::Field { owner, .. }) = &object.class else { return true };
    match object.place.root {
        Root::Parameter(0) => header.exclusive.as_ref() != Some(owner),
        Root::Local(_) => header.constructs.as_ref() != Some(owner),
        _ => true,
    }
}
