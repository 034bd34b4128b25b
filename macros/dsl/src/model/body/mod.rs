//! From the walk over one body to the owned [`Summary`] of its function.

mod arguments;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use proc_macro2::Span;
use syn::{Block, Signature};

pub(crate) use self::terms::kind_of_type;
use self::{
    arguments::Arguments,
    terms::{class, handle, kind_of_guard, mode, object, patience, place},
};
use super::{
    parse::Fallback,
    report::Location,
    source::Origin,
    summary::{
        Action, Argument, Call, Callee, Channel, Event, FnId, Guard, Header, Held, Kind, Patience,
        Place, Predicate, Provision, Reach, Root, Source, Stored, Summary,
    },
};
use crate::{
    flow::{
        self, BodyIndex, BodySummary, CallArgument, Code, Exit, GuardBinding, GuardOrigin,
        Operated, PlaceKey, ResolvedCall, TaskId, VarId, WalkInput, oracle::Oracle,
    },
    known::{GuardKind, functions, methods, methods::Operation},
    plan::Section,
    rules::Allowance,
};

/// A function with a body, and what is known of the code around it.
pub(crate) struct Body<'a> {
    pub(crate) header: Header,
    pub(crate) signature: &'a Signature,
    pub(crate) block: &'a Block,
    /// Where what was parsed begins in its file.
    pub(crate) origin: &'a Origin,
    /// Whether temporaries of an `if let` end before its `else`, and those of a tail with its block.
    pub(crate) short_temporaries: bool,
    pub(crate) oracle: &'a dyn Oracle,
    /// What our attributes hold for the function and for its blocks, and what statements allow.
    pub(crate) holds: &'a Section,
    pub(crate) blocks: &'a [Section],
    pub(crate) allowances: &'a [Allowance],
}

/// What a function does, in terms that hold outside of it.
pub(crate) fn summarize(body: &Body<'_>) -> Summary {
    // The walk parses macros and makes names.
    let _fallback = Fallback::force();
    let index = BodyIndex::new(body.block, Some(body.oracle));
    let input = WalkInput {
        signature: body.signature,
        holds: body.holds,
        blocks: body.blocks,
        allowances: body.allowances,
        index: &index,
        short_temporaries: body.short_temporaries,
        oracle: Some(body.oracle),
        composes: true,
    };
    let walked = flow::summarize(&input, body.block);
    let conversion = Conversion::new(body, &walked);
    let mut summary = conversion.summary(0, body.header.clone());
    summary.returns = conversion.returned();
    summary.channels = walked.channels.iter().map(|channel| conversion.channel(channel)).collect();
    summary.stored = conversion.stored();
    summary
}

/// The walk numbers all code of a body together; each closure and each block becomes a function of its own.
struct Conversion<'w, 'a> {
    origin: &'w Origin,
    walked: &'w BodySummary<'a>,
    arguments: Arguments,
    /// The numbers of guards and of events in their own code.
    guards: Vec<usize>,
    events: HashMap<usize, usize>,
    /// The code that has something in it, by its number: its place in the code around it.
    nested: HashMap<usize, usize>,
}

impl<'w, 'a> Conversion<'w, 'a> {
    fn new(body: &'w Body<'_>, walked: &'w BodySummary<'a>) -> Self {
        let mut counts = vec![0; walked.tasks.len()];
        let number = |task: TaskId| {
            let count: &mut usize = &mut counts[task.index()];
            *count += 1;
            *count - 1
        };
        let guards = walked.guards.iter().map(|guard| guard.task).map(number).collect();
        let mut conversion = Conversion {
            origin: body.origin,
            walked,
            arguments: Arguments::of(body.signature, body.block),
            guards,
            events: HashMap::new(),
            nested: HashMap::new(),
        };
        conversion.number_nested();
        conversion.number_events();
        conversion
    }

    /// Code in which nothing happens is left out.
    fn number_nested(&mut self) {
        let mut is_needed = vec![false; self.walked.tasks.len()];
        for event in self.walked.events.iter().filter(|event| matters(&event.action)) {
            is_needed[event.task.index()] = true;
        }
        for (task, code) in self.walked.tasks.iter().enumerate().skip(1).rev() {
            is_needed[code.outer.index()] |= is_needed[task];
        }
        let mut counts = vec![0; self.walked.tasks.len()];
        for task in (1..self.walked.tasks.len()).filter(|&task| is_needed[task]) {
            let outer = self.walked.tasks[task].outer.index();
            self.nested.insert(task, counts[outer]);
            counts[outer] += 1;
        }
    }

    fn number_events(&mut self) {
        let mut counts = vec![0; self.walked.tasks.len()];
        for (number, event) in self.walked.events.iter().enumerate() {
            if self.action(event).is_some() {
                self.events.insert(number, counts[event.task.index()]);
                counts[event.task.index()] += 1;
            }
        }
    }

    fn summary(&self, task: usize, header: Header) -> Summary {
        let own = self.walked.events.iter().filter(|event| event.task.index() == task);
        let events = own.filter_map(|event| self.event(event)).collect();
        let guards = self.walked.guards.iter().filter(|guard| guard.task.index() == task);
        let inner = (1..self.walked.tasks.len()).filter(|inner| {
            self.walked.tasks[*inner].outer.index() == task && self.nested.contains_key(inner)
        });
        let nested = inner.map(|inner| self.summary(inner, self.header_of(inner, &header)));
        Summary {
            nested: nested.collect(),
            header,
            guards: guards.map(|guard| self.guard(guard)).collect(),
            events,
            returns: Vec::new(),
            channels: Vec::new(),
            stored: Vec::new(),
        }
    }

    fn header_of(&self, task: usize, outer: &Header) -> Header {
        let own = || self.walked.events.iter().filter(|event| event.task.index() == task);
        let at = own().next().map_or_else(|| outer.at.clone(), |event| self.location(event.at));
        let is_async = own().any(|event| matches!(event.action, flow::Action::Awaits { .. }));
        Header { at, is_async, constructs: None, ..outer.clone() }
    }

    fn location(&self, at: Span) -> Location {
        self.origin.locate(at)
    }

    fn guard(&self, guard: &flow::Guard<'_>) -> Guard {
        let source = match guard.origin {
            GuardOrigin::Returned(event) => match self.events.get(&event.index()) {
                Some(&event) => Source::Returned { event },
                None => Source::Returned { event: usize::MAX },
            },
            GuardOrigin::Parameter(index) => Source::Parameter(index),
            GuardOrigin::Acquired => Source::Acquired {
                object: object(kind_of_guard(guard.kind), &guard.place),
                mode: mode(guard),
                patience: if guard.is_waited_for() {
                    patience(guard.patience)
                } else {
                    Patience::Tries
                },
            },
        };
        let name = match &guard.binding {
            GuardBinding::Attribute(name, _) | GuardBinding::Variable(name) => {
                // `None` in a pattern is a variant.
                Some(name.to_string()).filter(|name| !name.starts_with(char::is_uppercase))
            }
            _ => None,
        };
        Guard { source, at: self.location(guard.at), name }
    }

    fn held(&self, event: &flow::Event<'_>) -> Vec<Held> {
        let own = event.alive.iter().filter(|&&guard| {
            let guard = &self.walked.guards[guard];
            guard.task == event.task && guard.kind != GuardKind::Span
        });
        own.map(|guard| Held {
            guard: self.guards[guard.index()],
            always: !event.alive_sometimes.contains(guard),
        })
        .collect()
    }

    fn event(&self, event: &flow::Event<'_>) -> Option<Event> {
        Some(Event {
            action: self.action(event)?,
            at: self.location(event.at),
            held: self.held(event),
            reach: self.reach(event),
            loops: event.loop_path.clone(),
            allowed: event.allowed.iter().map(|it| it.rule.name().to_owned()).collect(),
        })
    }

    /// On which paths through its own code an event happens.
    fn reach(&self, event: &flow::Event<'_>) -> Reach {
        let decided: Vec<_> = self.walked.decided(event).collect();
        if decided.iter().any(|control| self.arguments.decide(*control)) {
            return Reach::ByArgument;
        }
        let left = |earlier: &&flow::Event<'_>| {
            earlier.task == event.task
                && matches!(earlier.action, flow::Action::Exits(Exit::Return))
        };
        let before = self.walked.events.iter().take_while(|earlier| !std::ptr::eq(*earlier, event));
        match decided.is_empty() && !before.into_iter().any(|earlier| left(&earlier)) {
            true => Reach::Always,
            false => Reach::Sometimes,
        }
    }

    fn action(&self, event: &flow::Event<'_>) -> Option<Action> {
        use flow::Action as Walked;

        Some(match &event.action {
            Walked::Acquires(guard) => (self.walked.guards[*guard].kind != GuardKind::Span)
                .then_some(Action::Acquire { guard: self.guards[guard.index()] })?,
            Walked::Awaits { .. } => Action::Await,
            Walked::Runs(call) => Action::Call(self.call(call)),
            Walked::Together(branches) => Action::Together {
                branches: branches.iter().map(|branch| self.call(branch)).collect(),
            },
            Walked::Starts { code, arguments, task, on_thread } => Action::Spawn {
                body: self.callee(code),
                arguments: arguments.iter().map(|argument| self.argument(argument)).collect(),
                task: Some(handle(*task)),
                on_thread: *on_thread,
            },
            Walked::Joins(task) => Action::Join { task: handle(*task) },
            Walked::Operates(operated) => self.operated(operated)?,
            Walked::Escapes(kind, place) => {
                Action::Escape { object: object(kind_of_type(*kind)?, place) }
            }
            Walked::Calls { path, .. } => blocking_function(path)?,
            Walked::CallsMethod { method, .. } => blocking_method(method)?,
            Walked::Writes { guard, part, .. } => {
                Action::Data { guard: self.guards[guard.index()], part: part.clone(), writes: true }
            }
            Walked::Reads { guard, part, .. } => Action::Data {
                guard: self.guards[guard.index()],
                part: part.clone(),
                writes: false,
            },
            // One with a place is an operation as well.
            Walked::Meets(primitive) => Action::Meet {
                parties: primitive.own()?.base10_parse().ok(),
                object: object(Kind::Barrier, &PlaceKey::own(primitive.text())),
            },
            _ => return None,
        })
    }

    fn operated(&self, operated: &Operated) -> Option<Action> {
        let object = object(kind_of_type(operated.kind)?, &operated.place);
        let patience = patience(operated.patience);
        Some(match operated.operation {
            Operation::Wait => Action::Wait { object, patience },
            Operation::WaitCondition => Action::WaitCondition {
                object,
                guard: operated.guard.map(|guard| self.guards[guard.index()]),
                patience,
                predicate: operated.predicate.as_ref().map(|predicate| Predicate {
                    text: predicate.text.clone(),
                    reads: predicate.reads.clone(),
                }),
            },
            Operation::Meet => Action::Meet { object, parties: None },
            Operation::Join => Action::Join { task: object },
            Operation::Send => Action::Send { channel: object, patience },
            Operation::Receive => Action::Receive { channel: object, patience },
            Operation::Set => Action::Provide { object, how: Provision::Set },
            Operation::NotifyOne => Action::Provide { object, how: Provision::NotifyOne },
            Operation::NotifyAll => Action::Provide { object, how: Provision::NotifyAll },
            Operation::Release => Action::Release { object, permits: None },
        })
    }

    fn call(&self, call: &ResolvedCall) -> Call {
        Call {
            callee: self.callee(&call.code),
            is_implied: call.is_implied,
            is_limited: call.is_limited,
            arguments: call.arguments.iter().map(|argument| self.argument(argument)).collect(),
        }
    }

    fn argument(&self, argument: &CallArgument) -> Argument {
        Argument {
            place: argument.path.as_ref().map(place),
            class: argument.path.as_ref().and_then(|path| path.class.as_ref()).map(class),
            guards: argument.guards.iter().map(|guard| self.guards[guard.index()]).collect(),
            code: argument.code.as_ref().map(|code| self.callee(code)),
            is_future: argument.is_future,
            from: argument
                .from
                .iter()
                .filter_map(|it| self.events.get(&it.index()).copied())
                .collect(),
        }
    }

    fn callee(&self, code: &Code) -> Callee {
        match code {
            Code::Functions(functions) => {
                Callee::Functions(functions.iter().map(|it| FnId(it.0 as usize)).collect())
            }
            Code::Nested(task) => match self.nested.get(&task.index()) {
                Some(&nested) => Callee::Nested(nested),
                None => Callee::Unknown("a closure that does nothing of interest".to_owned()),
            },
            Code::Parameter(index) => Callee::Parameter(*index),
            Code::Awaited(index) => Callee::Awaited(*index),
            Code::Foreign(text) => Callee::Foreign(text.clone()),
        }
    }

    fn returned(&self) -> Vec<Held> {
        let own = self.walked.returned.iter();
        let own = own.filter(|(guard, _)| self.walked.guards[*guard].task == TaskId::BODY);
        own.map(|&(guard, always)| Held { guard: self.guards[guard.index()], always }).collect()
    }

    fn channel(&self, channel: &flow::MadeChannel) -> Channel {
        let local =
            |variable: VarId| Place { root: Root::Local(variable.index()), steps: Vec::new() };
        Channel {
            sender: local(channel.sender),
            receiver: local(channel.receiver),
            capacity: channel.capacity,
            at: self.location(channel.at),
        }
    }

    fn stored(&self) -> Vec<Stored> {
        let stored = self.walked.stored.iter();
        stored.map(|(path, of)| Stored { place: place(path), class: class(of) }).collect()
    }
}

/// Whether an event is one for the model.
fn matters(action: &flow::Action<'_>) -> bool {
    use flow::Action as Walked;

    match action {
        Walked::Calls { path, .. } => blocking_function(path).is_some(),
        Walked::CallsMethod { method, .. } => blocking_method(method).is_some(),
        Walked::Acquires(_)
        | Walked::Awaits { .. }
        | Walked::Runs(_)
        | Walked::Together(_)
        | Walked::Starts { .. }
        | Walked::Joins(_)
        | Walked::Operates(_)
        | Walked::Escapes(..)
        | Walked::Writes { .. }
        | Walked::Reads { .. }
        | Walked::Meets(_) => true,
        _ => false,
    }
}

fn blocking_function(path: &str) -> Option<Action> {
    use functions::Effect::{BlocksOnFuture, Sleeps};

    let blocks = [Sleeps, BlocksOnFuture].iter().any(|&effect| functions::does(path, effect));
    blocks.then(|| Action::BlockThread { call: path.to_owned() })
}

fn blocking_method(method: &str) -> Option<Action> {
    let blocks = methods::does(method, methods::Effect::BlocksThread) || method == "block_on";
    blocks.then(|| Action::BlockThread { call: method.to_owned() })
}
