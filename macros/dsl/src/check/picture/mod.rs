//! What every rule of the body is told, and the questions that several of them ask.

use std::{ops::Range, ptr};

use proc_macro2::Ident;
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, FnArg, GenericParam, Pat,
    visit::{self, Visit},
};

use crate::{
    flow::{
        Action, BodySummary, Control, Event, EventId, Exit, Guard, GuardBinding, GuardId, PlaceKey,
        Runs, innermost, mentions,
    },
    known::{
        GuardKind, TypeKind,
        functions::{self, Effect},
        methods,
    },
    plan::{Hold, Plan},
    syntax::{self, idents_of},
};

pub(super) struct Picture<'a> {
    pub(super) plan: &'a Plan,
    pub(super) summary: &'a BodySummary<'a>,
    by_kind: ByKind,
}

/// The numbers of the events, since most rules look at one kind of them.
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
    pub(super) fn new(plan: &'a Plan, summary: &'a BodySummary<'a>) -> Self {
        Picture { plan, summary, by_kind: ByKind::new(summary) }
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

    /// Every event of a kind that has no list of its own here.
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

    /// Every `.await` of something that is no acquisition.
    pub(super) fn awaits(&self) -> impl Iterator<Item = (EventId, &'a Event<'a>, &'a Expr, Runs)> {
        self.listed(&self.by_kind.awaits).filter_map(|(at, event)| match event.action {
            Action::Awaits { future, runs, .. } => Some((at, event, future, runs)),
            _ => None,
        })
    }

    /// Every copy of data under a guard, with the event that binds it.
    pub(super) fn reads(&self) -> impl Iterator<Item = Read<'a>> {
        self.listed(&self.by_kind.reads).filter_map(|(at, event)| match &event.action {
            // The binding follows at once.
            Action::Reads { guard, part, name } => {
                Some(Read { bound: at.next(), event, guard: *guard, part, name })
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
    pub(super) fn methods(&self) -> impl Iterator<Item = Called<'a>> {
        self.listed(&self.by_kind.methods).filter_map(|(at, event)| match &event.action {
            Action::CallsMethod { call, method, on, hint } => {
                Some(Called { at, event, call, method, on: *on, hint: *hint })
            }
            _ => None,
        })
    }

    /// Every call of a function, with its path.
    pub(super) fn functions(&self) -> impl Iterator<Item = (&'a Event<'a>, &'a ExprCall, &'a str)> {
        self.listed(&self.by_kind.functions).filter_map(|(_, event)| match &event.action {
            Action::Calls { call, path, .. } => Some((event, *call, path.as_str())),
            _ => None,
        })
    }

    /// Whether nothing is done with the value of a method's call.
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

    /// Whether nothing is done with the value of a call.
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

    /// Whether this task waits between two events, for whatever.
    pub(super) fn waits_between(&self, from: EventId, to: EventId) -> bool {
        self.wait_between(from, to).is_some()
    }

    /// Where this task waits first between two events.
    pub(super) fn wait_between(&self, from: EventId, to: EventId) -> Option<&'a Event<'a>> {
        let between = self.summary.between(from.next(), to);
        between.iter().find(|event| event.in_this_task && self.is_wait(event))
    }

    pub(super) fn is_wait(&self, event: &Event<'_>) -> bool {
        match event.action {
            Action::Awaits { .. } | Action::Meets(_) => true,
            Action::Acquires(guard) => {
                let guard = self.guard(guard);
                // What the function holds, it holds before all else.
                guard.kind.is_awaited()
                    && !matches!(guard.binding, GuardBinding::Attribute(_, None))
            }
            _ => false,
        }
    }

    /// The variables that are computed of `name`, which is bound by the event `bound`, before the event `until`; with itself.
    pub(super) fn derived(&self, name: &str, bound: EventId, until: EventId) -> Vec<String> {
        self.derived_by(name, bound..until, |_, _| true)
    }

    /// Those of them that are computed step by step, without anything being decided.
    pub(super) fn derived_plainly(
        &self,
        name: &str,
        bound: EventId,
        until: EventId,
    ) -> Vec<String> {
        let plain =
            |pattern: &Pat, value: &Expr| matches!(pattern, Pat::Ident(_)) && !decides(value);
        self.derived_by(name, bound..until, plain)
    }

    /// The names of a guard and of parts of its data, before an event.
    pub(super) fn parts_of(&self, guard: &Guard<'_>, name: &Ident, until: EventId) -> Vec<String> {
        // It is kept since the event behind the one that binds it.
        self.derived(&name.to_string(), guard.since.previous(), until)
    }

    fn derived_by(
        &self,
        name: &str,
        within: Range<EventId>,
        counts: fn(&Pat, &Expr) -> bool,
    ) -> Vec<String> {
        let mut derived = vec![name.to_owned()];
        for event in self.summary.between(within.start.next(), within.end) {
            let (names, value, counts) = match &event.action {
                Action::Binds { pattern, value } => {
                    (names_of(pattern), value, counts(pattern, value))
                }
                Action::Assigns { name, value } => (vec![name.clone()], value, true),
                _ => continue,
            };
            let follows = counts && mentions(value).iter().any(|word| derived.contains(word));
            for name in names {
                // The name is bound again, to another value or to one of the same kind.
                derived.retain(|known| *known != name);
                derived.extend(follows.then_some(name));
            }
        }
        derived
    }

    /// The value that a name was bound to last before an event.
    pub(super) fn value_of(&self, name: &str, until: EventId) -> Option<&'a Expr> {
        let bound = self.bindings().filter(|(at, ..)| *at < until);
        let bound = bound.filter(|(_, _, pattern, _)| names_of(pattern).iter().any(|n| n == name));
        bound.last().map(|(.., value)| value)
    }

    /// The type of a parameter.
    pub(super) fn type_of(&self, parameter: &str) -> Option<String> {
        self.plan.function.signature.inputs.iter().find_map(|argument| match argument {
            FnArg::Typed(argument) if names_of(&argument.pat) == [parameter] => {
                Some(syntax::text(&argument.ty))
            }
            _ => None,
        })
    }

    /// Whether values that mention both words are compared before an event.
    pub(super) fn are_compared(
        &self,
        words: [&str; 2],
        (at, event): (EventId, &Event<'_>),
    ) -> bool {
        let has_both = |expr: &[&Expr]| {
            let mentioned: Vec<String> = expr.iter().flat_map(|expr| mentions(expr)).collect();
            words.iter().all(|word| mentioned.iter().any(|mentioned| mentioned == word))
        };
        let mut earlier = self.others().filter(|(other, _)| *other < at);
        self.conditions(event).any(|by| has_both(&[by]))
            || earlier.any(|(_, event)| match event.action {
                Action::Compares(compared) => has_both(&[&compared.left, &compared.right]),
                _ => false,
            })
    }

    /// Whether something is compared, or a way out taken, between two events.
    pub(super) fn decides_between(&self, from: EventId, to: EventId) -> bool {
        let between = self.summary.between(from, to);
        between.iter().any(|event| matches!(event.action, Action::Compares(_) | Action::Exits(_)))
    }

    /// Whether a place is known to be an event: by an attribute, by its type, or as a static that has an event's methods.
    pub(super) fn is_event(&self, called: &Called<'_>) -> bool {
        let place = called.receiver();
        let named =
            self.plan.sections().flat_map(|section| &section.holds).any(|hold| match hold {
                Hold::Event(wait) => wait.event.text == place,
                Hold::Sets(event) => event.text == place,
                _ => false,
            });
        let is_static = place.rsplit("::").next().is_some_and(|name| {
            name.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
        });
        named || called.hint == Some(TypeKind::Event) || called.hint.is_none() && is_static
    }

    /// The conditions that decide whether an event happens; a loop is none.
    pub(super) fn conditions(&self, event: &Event<'_>) -> impl Iterator<Item = &'a Expr> {
        self.summary.decided(event).filter_map(|by| match by {
            Control::If(by) | Control::Else(by) | Control::While(by) | Control::Match(by) => {
                Some(by)
            }
            Control::For(_) => None,
        })
    }

    /// Whether every call of the function means the same primitive: a static, or a field of one, that no type parameter selects.
    pub(super) fn is_one_for_all(&self, place: &PlaceKey) -> bool {
        let first = place.text.split(['.', ':', '<']).next().unwrap_or_default();
        let generic =
            self.plan.function.signature.generics.params.iter().any(|param| match param {
                GenericParam::Type(param) => param.ident == first,
                GenericParam::Const(param) => param.ident == first,
                GenericParam::Lifetime(_) => false,
            });
        place.is_static() && !generic && first != "Self" && !place.text.contains('<')
    }

    /// Whether the function is a test, whose locks keep other tests away.
    pub(super) fn is_test(&self) -> bool {
        let attributes = &self.plan.function.attributes;
        let is_test = |path| syntax::last_of(path).is_some_and(|last| last.ends_with("test"));
        attributes.iter().any(|attribute| is_test(attribute.path()))
    }
}

/// A copy of data under a guard.
pub(super) struct Read<'a> {
    /// The number of the event that binds it.
    pub(super) bound: EventId,
    pub(super) event: &'a Event<'a>,
    pub(super) guard: GuardId,
    pub(super) part: &'a str,
    pub(super) name: &'a Ident,
}

/// A call of a method.
pub(super) struct Called<'a> {
    pub(super) at: EventId,
    pub(super) event: &'a Event<'a>,
    pub(super) call: &'a ExprMethodCall,
    pub(super) method: &'a str,
    /// The guard of the data that it is called on.
    pub(super) on: Option<GuardId>,
    pub(super) hint: Option<TypeKind>,
}

impl Called<'_> {
    pub(super) fn receiver(&self) -> String {
        syntax::place(innermost(&self.call.receiver))
    }

    pub(super) fn is_plain(&self, methods: &[&str]) -> bool {
        self.call.args.is_empty() && methods.contains(&self.method)
    }
}

/// The name by which the body knows a guard.
pub(super) fn name_of<'a>(guard: &'a Guard<'_>) -> Option<&'a Ident> {
    match &guard.binding {
        GuardBinding::Attribute(name, _) | GuardBinding::Variable(name) => Some(name),
        GuardBinding::Scrutinee { .. } | GuardBinding::Temporary | GuardBinding::Extended => None,
    }
}

/// Whether a value is one of several, as something decides.
fn decides(value: &Expr) -> bool {
    match value {
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_) => true,
        Expr::Paren(paren) => decides(&paren.expr),
        Expr::Try(tried) => decides(&tried.expr),
        Expr::Await(awaited) => decides(&awaited.base),
        _ => false,
    }
}

/// How a temporary is kept, in a sentence.
pub(super) fn kept_by(guard: &Guard<'_>) -> String {
    match &guard.binding {
        GuardBinding::Scrutinee { by: "for", .. } => {
            "a temporary in the iterator of this `for`".to_owned()
        }
        GuardBinding::Scrutinee { by, .. } => format!("a temporary in the scrutinee of `{by}`"),
        GuardBinding::Extended => "a temporary that a reference keeps alive".to_owned(),
        GuardBinding::Temporary => "a temporary of this statement".to_owned(),
        GuardBinding::Attribute(name, _) | GuardBinding::Variable(name) => format!("`{name}`"),
    }
}

/// What is called in the end, behind what passes a future on: `Box::pin(f())`, `timeout(d, f())`.
pub(super) fn innermost_call(future: &Expr) -> &Expr {
    match future {
        Expr::Paren(paren) => innermost_call(&paren.expr),
        Expr::MethodCall(call) if boxes(call) => innermost_call(&call.receiver),
        Expr::Call(call) => {
            let passes = syntax::last_word(&call.func)
                .is_some_and(|name| functions::does(&name, Effect::PassesFuture));
            match call.args.last() {
                Some(inner) if passes => innermost_call(inner),
                _ => future,
            }
        }
        _ => future,
    }
}

fn boxes(call: &ExprMethodCall) -> bool {
    methods::does(&call.method.to_string(), methods::Effect::BoxesFuture)
}

/// The names that a pattern binds.
pub(super) fn names_of(pattern: &Pat) -> Vec<String> {
    idents_of(pattern).iter().map(Ident::to_string).collect()
}

/// Whether one of `names` occurs in it.
pub(super) fn mentions_any(expr: &Expr, names: &[String]) -> bool {
    mentions(expr).iter().any(|word| names.contains(word))
}

/// Every call of a method in an expression, whatever code it is in.
pub(super) fn calls_in(expr: &Expr) -> Vec<&ExprMethodCall> {
    struct Calls<'a>(Vec<&'a ExprMethodCall>);

    impl<'a> Visit<'a> for Calls<'a> {
        fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
            self.0.push(call);
            visit::visit_expr_method_call(self, call);
        }
    }

    let mut calls = Calls(Vec::new());
    calls.visit_expr(expr);
    calls.0
}

/// Places that an expression acquires somewhere in its code.
pub(super) fn acquired_in(expr: &Expr) -> Vec<String> {
    let acquires = |call: &&ExprMethodCall| {
        methods::awaited_acquisition(&call.method.to_string(), call.args.len()).is_some()
    };
    // A place that begins with a parameter of a closure differs between closures.
    let known = mentions(expr);
    let is_own = |place: &String| {
        let root = place.split(['.', '[']).next().unwrap_or_default();
        !known.iter().any(|word| word == root)
    };
    let acquiring = calls_in(expr).into_iter().filter(acquires);
    let places = acquiring.map(|call| syntax::place(innermost(&call.receiver)));
    places.filter(|place| !is_own(place)).collect()
}

/// What is alive, in a sentence.
pub(super) fn noun(kind: GuardKind, place: &str) -> String {
    match kind {
        GuardKind::Lock | GuardKind::ThreadLock | GuardKind::Returned => {
            format!("the guard of `{place}`")
        }
        GuardKind::Permit => format!("the permit of `{place}`"),
        GuardKind::Borrow | GuardKind::Watched => format!("the borrow of `{place}`"),
        GuardKind::Shard => format!("the reference into `{place}`"),
        GuardKind::Span => format!("the span `{place}`"),
    }
}
