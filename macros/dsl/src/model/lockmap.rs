//! The picture of the locks: who holds what while taking or awaiting what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    compose::Moment,
    effects::What,
    graph::Parts,
    report::{LockMap, LockOrder, MappedEdge, MappedFunction, MappedStep},
    scc,
    summary::{FnId, Kind, Mode, Object, Patience},
    things::Thing,
};

/// Draws the map of a program.
pub(crate) fn draw(parts: Parts<'_, '_>) -> LockMap {
    let mut drawing = Drawing { parts, functions: BTreeMap::new(), edges: BTreeMap::new() };
    for node in 0..parts.composed.nodes.all.len() {
        for moment in parts.composed.moments(node) {
            drawing.add(node, &moment);
        }
    }
    let edges: Vec<MappedEdge> = drawing.edges.into_values().collect();
    let mut functions: Vec<MappedFunction> = drawing.functions.into_values().collect();
    functions.sort_by(|a, b| a.at.cmp(&b.at));
    LockMap { functions, order: order(&edges), edges, allowances: Vec::new() }
}

struct Drawing<'a, 'p> {
    parts: Parts<'a, 'p>,
    functions: BTreeMap<FnId, MappedFunction>,
    edges: BTreeMap<(String, String), MappedEdge>,
}

impl Drawing<'_, '_> {
    fn add(&mut self, node: usize, moment: &Moment<'_>) {
        let parts = self.parts;
        let function = parts.composed.nodes.all[node].function;
        let held = moment.held.iter().filter_map(|held| held.object());
        let held: Vec<String> = held.map(|(object, _)| name(parts, function, object)).collect();
        for effect in &moment.effects {
            let Some((does, waits)) = verb(&effect.what) else { continue };
            let Some(object) = effect.what.object() else { continue };
            // What a callee does alone is in its own picture.
            let calls = effect.chain.next.is_some();
            if calls && held.is_empty() {
                continue;
            }
            let what = name(parts, function, object);
            for held in held.iter().filter(|held| **held != what) {
                self.edge(node, held, &what, waits, moment);
            }
            self.step(node, &held, does, what, moment);
        }
    }

    fn edge(&mut self, node: usize, held: &str, what: &str, waits: bool, moment: &Moment<'_>) {
        let key = (held.to_owned(), what.to_owned());
        let edge = self.edges.entry(key).or_insert_with(|| MappedEdge {
            held: held.to_owned(),
            what: what.to_owned(),
            waits,
            places: Vec::new(),
        });
        edge.waits |= waits;
        let place = (self.parts.composed.nodes.name(node).to_owned(), moment.event.at.clone());
        if !edge.places.contains(&place) {
            edge.places.push(place);
        }
    }

    fn step(
        &mut self,
        node: usize,
        held: &[String],
        does: &'static str,
        what: String,
        moment: &Moment<'_>,
    ) {
        let nodes = &self.parts.composed.nodes;
        let function = nodes.all[node].function;
        let at = nodes.header(node).at.clone();
        let (held, place) = (held.to_vec(), moment.event.at.clone());
        let step = MappedStep { held, does, what, at: place };
        let name = nodes.name(node).to_owned();
        let mapped = || MappedFunction { name, at, steps: Vec::new() };
        let steps = &mut self.functions.entry(function).or_insert_with(mapped).steps;
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
}

/// What is done, and whether it waits.
fn verb(what: &What) -> Option<(&'static str, bool)> {
    let waits = |patience: &Patience| *patience != Patience::Tries;
    Some(match what {
        What::Acquire { object, mode, patience } => (acquires(object, *mode), waits(patience)),
        What::Wait(_, patience) => ("waits for", waits(patience)),
        What::WaitCondition(_, patience) => ("waits for a notification of", waits(patience)),
        What::Meet(..) => ("meets at", true),
        What::Join(_) => ("awaits the task", true),
        What::Send(_, patience) => ("sends to", waits(patience)),
        What::Receive(_, patience) => ("receives from", waits(patience)),
        _ => return None,
    })
}

fn acquires(object: &Object, mode: Mode) -> &'static str {
    match (object.kind, mode) {
        (Kind::RefCell | Kind::Watch, _) => "borrows",
        (Kind::DashMap, _) => "accesses",
        (_, Mode::Permits(_)) => "takes permits of",
        (_, Mode::Shared | Mode::SharedRecursive) => "reads",
        (_, Mode::Exclusive) => "locks",
    }
}

/// How the map calls an object: by its static or field, or as the function writes it.
fn name(parts: Parts<'_, '_>, function: FnId, object: &Object) -> String {
    match parts.things.of(function, object) {
        Some(Thing::Class(class)) => class.short(),
        _ => object.text.clone(),
    }
}

/// From the outermost lock to the innermost; or the groups that cannot be ordered.
fn order(edges: &[MappedEdge]) -> LockOrder {
    let waiting = || edges.iter().filter(|edge| edge.waits);
    let names: BTreeSet<&str> = waiting().flat_map(|edge| [&*edge.held, &*edge.what]).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let numbers: HashMap<&str, usize> =
        names.iter().enumerate().map(|(i, name)| (*name, i)).collect();
    let mut successors = vec![Vec::new(); names.len()];
    for edge in waiting() {
        successors[numbers[&*edge.held]].push(numbers[&*edge.what]);
    }
    let components = scc::components(&successors);
    let named = |component: &Vec<usize>| component.iter().map(|&i| names[i].to_owned()).collect();
    let cycles: Vec<Vec<String>> =
        components.iter().filter(|component| component.len() > 1).map(named).collect();
    match cycles.is_empty() {
        true => LockOrder::Fits(components.iter().rev().flat_map(named).collect()),
        false => LockOrder::Cycles(cycles),
    }
}
