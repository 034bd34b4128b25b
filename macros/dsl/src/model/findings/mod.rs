//! What the model finds: one file for each kind of rule. A finding is certain where the objects must be the same, every call
//! resolves to one function and no argument decides whether it happens.

mod atomicity;
mod attributes;
mod awaits;
mod notifications;
mod order;
mod permits;
mod reentrance;
mod signals;
mod waits;

use std::collections::HashSet;

use super::{
    compose::Composed,
    effects::{Effect, HeldObject, Link},
    graph::{Graph, Parts},
    report::{Finding, Grade, Location, Note},
    summary::{Class, Declared, Kind, Mode, Object, Patience, Program, Reach, Root, Step},
};
use crate::{
    messages::crate_rules::{How, Words, note},
    rules::{Level, Rule},
};

/// A finding, and who is to report it.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    pub(crate) rule: Rule,
    pub(crate) finding: Finding,
    /// The code allows it.
    pub(crate) is_allowed: bool,
    /// The function has an attribute, which reports it.
    pub(crate) is_annotated: bool,
}

/// Everything that is wrong, sorted by place.
pub(crate) fn find(program: &Program, parts: Parts<'_, '_>, graph: &Graph<'_>) -> Vec<Reported> {
    let mut found = Found { program, parts, seen: HashSet::new(), findings: Vec::new() };
    let mut reentrance = reentrance::Reentrance::default();
    for node in 0..parts.composed.nodes.all.len() {
        for moment in parts.composed.moments(node) {
            reentrance.add(&found, node, &moment);
            permits::find(&mut found, node, &moment);
        }
    }
    reentrance.report(&mut found);
    awaits::find(&mut found);
    order::find(&mut found, graph);
    waits::find(&mut found, graph);
    signals::find(&mut found);
    atomicity::find(&mut found);
    notifications::find(&mut found);
    attributes::find(&mut found);
    let place = |reported: &Reported| (reported.finding.at.clone(), reported.finding.rule);
    found.findings.sort_by_key(place);
    found.findings
}

/// What is found so far.
struct Found<'a, 'p> {
    program: &'p Program,
    parts: Parts<'a, 'p>,
    /// A rule is broken once at one place.
    seen: HashSet<(Rule, Location)>,
    findings: Vec<Reported>,
}

/// One finding, before its words are known to be needed.
struct Broken<'b> {
    rule: Rule,
    node: usize,
    at: &'b Location,
    grade: Grade,
    /// The rules that are allowed on the way.
    allowed: &'b [String],
}

impl<'a, 'p> Found<'a, 'p> {
    fn composed(&self) -> &'a Composed<'p> {
        self.parts.composed
    }

    fn report(&mut self, broken: Broken<'_>, words: Words, also: Vec<Note>) {
        let Broken { rule, node, at, grade, allowed } = broken;
        if !self.seen.insert((rule, at.clone())) {
            return;
        }
        let level = match (rule.level(), grade) {
            (Level::Error, Grade::Possible) => Level::Warning,
            (level, _) => level,
        };
        let nodes = &self.composed().nodes;
        let finding = Finding {
            rule: rule.name(),
            level,
            grade,
            function: nodes.name(node).to_owned(),
            message: words.message,
            label: words.label,
            at: at.clone(),
            also,
            help: Some(words.help),
        };
        self.findings.push(Reported {
            rule,
            finding,
            is_allowed: allowed.iter().any(|name| name == rule.name()),
            is_annotated: nodes.header(node).is_annotated,
        });
    }

    /// Whether a test proves what a primitive excludes, by an attempt that gives up, or what it admits, if the test makes it.
    fn is_proof(&self, node: usize, object: &Object, patience: Patience, admits: bool) -> bool {
        let is_own = matches!(object.place.root, Root::Local(_));
        self.composed().nodes.header(node).is_test
            && (patience == Patience::Limited || admits && is_own)
    }

    fn declared(&self, class: Option<&Class>) -> Option<&'p Declared> {
        let class = class?;
        self.program.declared.iter().find(|declared| declared.class == *class)
    }

    /// The places that a chain of calls goes through, behind its first, which is the finding's own.
    fn calls(&self, chain: &Link, last: impl Fn(&str) -> String) -> Vec<Note> {
        let links: Vec<&Link> = chain.iter().collect();
        let nodes = &self.composed().nodes;
        let note = |window: &[&Link]| {
            let (caller, callee) = (nodes.name(window[0].node), nodes.name(window[1].node));
            Note { at: window[0].at.clone(), message: note::calls(caller, callee) }
        };
        let mut notes: Vec<Note> = links.windows(2).skip(1).map(note).collect();
        if let [_, .., end] = links[..] {
            notes.push(Note { at: end.at.clone(), message: last(nodes.name(end.node)) });
        }
        notes
    }

    /// Where something that is held was acquired.
    fn acquired(&self, held: &HeldObject) -> Vec<Note> {
        let Some((object, mode)) = held.object() else { return Vec::new() };
        let how = how(object, mode);
        let at = held.acquired.at.clone();
        let mut notes = vec![Note { at, message: note::held(&object.text, how) }];
        notes.extend(self.calls(&held.acquired, |function| note::acquires(function, how)));
        notes
    }

    /// The function that is called at the beginning of a chain.
    fn called(&self, chain: &Link) -> Option<&'p str> {
        let next = chain.next.as_ref()?;
        let nodes = &self.composed().nodes;
        (nodes.all[next.node].function != nodes.all[chain.node].function
            || nodes.all[next.node].parent.is_none())
        .then(|| nodes.name(next.node))
    }
}

/// How an object is held, in words.
fn how(object: &Object, mode: Mode) -> How {
    match (object.kind, mode) {
        (Kind::RefCell, _) => How::Borrowed,
        (Kind::DashMap, _) => How::Entry,
        (Kind::Watch, _) => How::Watched,
        (_, Mode::Permits(_)) => How::Permit,
        (_, Mode::Shared | Mode::SharedRecursive) => How::Read,
        (_, Mode::Exclusive) => How::Locked,
    }
}

/// Whether what is held and what happens under it leave no doubt. Who holds it may do so for one argument only: that is no doubt.
fn grade(held: &HeldObject, effect: &Effect) -> Grade {
    let sure = held.always
        && held.sure
        && effect.sure
        && effect.reach != Reach::ByArgument
        && held.object().is_some_and(|(object, _)| is_plain(object));
    if sure { Grade::Certain } else { Grade::Possible }
}

/// Whether the place is made of fields only, and the lock is one lock.
fn is_plain(object: &Object) -> bool {
    object.kind != Kind::DashMap
        && object.place.steps.iter().all(|step| matches!(step, Step::Field(_)))
}
