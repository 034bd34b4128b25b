//! What one function does, as owned data: it can be kept, composed through calls and compared without any syntax.
//!
//! A closure, an async block and a task are functions without a name, [nested](Summary::nested) in the one that writes them.
//! Their places begin at the roots of the outermost function, since they capture its variables.

use super::report::Location;

/// A function of the model: its number in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FnId(pub(crate) usize);

/// Where a place begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Root {
    /// A static, by its resolved path.
    Static(String),
    /// A parameter of the function; `self` is number 0 of a method.
    Parameter(usize),
    /// A variable of the function, by a number that is unique in it and in what is nested in it.
    Local(usize),
    /// It is not known which object it is.
    Unknown,
}

/// A step from an object to a part of it. Pointers, references and guards are no steps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Step {
    /// A field, by name or by number.
    Field(String),
    /// What a method without arguments returns: the same object each time, as far as can be seen.
    Getter(String),
    /// One of several: an element, a value of a map, what a method with arguments returns.
    Element,
}

/// A place that holds an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) root: Root,
    pub(crate) steps: Vec<Step>,
}

/// The same lock of any object of a type, which is all that is known across tasks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// A static, by its resolved path.
    Static(String),
    /// A field, by the resolved path of the type that declares it, and its name.
    Field { owner: String, field: String },
}

impl Class {
    /// The name of the static or the field.
    pub(crate) fn name(&self) -> &str {
        match self {
            Class::Static(path) => path.rsplit("::").next().unwrap_or(path),
            Class::Field { field, .. } => field,
        }
    }
}

/// What an object is for the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A lock that is awaited: of tokio, async-lock, async-std, futures, or ours.
    AsyncLock,
    /// A lock that blocks its thread: of std or parking_lot.
    ThreadLock,
    /// A `RefCell`: a second borrow panics.
    RefCell,
    /// A `DashMap`: a reference locks a shard.
    DashMap,
    /// A `watch` channel: a reference locks it.
    Watch,
    Semaphore,
    /// An event, a notification, a token: what is set or announced by another task.
    Event,
    Condition,
    Barrier,
    /// One end of a channel.
    Channel,
    /// A task, by the variable or field that holds its handle.
    Task,
}

/// A primitive, as one function sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Object {
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    /// `None` where no declaration says it: a variable, an element of unknown type.
    pub(crate) class: Option<Class>,
    /// As the source writes it, for messages: `self.metrics`.
    pub(crate) text: String,
}

/// How something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mode {
    Exclusive,
    Shared,
    /// A read that does not wait behind a queued writer: `read_recursive`.
    SharedRecursive,
    /// So many permits, where the source says it.
    Permits(Option<u64>),
}

/// What somebody who asks for a lock does when it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Patience {
    /// Waits, with `.await` or by blocking the thread.
    Waits,
    /// Gives up after some time.
    Limited,
    /// An attempt that never waits: `try_*`, `nowait`.
    Tries,
}

/// Where a guard comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// This function acquires it.
    Acquired { object: Object, mode: Mode, patience: Patience },
    /// It may be in what the call of this event returns.
    Returned { event: usize },
    /// The caller passes it by value: the number of the parameter.
    Parameter(usize),
}

/// What is held until it is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guard {
    pub(crate) source: Source,
    pub(crate) at: Location,
    /// Who keeps it, for messages: the name of a variable; `None` for a temporary.
    pub(crate) name: Option<String>,
}

/// A guard that is alive at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Held {
    /// Its number in [`Summary::guards`].
    pub(crate) guard: usize,
    /// Whether it is alive on every path that leads there.
    pub(crate) always: bool,
}

/// One step of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) action: Action,
    pub(crate) at: Location,
    /// What is alive exactly there, what the event itself acquires not included.
    pub(crate) held: Vec<Held>,
    pub(crate) reach: Reach,
    /// The loops that it is in, the outermost first, by numbers that are unique in the function. The head of a `while` and of
    /// a `for` that is evaluated each round is in its loop.
    pub(crate) loops: Vec<usize>,
    /// The names of the rules that are allowed there.
    pub(crate) allowed: Vec<String>,
}

/// On which paths something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reach {
    /// On every path through the function.
    Always,
    /// On some paths.
    Sometimes,
    /// On some paths, and an argument decides it: a caller that holds the lock may say so.
    ByArgument,
}

/// What happens. An action that waits with `.await` is a suspension; every other `.await` is an [`Action::Await`], after the
/// [`Action::Call`] that it awaits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// This guard is acquired. Its source is `Acquired`.
    Acquire { guard: usize },
    /// A wait until something is set or announced: an event, a notification, a token.
    Wait { object: Object, patience: Patience },
    /// A wait that releases this guard and acquires it again.
    WaitCondition {
        object: Object,
        guard: Option<usize>,
        patience: Patience,
        /// The text of the predicate, and the parts of the data that it reads.
        predicate: Option<Predicate>,
    },
    /// A wait for the other parties of a barrier.
    Meet { object: Object, parties: Option<u64> },
    /// A wait for the end of a task.
    Join { task: Object },
    /// A wait for room in a channel, or none where it is unbounded.
    Send { channel: Object, patience: Patience },
    /// A wait for a message; of a oneshot channel too.
    Receive { channel: Object, patience: Patience },
    /// A value is provided that somebody may wait for: set, notified, closed, cancelled, without waiting itself.
    Provide { object: Object, how: Provision },
    /// Permits are given back that no guard held.
    Release { object: Object, permits: Option<u64> },
    /// Any other `.await`, of a call too.
    Await,
    /// A reference to the object goes where the analysis cannot follow: to unknown code, into a collection, to the caller.
    Escape { object: Object },
    /// A call that blocks the thread: `block_on`, `sleep`, `blocking_recv`.
    BlockThread { call: String },
    /// A call, run in place; awaited where the callee is async. A value that is dropped or formatted calls the `drop` or `fmt`
    /// of the crate for its type.
    Call(Call),
    /// Code that runs elsewhere. `task` is where its handle goes.
    Spawn { body: Callee, arguments: Vec<Argument>, task: Option<Object>, on_thread: bool },
    /// Several futures that are polled side by side until all of them are ready: `join!`, `join_all`.
    Together { branches: Vec<Call> },
    /// A part of the data under a guard is read or written: `.queue`; empty for all of it.
    Data { guard: usize, part: String, writes: bool },
}

/// What a wait asks of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Predicate {
    pub(crate) text: String,
    /// The parts that it reads, as in [`Action::Data`].
    pub(crate) reads: Vec<String>,
}

/// What is provided to those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Provision {
    Set,
    NotifyOne,
    NotifyAll,
}

/// A call of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) callee: Callee,
    /// The receiver of a method is the first.
    pub(crate) arguments: Vec<Argument>,
    /// Whether it is made only if a value is there to drop or to format.
    pub(crate) is_implied: bool,
    /// Whether the wait for its end is given up after some time.
    pub(crate) is_limited: bool,
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Callee {
    /// One of these functions; exactly that one where there is one.
    Functions(Vec<FnId>),
    /// A closure, an async block or a function that is written in this one: its number in [`Summary::nested`].
    Nested(usize),
    /// A parameter of this function that the caller passes: a closure.
    Parameter(usize),
    /// The future that a parameter of this function is, or gives when it is called; here it is awaited.
    Awaited(usize),
    /// A callback, a trait object, a stored closure, by its text: it may do anything.
    Foreign(String),
    /// Something outside of the sources, by its text: it is taken to do nothing.
    Unknown(String),
}

/// What is passed to a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Argument {
    /// The object that it is, or points to.
    pub(crate) place: Option<Place>,
    /// The class of that object, if it is a primitive that a declaration names.
    pub(crate) class: Option<Class>,
    /// The guards that move into it.
    pub(crate) guards: Vec<usize>,
    /// The closure, future or function that it is.
    pub(crate) code: Option<Callee>,
    /// Whether the code runs only while a future is awaited that the argument is, or gives when it is called.
    pub(crate) is_future: bool,
    /// The calls whose results it is computed from, by the numbers of their events.
    pub(crate) from: Vec<usize>,
}

/// A channel that a function makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Channel {
    pub(crate) sender: Place,
    pub(crate) receiver: Place,
    /// How many messages fit; `None` where it is unbounded or not known.
    pub(crate) capacity: Option<u64>,
    pub(crate) at: Location,
}

/// A local object becomes part of something: a field in a struct literal, or by assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) place: Place,
    pub(crate) class: Class,
}

/// What the function is, without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Its path, as messages write it: `Service::close`.
    pub(crate) name: String,
    /// Its name.
    pub(crate) at: Location,
    pub(crate) is_async: bool,
    /// `&mut self` or `self`: the path of the type, whose locks nobody else can reach then.
    pub(crate) exclusive: Option<String>,
    /// It returns `Self`: what it does with `Self` happens before others can see it.
    pub(crate) constructs: Option<String>,
    /// Code outside of the sources may call it: it is public, or implements a trait.
    pub(crate) is_public: bool,
    /// It is the `drop` of a type.
    pub(crate) is_drop: bool,
    /// It is a test.
    pub(crate) is_test: bool,
    /// One of our attributes is on it, and reports what is wrong with it.
    pub(crate) is_annotated: bool,
    /// A function in sight may call it.
    pub(crate) is_called: bool,
    /// One of our attributes that `cfg_attr` gives it, in some builds.
    pub(crate) sometimes: Option<String>,
}

/// What one function does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) header: Header,
    pub(crate) guards: Vec<Guard>,
    /// In the order of evaluation.
    pub(crate) events: Vec<Event>,
    /// The guards that it returns, alone or in something.
    pub(crate) returns: Vec<Held>,
    /// Closures, async blocks and local functions. Their guards, events and nested functions are their own.
    pub(crate) nested: Vec<Summary>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) stored: Vec<Stored>,
}

/// A primitive that a static or a field declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) class: Class,
    pub(crate) kind: Kind,
    pub(crate) at: Location,
    /// Nothing outside of the sources can name it.
    pub(crate) is_private: bool,
    /// The permits of a semaphore, the parties of a barrier, where the source says them.
    pub(crate) count: Option<u64>,
    /// Whether the count cannot grow: a `BoundedSemaphore`.
    pub(crate) is_bounded: bool,
}

/// All that is known of the functions of the crates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Program {
    /// By [`FnId`]; `None` for a function in which nothing matters.
    pub(crate) functions: Vec<Option<Summary>>,
    pub(crate) declared: Vec<Declared>,
    /// The events and conditions that nothing in the sources can set or notify.
    pub(crate) unprovided: Vec<Class>,
}
