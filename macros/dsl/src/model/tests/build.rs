//! Summaries by hand: functions as the flow walk would describe them.

use std::{collections::HashMap, path::Path};

use crate::model::{
    Location,
    summary::{
        Action, Argument, Call, Callee, Channel, Class, Declared, Event, FnId, Guard, Header, Held,
        Kind, Mode, Object, Patience, Place, Program, Provision, Reach, Root, Source, Step, Stored,
        Summary,
    },
};

/// A program that is built function by function. Functions are numbered by the order in which they are first named.
#[derive(Default)]
pub(super) struct Build {
    numbers: HashMap<String, usize>,
    program: Program,
}

impl Build {
    pub(super) fn number(&mut self, name: &str) -> FnId {
        let next = self.numbers.len();
        FnId(*self.numbers.entry(name.to_owned()).or_insert(next))
    }

    pub(super) fn function(&mut self, name: &str, body: impl FnOnce(&mut Body<'_>)) -> &mut Header {
        let number = self.number(name).0;
        let mut body_of = Body {
            build: self,
            line: 0,
            file: name.to_owned(),
            state: empty(name),
            alive: Vec::new(),
            loops: Vec::new(),
            reach: Reach::Always,
        };
        body(&mut body_of);
        let summary = body_of.state;
        if self.program.functions.len() <= number {
            self.program.functions.resize(number + 1, None);
        }
        &mut self.program.functions[number].insert(summary).header
    }

    pub(super) fn declare(&mut self, object: &Object, count: Option<u64>, is_bounded: bool) {
        self.program.declared.push(Declared {
            class: object.class.clone().expect("an object with a class"),
            kind: object.kind,
            at: location("declarations", self.program.declared.len() + 1),
            is_private: true,
            count,
            is_bounded,
        });
    }

    pub(super) fn program(self) -> Program {
        self.program
    }
}

fn location(file: &str, line: usize) -> Location {
    let file = Path::new(file).into();
    Location { file, line, column: 1, end_line: line, end_column: 2 }
}

fn empty(name: &str) -> Summary {
    Summary {
        header: Header {
            name: name.to_owned(),
            at: location(name, 0),
            is_async: true,
            exclusive: None,
            constructs: None,
            is_public: false,
            is_drop: false,
            is_test: false,
            is_annotated: false,
            is_called: false,
            sometimes: None,
        },
        guards: Vec::new(),
        events: Vec::new(),
        returns: Vec::new(),
        nested: Vec::new(),
        channels: Vec::new(),
        stored: Vec::new(),
    }
}

/// A lock that everybody can name.
pub(super) fn lock(name: &str) -> Object {
    object(Kind::AsyncLock, name)
}

pub(super) fn object(kind: Kind, name: &str) -> Object {
    Object {
        kind,
        place: Place { root: Root::Static(name.to_owned()), steps: Vec::new() },
        class: Some(Class::Static(name.to_owned())),
        text: name.to_owned(),
    }
}

/// `self.field` of a method of `owner`.
pub(super) fn field(kind: Kind, owner: &str, name: &str) -> Object {
    Object {
        kind,
        place: Place { root: Root::Parameter(0), steps: vec![Step::Field(name.to_owned())] },
        class: Some(Class::Field { owner: owner.to_owned(), field: name.to_owned() }),
        text: format!("self.{name}"),
    }
}

pub(super) fn parameter(kind: Kind, number: usize) -> Object {
    Object {
        kind,
        place: Place { root: Root::Parameter(number), steps: Vec::new() },
        class: None,
        text: format!("argument_{number}"),
    }
}

pub(super) fn local(kind: Kind, number: usize) -> Object {
    Object {
        kind,
        place: Place { root: Root::Local(number), steps: Vec::new() },
        class: None,
        text: format!("local_{number}"),
    }
}

/// An argument that is this object.
pub(super) fn passing(object: &Object) -> Argument {
    Argument {
        place: Some(object.place.clone()),
        class: object.class.clone(),
        ..Argument::default()
    }
}

pub(super) fn this() -> Argument {
    Argument {
        place: Some(Place { root: Root::Parameter(0), steps: Vec::new() }),
        ..Argument::default()
    }
}

/// A body in the making. Each event is on a line of its own, from 1, in a file that has the function's name.
pub(super) struct Body<'b> {
    build: &'b mut Build,
    line: usize,
    file: String,
    pub(super) state: Summary,
    alive: Vec<Held>,
    pub(super) loops: Vec<usize>,
    pub(super) reach: Reach,
}

impl Body<'_> {
    pub(super) fn event(&mut self, action: Action) -> usize {
        self.line += 1;
        self.state.events.push(Event {
            action,
            at: location(&self.file, self.line),
            held: self.alive.clone(),
            reach: self.reach,
            loops: self.loops.clone(),
            allowed: Vec::new(),
        });
        self.state.events.len() - 1
    }

    pub(super) fn acquire(&mut self, object: &Object, mode: Mode, patience: Patience) -> usize {
        let guard = self.state.guards.len();
        let source = Source::Acquired { object: object.clone(), mode, patience };
        let at = location(&self.file, self.line + 1);
        self.state.guards.push(Guard { source, at, name: Some("guard".to_owned()) });
        self.event(Action::Acquire { guard });
        self.alive.push(Held { guard, always: true });
        guard
    }

    pub(super) fn lock(&mut self, object: &Object) -> usize {
        self.acquire(object, Mode::Exclusive, Patience::Waits)
    }

    pub(super) fn read(&mut self, object: &Object) -> usize {
        self.acquire(object, Mode::Shared, Patience::Waits)
    }

    pub(super) fn permits(&mut self, object: &Object, count: u64) -> usize {
        self.acquire(object, Mode::Permits(Some(count)), Patience::Waits)
    }

    pub(super) fn drop(&mut self, guard: usize) {
        self.alive.retain(|held| held.guard != guard);
    }

    /// From here on the guard is alive on some paths only.
    pub(super) fn maybe_drop(&mut self, guard: usize) {
        let held = self.alive.iter_mut().filter(|held| held.guard == guard);
        held.for_each(|held| held.always = false);
    }

    pub(super) fn returns(&mut self, guard: usize) {
        self.state.returns.push(Held { guard, always: true });
    }

    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> usize {
        let callee = Callee::Functions(vec![self.build.number(name)]);
        self.call_of(callee, arguments)
    }

    pub(super) fn call_of(
        &mut self,
        callee: Callee,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> usize {
        let arguments = arguments.into_iter().collect();
        self.event(Action::Call(Call { callee, arguments, is_implied: false, is_limited: false }))
    }

    /// A call whose result may keep a guard.
    pub(super) fn keep(&mut self, event: usize) -> usize {
        let guard = self.state.guards.len();
        let at = self.state.events[event].at.clone();
        self.state.guards.push(Guard {
            source: Source::Returned { event },
            at,
            name: Some("guard".to_owned()),
        });
        self.alive.push(Held { guard, always: true });
        guard
    }

    pub(super) fn takes(&mut self, parameter: usize) -> usize {
        let guard = self.state.guards.len();
        let at = location(&self.file, 0);
        self.state.guards.push(Guard { source: Source::Parameter(parameter), at, name: None });
        self.alive.push(Held { guard, always: true });
        guard
    }

    pub(super) fn named(&mut self, name: &str) -> FnId {
        self.build.number(name)
    }

    pub(super) fn spawn(&mut self, body: Callee, arguments: Vec<Argument>, task: Option<Object>) {
        self.event(Action::Spawn { body, arguments, task, on_thread: false });
    }

    pub(super) fn nested(&mut self, body: impl FnOnce(&mut Body<'_>)) -> Callee {
        let number = self.state.nested.len();
        let file = format!("{}:{number}", self.file);
        let mut inner = Body {
            build: self.build,
            line: 0,
            state: empty(&file),
            file,
            alive: Vec::new(),
            loops: Vec::new(),
            reach: Reach::Always,
        };
        body(&mut inner);
        let summary = inner.state;
        self.state.nested.push(summary);
        Callee::Nested(number)
    }

    pub(super) fn wait(&mut self, object: &Object) -> usize {
        self.event(Action::Wait { object: object.clone(), patience: Patience::Waits })
    }

    pub(super) fn set(&mut self, object: &Object) -> usize {
        self.event(Action::Provide { object: object.clone(), how: Provision::Set })
    }

    pub(super) fn send(&mut self, object: &Object) -> usize {
        self.event(Action::Send { channel: object.clone(), patience: Patience::Waits })
    }

    pub(super) fn receive(&mut self, object: &Object) -> usize {
        self.event(Action::Receive { channel: object.clone(), patience: Patience::Waits })
    }

    pub(super) fn meet(&mut self, object: &Object) -> usize {
        self.event(Action::Meet { object: object.clone(), parties: Some(3) })
    }

    pub(super) fn join(&mut self, object: &Object) -> usize {
        self.event(Action::Join { task: object.clone() })
    }

    pub(super) fn together(&mut self, branches: Vec<Callee>) -> usize {
        let call =
            |callee| Call { callee, arguments: Vec::new(), is_implied: false, is_limited: false };
        let branches = branches.into_iter().map(call).collect();
        self.event(Action::Together { branches })
    }

    pub(super) fn channel(&mut self, sender: &Object, receiver: &Object, capacity: Option<u64>) {
        let at = location(&self.file, self.line + 1);
        let (sender, receiver) = (sender.place.clone(), receiver.place.clone());
        self.state.channels.push(Channel { sender, receiver, capacity, at });
    }

    pub(super) fn store(&mut self, object: &Object, owner: &str, field: &str) {
        let class = Class::Field { owner: owner.to_owned(), field: field.to_owned() };
        self.state.stored.push(Stored { place: object.place.clone(), class });
    }
}
