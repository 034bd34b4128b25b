//! The functions of a program: those that acquire something, and what they call while they hold it. The others are neither
//! parsed nor walked.

use std::collections::{HashMap, HashSet};

use super::{
    index::Index,
    relevance::Relevance,
    summary::{
        Action, Argument, Callee, Class, Event, FnId, Kind, Object, Patience, Root, Source, Step,
        Summary,
    },
};
use crate::flow::oracle::FunctionId;

/// What is asked of a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Extent {
    /// Whatever is wrong in it.
    All,
    /// What functions with our attributes have a part in. Of the others, only those matter that name the same things.
    Annotated,
}

/// More functions than this have a name that says little.
const COMMON: usize = 8;

/// A function with more callers than this has a name that others have as well.
const AMBIGUOUS: usize = 40;

/// Summarizes the functions that matter, and notes which of them may run where nothing is held.
pub(super) fn summaries(
    index: &Index,
    extent: Extent,
    unprovided: &[Class],
    summarize: impl Fn(FunctionId) -> Option<Summary>,
) -> HashMap<FunctionId, Summary> {
    // Many types have a method of this name, so the compiler's run does not follow the call by name.
    let most = if extent == Extent::All { usize::MAX } else { COMMON };
    let relevance = Relevance::of(index, most);
    let mut selection = Selection {
        index,
        extent,
        relevance: &relevance,
        summaries: HashMap::new(),
        under: HashSet::new(),
        names: HashSet::new(),
        waits: false,
        open: Vec::new(),
    };
    match extent {
        Extent::All => {
            selection.open_mentions(unprovided);
            selection.all(&summarize);
        }
        Extent::Annotated => selection.annotated(&summarize),
    }
    selection.finish()
}

struct Selection<'r> {
    index: &'r Index,
    extent: Extent,
    relevance: &'r Relevance,
    summaries: HashMap<FunctionId, Option<Summary>>,
    /// The functions that are called where something is held.
    under: HashSet<FunctionId>,
    /// What is held, acquired or awaited where something is held: the names of fields and statics.
    names: HashSet<String>,
    /// Whether something is awaited where something is held.
    waits: bool,
    open: Vec<FunctionId>,
}

impl Selection<'_> {
    fn all(&mut self, summarize: &impl Fn(FunctionId) -> Option<Summary>) {
        self.open.extend(&self.relevance.holders);
        self.run(summarize);
        // What is awaited under a lock is known only with everything that provides it.
        if self.waits {
            self.open.extend(&self.relevance.actors);
            self.run(summarize);
        }
    }

    /// Whoever names what nobody provides may wait for it.
    fn open_mentions(&mut self, classes: &[Class]) {
        for function in self.index.functions().filter(|_| !classes.is_empty()) {
            let text = self.index.function_text(function);
            self.open
                .extend(classes.iter().any(|it| mentions(text, it.name())).then_some(function));
        }
    }

    fn annotated(&mut self, summarize: &impl Fn(FunctionId) -> Option<Summary>) {
        self.open.extend(&self.relevance.annotated);
        let mut searched = HashSet::new();
        loop {
            self.run(summarize);
            let new: Vec<String> = self.names.difference(&searched).cloned().collect();
            if new.is_empty() {
                break;
            }
            let relevance = self.relevance;
            let others =
                relevance.holders.iter().chain(relevance.actors.iter().filter(|_| self.waits));
            let named = others.filter(|&&function| {
                let text = self.index.function_text(function);
                new.iter().any(|name| mentions(text, name))
            });
            let named: Vec<FunctionId> = named.copied().collect();
            self.open.extend(
                named.into_iter().filter(|function| !self.summaries.contains_key(function)),
            );
            searched.extend(new);
        }
    }

    fn run(&mut self, summarize: &impl Fn(FunctionId) -> Option<Summary>) {
        while let Some(function) = self.open.pop() {
            let summary = self.summaries.remove(&function).unwrap_or_else(|| summarize(function));
            if let Some(summary) = &summary {
                let is_under = self.under.contains(&function);
                self.code(summary, is_under);
            }
            self.summaries.insert(function, summary);
        }
    }

    /// Looks at what a function or a nested one does; whether it runs where something is held.
    fn code(&mut self, summary: &Summary, is_under: bool) {
        let matters = |event: &&Event| {
            is_under || !event.held.is_empty() || needs_others(&event.action, summary)
        };
        for event in summary.events.iter().filter(matters) {
            self.waits |= waits(&event.action) || needs_others(&event.action, summary);
            called(event).for_each(|callee| self.callee(callee));
            if let Some(object) = object(&event.action, summary) {
                self.names.extend(name(object));
                let held = event.held.iter().filter_map(|held| acquired(summary, held.guard));
                self.names.extend(held.filter_map(name));
            }
        }
        // A closure runs where it is called: somewhere in this function, as a rule.
        let is_under = is_under || !summary.guards.is_empty();
        summary.nested.iter().for_each(|nested| self.code(nested, is_under));
    }

    fn callee(&mut self, callee: &Callee) {
        let Callee::Functions(functions) = callee else { return };
        for &FnId(number) in functions {
            let function = FunctionId(number as u32);
            if !self.relevance.leads_to_actor(function) || !self.under.insert(function) {
                continue;
            }
            self.open.push(function);
            // Whether all of its callers hold the lock is known only with all of them. In the compiler, those that have no word
            // for it are taken to hold nothing.
            let callers = self.relevance.callers(function);
            if callers.len() <= AMBIGUOUS {
                let new = callers.iter().filter(|caller| !self.summaries.contains_key(caller));
                let is_all = self.extent == Extent::All;
                self.open.extend(new.filter(|&&caller| is_all || self.relevance.is_holder(caller)));
            }
        }
    }

    /// A caller that is not here holds nothing, as far as can be seen.
    fn finish(self) -> HashMap<FunctionId, Summary> {
        let known: HashSet<FunctionId> = self
            .summaries
            .iter()
            .filter(|(_, summary)| summary.is_some())
            .map(|(&id, _)| id)
            .collect();
        let summaries = self.summaries.into_iter().filter_map(|(id, summary)| Some((id, summary?)));
        let mut summaries: HashMap<FunctionId, Summary> = summaries.collect();
        for (&function, summary) in &mut summaries {
            let callers = self.relevance.callers(function);
            summary.header.is_called = callers.iter().any(|&caller| caller != function);
            summary.header.is_public |= callers.iter().any(|caller| !known.contains(caller));
        }
        summaries
    }
}

/// Whether it can be wrong where nothing is held: nobody may provide what it waits for.
fn needs_others(action: &Action, summary: &Summary) -> bool {
    match action {
        Action::Wait { .. } | Action::WaitCondition { .. } => true,
        Action::Acquire { guard } => {
            acquired(summary, *guard).is_some_and(|object| object.kind == Kind::Semaphore)
        }
        _ => false,
    }
}

fn waits(action: &Action) -> bool {
    match action {
        Action::Wait { patience, .. }
        | Action::Send { patience, .. }
        | Action::Receive { patience, .. } => *patience == Patience::Waits,
        Action::WaitCondition { .. } | Action::Meet { .. } | Action::Join { .. } => true,
        _ => false,
    }
}

/// What an event calls, directly or by a closure that it passes.
fn called(event: &Event) -> impl Iterator<Item = &Callee> {
    let (callees, arguments): (Vec<&Callee>, Vec<&Argument>) = match &event.action {
        Action::Call(call) => (vec![&call.callee], call.arguments.iter().collect()),
        Action::Together { branches, .. } => {
            let arguments = branches.iter().flat_map(|call| &call.arguments);
            (branches.iter().map(|call| &call.callee).collect(), arguments.collect())
        }
        Action::Spawn { body, arguments, .. } => (vec![body], arguments.iter().collect()),
        _ => (Vec::new(), Vec::new()),
    };
    callees.into_iter().chain(arguments.into_iter().filter_map(|argument| argument.code.as_ref()))
}

/// What an event acquires, awaits or provides.
fn object<'s>(action: &'s Action, summary: &'s Summary) -> Option<&'s Object> {
    match action {
        Action::Acquire { guard } => acquired(summary, *guard),
        Action::Wait { object, .. }
        | Action::WaitCondition { object, .. }
        | Action::Meet { object, .. }
        | Action::Provide { object, .. }
        | Action::Release { object, .. } => Some(object),
        Action::Join { task } => Some(task),
        Action::Send { channel, .. } | Action::Receive { channel, .. } => Some(channel),
        _ => None,
    }
}

fn acquired(summary: &Summary, guard: usize) -> Option<&Object> {
    match &summary.guards.get(guard)?.source {
        Source::Acquired { object, .. } => Some(object),
        _ => None,
    }
}

/// Whether a text has this word, as the name of a field, a variable or a static: not as a function, and not as a module.
fn mentions(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let is_part = before.ends_with(is_word) || after.starts_with(is_word);
        let after = after.trim_start();
        !is_part && !after.starts_with('(') && !after.starts_with("::")
    })
}

/// The last name of a place, which whoever means the same thing mentions.
fn name(object: &Object) -> Option<String> {
    let fields = object.place.steps.iter().rev().find_map(|step| match step {
        Step::Field(name) => Some(name.clone()),
        _ => None,
    });
    fields.or_else(|| match &object.place.root {
        Root::Static(path) => path.rsplit("::").next().map(str::to_owned),
        _ => None,
    })
}
