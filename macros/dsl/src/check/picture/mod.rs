//! What the checks know about a body, and the questions that several of them ask.

mod data;

use std::ptr;

use proc_macro2::Ident;
use syn::{Block, Expr, ExprCall, ExprMethodCall, GenericParam, Pat, ReceiverKind};

use super::expressions::innermost_call;
use crate::{
    flow::{
        Action, BodyIndex, BodySummary, Control, Event, EventId, Exit, Guard, GuardBinding,
        GuardId, Owner, PlaceKey, Runs, innermost,
        oracle::{Idioms, Oracle},
    },
    known::TypeKind,
    plan::{Hold, Plan},
    syntax::{self, Place},
};

pub(super) struct Picture<'a> {
    pub(super) plan: &'a Plan,
    pub(super) summary: &'a BodySummary<'a>,
    pub(super) index: &'a BodyIndex,
    /// What is known of the crate, where there is a model of it.
    pub(super) oracle: Option<&'a dyn Oracle>,
    by_kind: ByKind,
}

/// The events by kind, since most checks look at one kind.
#[derive(Default)]
struct ByKind {
    acquisitions: Vec<EventId>,
    awaits: Vec<EventId>,
    functions: Vec<EventId>,
    methods: Vec<EventId>,
    bindings: Vec<EventId>,
    reads: Vec<EventId>,
    writes: Vec<EventId>,
    exits: Vec<EventId>,
    others: Vec<EventId>,
}

impl ByKind {
    fn new(summary: &BodySummary<'_>) -> Self {
        let mut by_kind = ByKind::default();
        for (at, event) in summary.numbered_events() {
            let kind = match event.action {
                Action::Acquires(_) => &mut by_kind.acquisitions,
                Action::Awaits { .. } => &mut by_kind.awaits,
                Action::Calls { .. } => &mut by_kind.functions,
                Action::CallsMethod { .. } => &mut by_kind.methods,
                Action::Binds { .. } => &mut by_kind.bindings,
                Action::Reads { .. } => &mut by_kind.reads,
                Action::Writes { .. } => &mut by_kind.writes,
                Action::Exits(_) => &mut by_kind.exits,
                _ => &mut by_kind.others,
            };
            kind.push(at);
        }
        by_kind
    }
}

impl<'a> Picture<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        summary: &'a BodySummary<'a>,
        index: &'a BodyIndex,
        oracle: Option<&'a dyn Oracle>,
    ) -> Self {
        Picture { plan, summary, index, oracle, by_kind: ByKind::new(summary) }
    }

    /// What the crate does anywhere.
    pub(super) fn idioms(&self) -> Option<Idioms> {
        self.oracle.map(Oracle::idioms)
    }

    /// The body, if there is one that parses.
    pub(super) fn body(&self) -> Option<&'a Block> {
        self.plan.function.block()
    }

    /// The number of an expression of the body.
    pub(super) fn number_of(&self, is_it: impl Fn(&Expr) -> bool) -> Option<usize> {
        syntax::number_of(self.body()?, is_it)
    }

    fn listed(&self, numbers: &[EventId]) -> impl Iterator<Item = (EventId, &'a Event<'a>)> {
        numbers.iter().map(|&at| (at, &self.summary.events[at.index()]))
    }

    /// Every event of a kind without a list here.
    pub(super) fn others(&self) -> impl Iterator<Item = (EventId, &'a Event<'a>)> {
        self.listed(&self.by_kind.others)
    }

    /// Every write to data under a guard.
    pub(super) fn writes(&self) -> impl Iterator<Item = (EventId, &'a Event<'a>)> {
        self.listed(&self.by_kind.writes)
    }

    /// All events.
    pub(super) fn events(&self) -> impl Iterator<Item = (EventId, &'a Event<'a>)> {
        self.summary.numbered_events()
    }

    pub(super) fn guard(&self, guard: GuardId) -> &'a Guard<'a> {
        &self.summary.guards[guard]
    }

    /// The guards that are alive at an event.
    pub(super) fn alive(&self, event: &'a Event<'a>) -> impl Iterator<Item = &'a Guard<'a>> {
        event.alive.iter().map(|&guard| &self.summary.guards[guard])
    }

    /// The first lock that is held at an event.
    pub(super) fn lock_held(&self, event: &'a Event<'a>) -> Option<&'a Guard<'a>> {
        self.alive(event).find(|guard| guard.kind.is_lock())
    }

    /// Every `.await` of something other than an acquisition.
    pub(super) fn awaits(&self) -> impl Iterator<Item = (EventId, &'a Event<'a>, &'a Expr, Runs)> {
        self.listed(&self.by_kind.awaits).filter_map(|(at, event)| match event.action {
            Action::Awaits { future, runs, .. } => Some((at, event, future, runs)),
            _ => None,
        })
    }

    /// Every copy of data under a guard, with the event that binds it.
    pub(super) fn reads(&self) -> impl Iterator<Item = DataRead<'a>> {
        self.listed(&self.by_kind.reads).filter_map(|(at, event)| match &event.action {
            // The binding is the next event.
            Action::Reads { guard, part, name } => {
                Some(DataRead { bound: at.next(), event, guard: *guard, part, name })
            }
            _ => None,
        })
    }

    /// Every acquisition.
    pub(super) fn acquisitions(
        &self,
    ) -> impl Iterator<Item = (EventId, &'a Event<'a>, &'a Guard<'a>)> {
        self.listed(&self.by_kind.acquisitions).filter_map(|(at, event)| match event.action {
            Action::Acquires(guard) => Some((at, event, self.guard(guard))),
            _ => None,
        })
    }

    /// Every call of a method.
    pub(super) fn methods(&self) -> impl Iterator<Item = MethodCall<'a>> {
        self.listed(&self.by_kind.methods).filter_map(|(at, event)| match &event.action {
            Action::CallsMethod { call, method, on, hint, typed } => {
                Some(MethodCall { at, event, call, method, on: *on, hint: *hint, typed: *typed })
            }
            _ => None,
        })
    }

    /// Every call of a function that the crate does not define itself, with its path.
    pub(super) fn functions(&self) -> impl Iterator<Item = (&'a Event<'a>, &'a ExprCall, &'a str)> {
        self.listed(&self.by_kind.functions).filter_map(|(_, event)| match &event.action {
            Action::Calls { call, path, owner, .. } if *owner != Owner::Crate => {
                Some((event, *call, path.as_str()))
            }
            _ => None,
        })
    }

    /// The path of the library's function that a call calls, if it is one.
    pub(super) fn library_path(&self, call: &ExprCall) -> Option<&'a str> {
        self.listed(&self.by_kind.functions).find_map(|(_, event)| match &event.action {
            Action::Calls { call: known, owner: Owner::Library(path), .. }
                if ptr::eq(*known, call) =>
            {
                Some(path.as_str())
            }
            _ => None,
        })
    }

    /// Whether the value of a method call is ignored.
    pub(super) fn is_statement(&self, call: &ExprMethodCall) -> bool {
        self.others().any(|(_, event)| match event.action {
            Action::Ignores(Expr::MethodCall(ignored)) => ptr::eq(ignored, call),
            _ => false,
        })
    }

    /// Whether a call is awaited where it stands.
    pub(super) fn is_awaited(&self, call: &ExprCall) -> bool {
        self.awaits().any(|(_, _, future, _)| match innermost_call(future) {
            Expr::Call(awaited) => ptr::eq(awaited, call),
            _ => false,
        })
    }

    /// Whether the value of a call is ignored.
    pub(super) fn is_ignored(&self, call: &ExprCall) -> bool {
        self.others().any(|(_, event)| match event.action {
            Action::Ignores(Expr::Call(ignored)) => ptr::eq(ignored, call),
            _ => false,
        })
    }

    /// Every `let`.
    pub(super) fn bindings(
        &self,
    ) -> impl Iterator<Item = (EventId, &'a Event<'a>, &'a Pat, &'a Expr)> {
        self.listed(&self.by_kind.bindings).filter_map(|(at, event)| match event.action {
            Action::Binds { pattern, value } => Some((at, event, pattern, value)),
            _ => None,
        })
    }

    pub(super) fn exits(&self, of: &[Exit]) -> impl Iterator<Item = (EventId, &'a Event<'a>)> {
        let exits = self.listed(&self.by_kind.exits);
        exits.filter(
            move |(_, event)| matches!(event.action, Action::Exits(exit) if of.contains(&exit)),
        )
    }

    /// Whether a place is known to be an event: by an attribute, by its type, or as a static with the methods of an event.
    pub(super) fn is_event(&self, called: &MethodCall<'_>) -> bool {
        let place = called.receiver();
        let named =
            self.plan.sections().flat_map(|section| &section.holds).any(|hold| match hold {
                Hold::Event(wait) => wait.event.place == place,
                Hold::Sets(event) => event.place == place,
                _ => false,
            });
        let is_static = matches!(&place, Place::Path(words) if words.last().is_some_and(|name| {
            name.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
        }));
        let may_be_one = called.hint.is_none() && !called.typed && is_static;
        named || called.hint == Some(TypeKind::Event) || may_be_one
    }

    /// The conditions that decide whether an event happens, without `for` loops.
    pub(super) fn conditions(&self, event: &Event<'_>) -> impl Iterator<Item = &'a Expr> {
        self.summary.decided(event).filter_map(Control::condition)
    }

    /// Whether every call of the function means the same primitive: a static or a field of one, independent of type parameters.
    pub(super) fn is_one_for_all(&self, place: &PlaceKey) -> bool {
        let Some(first) = place.written.root().first() else { return false };
        let generic =
            self.plan.function.signature.generics.params.iter().any(|param| match param {
                GenericParam::Type(param) => param.ident == first,
                GenericParam::Const(param) => param.ident == first,
                GenericParam::Lifetime(_) => false,
            });
        place.is_static() && !generic && first != "Self"
    }

    /// Whether the function has the object alone, by `&mut self`.
    pub(super) fn is_owned(&self, place: &PlaceKey) -> bool {
        let receiver = self.plan.function.signature.receiver();
        let is_exclusive = receiver.is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Reference(.., mutability) => mutability.is_some(),
            ReceiverKind::Typed(..) => false,
            _ => true,
        });
        is_exclusive && place.is_part_of_self()
    }

    /// Whether a test expects a panic.
    pub(super) fn expects_panic(&self) -> bool {
        self.plan.function.attributes.iter().any(|it| it.path().is_ident("should_panic"))
    }

    /// Whether a test stops the clock, so that only the thread's own time passes.
    pub(super) fn pauses_clock(&self) -> bool {
        let attributes = &self.plan.function.attributes;
        attributes.iter().any(|it| syntax::text(&it.meta).contains("start_paused"))
            || self.functions().any(|(_, _, path)| path.ends_with("time::pause"))
    }

    /// Whether the function has a thread for itself: the `main` of a runtime with several threads.
    pub(super) fn is_main(&self) -> bool {
        let attributes = &self.plan.function.attributes;
        attributes.iter().any(|attribute| {
            let meta = syntax::text(&attribute.meta);
            meta.starts_with("tokio::main")
                && !["current_thread", "local"].iter().any(|it| meta.contains(it))
        })
    }

    /// Whether the function is a test, whose locks may serialise the tests.
    pub(super) fn is_test(&self) -> bool {
        let attributes = &self.plan.function.attributes;
        let is_test = |path| syntax::last_of(path).is_some_and(|last| last.ends_with("test"));
        attributes.iter().any(|attribute| is_test(attribute.path()))
    }
}

/// A copy of data under a guard.
pub(super) struct DataRead<'a> {
    /// The number of the event that binds it.
    pub(super) bound: EventId,
    pub(super) event: &'a Event<'a>,
    pub(super) guard: GuardId,
    pub(super) part: &'a str,
    pub(super) name: &'a Ident,
}

/// A call of a method.
pub(super) struct MethodCall<'a> {
    pub(super) at: EventId,
    pub(super) event: &'a Event<'a>,
    pub(super) call: &'a ExprMethodCall,
    pub(super) method: &'a str,
    /// The guard of the data that it is called on.
    pub(super) on: Option<GuardId>,
    pub(super) hint: Option<TypeKind>,
    /// The type of the receiver is declared, so that there is no more to know.
    pub(super) typed: bool,
}

impl MethodCall<'_> {
    pub(super) fn receiver(&self) -> Place {
        syntax::place(innermost(&self.call.receiver))
    }

    pub(super) fn is_plain(&self, methods: &[&str]) -> bool {
        self.call.args.is_empty() && methods.contains(&self.method)
    }
}

/// The name of a guard in the body.
pub(super) fn name_of<'a>(guard: &'a Guard<'_>) -> Option<&'a Ident> {
    match &guard.binding {
        GuardBinding::Attribute(name, _) | GuardBinding::Variable(name) => Some(name),
        GuardBinding::Scrutinee { .. } | GuardBinding::Temporary | GuardBinding::Extended => None,
    }
}
