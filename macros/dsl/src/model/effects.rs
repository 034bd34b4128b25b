//! What a function does in the end, through whatever it calls.

use std::rc::Rc;

use super::{
    report::Location,
    summary::{
        Action, Class, Kind, Mode, Object, Patience, Place, Provision, Reach, Root, Source, Stored,
        Summary,
    },
};

/// Something that happens while a function runs, in the function's terms.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub(crate) what: What,
    /// What is acquired on the way and held there, the outermost first.
    pub(crate) held: Vec<HeldObject>,
    /// The calls that lead there.
    pub(crate) chain: Rc<Link>,
    /// Each call calls one function only.
    pub(crate) sure: bool,
    /// On which paths it is reached: of all calls on the way, the least sure.
    pub(crate) reach: Reach,
    /// Another task does it, whose end is awaited.
    pub(crate) elsewhere: bool,
    /// The rules that are allowed on the way.
    pub(crate) allowed: Rc<[String]>,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum What {
    Acquire {
        object: Rc<Object>,
        mode: Mode,
        patience: Patience,
    },
    Wait(Rc<Object>, Patience),
    WaitCondition(Rc<Object>, Patience),
    Meet(Rc<Object>, Option<u64>),
    Join(Rc<Object>),
    Send(Rc<Object>, Patience),
    Receive(Rc<Object>, Patience),
    Provide(Rc<Object>, Provision),
    Release(Rc<Object>, Option<u64>),
    Escape(Rc<Object>),
    /// It becomes what the field names.
    Stored(Rc<Object>, Class),
    /// A parameter is called.
    Passed(usize),
    /// The future that a parameter is, or gives when it is called, is awaited.
    Awaited(usize, Patience),
    /// Code is called that nobody knows.
    Foreign(Rc<str>),
}

/// Something that is held.
#[derive(Clone, Debug)]
pub(crate) struct HeldObject {
    pub(crate) what: HeldWhat,
    /// On every path.
    pub(crate) always: bool,
    /// Each call that returned it calls one function only.
    pub(crate) sure: bool,
    /// Where it is acquired, through the calls that return it.
    pub(crate) acquired: Rc<Link>,
    /// The variable that keeps it.
    pub(crate) name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum HeldWhat {
    Object(Rc<Object>, Mode),
    /// Whatever guard the caller passes as this parameter.
    Passed(usize),
}

/// A place in a function, and what it leads to: a call, then the place in the callee.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) node: usize,
    pub(crate) at: Location,
    pub(crate) next: Option<Rc<Link>>,
    pub(crate) length: usize,
}

impl Link {
    pub(crate) fn new(node: usize, at: Location, next: Option<Rc<Link>>) -> Rc<Link> {
        let length = 1 + next.as_ref().map_or(0, |next| next.length);
        Rc::new(Link { node, at, next, length })
    }

    /// The one chain, and then the other.
    pub(crate) fn joined(first: &Rc<Link>, second: Rc<Link>) -> Rc<Link> {
        let next = match &first.next {
            Some(next) => Link::joined(next, second),
            None => second,
        };
        Link::new(first.node, first.at.clone(), Some(next))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(Some(self), |link| link.next.as_deref())
    }

    /// Where it ends.
    pub(crate) fn last(&self) -> &Link {
        self.iter().last().unwrap_or(self)
    }
}

/// What makes two effects of a function one: calls and places in the source do not count.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct EffectKey(What, Vec<HeldWhat>, bool);

impl Effect {
    pub(crate) fn of(what: What, chain: Rc<Link>) -> Self {
        Effect {
            what,
            held: Vec::new(),
            chain,
            sure: true,
            reach: Reach::Always,
            elsewhere: false,
            allowed: Rc::new([]),
        }
    }

    pub(crate) fn key(&self) -> EffectKey {
        // A lock that is known by its class has met this effect already.
        let open = self.held.iter().filter_map(|held| match &held.what {
            HeldWhat::Object(object, _) if object.class.is_some() => None,
            what => Some(what.clone()),
        });
        EffectKey(self.what.clone(), open.collect(), self.elsewhere)
    }

    /// Whether it says more of the same.
    pub(crate) fn is_better_than(&self, other: &Effect) -> bool {
        let measure =
            |effect: &Effect| (effect.reach, !effect.sure, effect.held.len(), effect.chain.length);
        measure(self) < measure(other)
    }

    /// It happens while this is held too, outside of what it holds already.
    pub(crate) fn add_held(&mut self, outer: &[HeldObject]) {
        if !outer.is_empty() {
            self.held = outer.iter().chain(&self.held).cloned().collect();
        }
    }
}

impl What {
    pub(crate) fn of(action: &Action, summary: &Summary) -> Option<What> {
        let shared = |object: &Object| Rc::new(object.clone());
        Some(match action {
            Action::Acquire { guard } => match &summary.guards.get(*guard)?.source {
                Source::Acquired { object, mode, patience } => {
                    What::Acquire { object: shared(object), mode: *mode, patience: *patience }
                }
                _ => return None,
            },
            Action::Wait { object, patience } => What::Wait(shared(object), *patience),
            // One that keeps the guard is reported by the checks of the function.
            Action::WaitCondition { guard: None, .. } => return None,
            Action::WaitCondition { object, patience, .. } => {
                What::WaitCondition(shared(object), *patience)
            }
            Action::Meet { object, parties } => What::Meet(shared(object), *parties),
            Action::Join { task } => What::Join(shared(task)),
            Action::Send { channel, patience } => What::Send(shared(channel), *patience),
            Action::Receive { channel, patience } => What::Receive(shared(channel), *patience),
            Action::Provide { object, how } => What::Provide(shared(object), *how),
            Action::Release { object, permits } => What::Release(shared(object), *permits),
            Action::Escape { object } => What::Escape(shared(object)),
            _ => return None,
        })
    }

    pub(crate) fn stored(stored: &Stored) -> What {
        let object = Object {
            // What it is does not matter: only the place is looked at.
            kind: Kind::Channel,
            place: stored.place.clone(),
            class: None,
            text: String::new(),
        };
        What::Stored(Rc::new(object), stored.class.clone())
    }

    /// The primitive that it is about.
    pub(crate) fn object(&self) -> Option<&Rc<Object>> {
        match self {
            What::Acquire { object, .. }
            | What::Wait(object, _)
            | What::WaitCondition(object, _)
            | What::Meet(object, _)
            | What::Join(object)
            | What::Send(object, _)
            | What::Receive(object, _)
            | What::Provide(object, _)
            | What::Release(object, _)
            | What::Escape(object)
            | What::Stored(object, _) => Some(object),
            What::Passed(_) | What::Awaited(..) | What::Foreign(_) => None,
        }
    }

    /// The same where the wait for the end is given up after some time. A wait that blocks the thread is not.
    pub(crate) fn limited(mut self) -> What {
        let blocks = self.object().is_some_and(|object| object.kind == Kind::ThreadLock);
        match &mut self {
            What::Acquire { patience, .. }
            | What::Wait(_, patience)
            | What::WaitCondition(_, patience)
            | What::Send(_, patience)
            | What::Receive(_, patience)
            | What::Awaited(_, patience)
                if !blocks && *patience == Patience::Waits =>
            {
                *patience = Patience::Limited;
            }
            _ => {}
        }
        self
    }

    /// The same of another object.
    pub(crate) fn with(&self, object: Rc<Object>) -> What {
        match self.clone() {
            What::Acquire { mode, patience, .. } => What::Acquire { object, mode, patience },
            What::Wait(_, patience) => What::Wait(object, patience),
            What::WaitCondition(_, patience) => What::WaitCondition(object, patience),
            What::Meet(_, parties) => What::Meet(object, parties),
            What::Join(_) => What::Join(object),
            What::Send(_, patience) => What::Send(object, patience),
            What::Receive(_, patience) => What::Receive(object, patience),
            What::Provide(_, how) => What::Provide(object, how),
            What::Release(_, permits) => What::Release(object, permits),
            What::Escape(_) => What::Escape(object),
            What::Stored(_, class) => What::Stored(object, class),
            what @ (What::Passed(_) | What::Awaited(..) | What::Foreign(_)) => what,
        }
    }
}

impl Mode {
    /// Whether nobody else can hold it at the same time.
    pub(crate) fn is_exclusive(self) -> bool {
        self == Mode::Exclusive
    }

    /// Whether a task that holds the one waits for itself when it asks for the other.
    fn excludes(self, other: Mode) -> bool {
        use Mode::{Exclusive, Permits, Shared, SharedRecursive};
        match (self, other) {
            (Exclusive, _) | (_, Exclusive) | (Shared | SharedRecursive, Shared) => true,
            (Permits(_), _) | (_, Permits(_)) | (_, SharedRecursive) => false,
        }
    }
}

impl Object {
    /// Whether both must be one object, inside one task.
    pub(crate) fn is(&self, other: &Object) -> bool {
        self.kind == other.kind && self.place.is(&other.place)
    }

    /// Whether a task that holds it in one mode cannot have it in the other as well. Nobody waits for a `RefCell`, so two
    /// shared borrows of it are right.
    pub(crate) fn excludes(&self, held: Mode, asked: Mode) -> bool {
        let is_borrowed_twice =
            self.kind == Kind::RefCell && !held.is_exclusive() && !asked.is_exclusive();
        held.excludes(asked) && !is_borrowed_twice
    }
}

impl Class {
    /// `LEDGER`, `Service.queue`: without modules.
    pub(crate) fn short(&self) -> String {
        let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
        match self {
            Class::Static(path) => last(path),
            Class::Field { owner, field } => format!("{}.{field}", last(owner)),
        }
    }
}

impl Place {
    /// Whether both must be one object, inside one task.
    pub(crate) fn is(&self, other: &Place) -> bool {
        self == other && self.is_exact()
    }

    fn is_exact(&self) -> bool {
        self.root != Root::Unknown && !self.steps.contains(&super::summary::Step::Element)
    }
}

impl HeldObject {
    pub(crate) fn object(&self) -> Option<(&Rc<Object>, Mode)> {
        match &self.what {
            HeldWhat::Object(object, mode) => Some((object, *mode)),
            HeldWhat::Passed(_) => None,
        }
    }

    pub(crate) fn class(&self) -> Option<&Class> {
        self.object().and_then(|(object, _)| object.class.as_ref())
    }
}
