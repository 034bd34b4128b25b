//! What one body does, by kinds of events.

use std::ops::{Index, IndexMut};

use proc_macro2::{Ident, Span};
use syn::{
    Expr, ExprBinary, ExprCall, ExprClosure, ExprMethodCall, Pat,
    visit::{self, Visit},
};

use super::{
    call::{CallArgument, Code, ResolvedCall},
    ids::{BranchId, EventId, GuardId, HandleId, TaskId, VarId},
    path::{PlaceClass, PlacePath},
    place::PlaceKey,
};
use crate::{
    known::{GuardKind, Mode, Patience, TypeKind, methods::Operation},
    parse::Limit,
    plan::{Hold, PlaceExpr, Primitive},
    rules::Allowance,
    syntax,
};

/// What one body does. It speaks of nothing but the body, so that several can be composed through their calls.
#[derive(Default)]
pub(crate) struct BodySummary<'a> {
    pub(crate) guards: Vec<Guard<'a>>,
    /// In the order of evaluation.
    pub(crate) events: Vec<Event<'a>>,
    /// The first is the body.
    pub(super) branches: Vec<Branch<'a>>,
    /// Code that runs when it likes: of each async block and closure, the code that it is in. The first is the body.
    pub(crate) tasks: Vec<Task>,
    /// The guards that the function returns; whether on every path that returns.
    pub(crate) returned: Vec<(GuardId, bool)>,
    /// The channels that it makes.
    pub(crate) channels: Vec<MadeChannel>,
    /// Local objects that become part of others.
    pub(crate) stored: Vec<(PlacePath, PlaceClass)>,
    /// How many tasks it starts.
    pub(super) handles: usize,
}

/// Code of a body that runs when it likes.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    pub(crate) outer: TaskId,
}

/// A channel whose two ends are variables.
pub(crate) struct MadeChannel {
    pub(crate) sender: VarId,
    pub(crate) receiver: VarId,
    /// How many messages fit, if the source says it.
    pub(crate) capacity: Option<u64>,
    pub(crate) at: Span,
}

/// Whatever is held until it is dropped: a guard of a lock, a permit, a borrow.
pub(crate) struct Guard<'a> {
    pub(crate) kind: GuardKind,
    pub(crate) mode: Mode,
    pub(crate) patience: Patience,
    pub(crate) place: PlaceKey,
    pub(crate) at: Span,
    pub(crate) origin: GuardOrigin,
    /// Whether it is sure that awaiting it gives a guard.
    pub(crate) certain: bool,
    pub(crate) binding: GuardBinding,
    /// The number of the event from which on it is kept so.
    pub(crate) since: EventId,
    /// What of an attribute holds it, possibly together with others.
    pub(crate) hold: Option<&'a Hold>,
    /// The code that acquires it, by its number in [`BodySummary::tasks`].
    pub(crate) task: TaskId,
}

/// Where a guard comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GuardOrigin {
    Acquired,
    /// The call of this event returns it, if anything.
    Returned(EventId),
    /// The caller passes it, as this parameter.
    Parameter(usize),
}

impl Guard<'_> {
    /// Whether the task waits where it is taken.
    pub(crate) fn is_waited_for(&self) -> bool {
        let limit = match self.hold {
            Some(Hold::Locks(locks)) => &locks.failure.limit,
            Some(Hold::Permits(permits)) => &permits.failure.limit,
            _ => &None,
        };
        self.patience != Patience::Tries && !matches!(limit, Some(Limit::Nowait(_)))
    }

    /// Whether it is a lock that is held alone, and awaited by others.
    pub(crate) fn is_exclusive_lock(&self) -> bool {
        self.kind == GuardKind::Lock && self.mode == Mode::Exclusive
    }

    /// Whether it is a lock that is shared with other readers, and awaited by others.
    pub(crate) fn is_shared_lock(&self) -> bool {
        self.kind == GuardKind::Lock && self.mode == Mode::Shared
    }
}

/// What keeps a guard.
#[derive(Clone, PartialEq)]
pub(crate) enum GuardBinding {
    /// An attribute, under this name: of the function, or of the block with this number.
    Attribute(Ident, Option<usize>),
    /// A variable of the body.
    Variable(Ident),
    /// The temporary that a `match`, an `if let`, a `while let` or a `for` looks at; whether the branches are `lent` a part of it,
    /// so that they need it.
    Scrutinee { by: &'static str, borrowed_by_arms: bool },
    /// A temporary of a statement.
    Temporary,
    /// A temporary that a reference keeps to the end of its block.
    Extended,
}

/// A part of the body that is not always gone through, as something decides.
pub(super) struct Branch<'a> {
    pub(super) outer: BranchId,
    /// Branches with one number exclude each other.
    pub(super) decision: usize,
    pub(super) by: Option<Control<'a>>,
}

/// What decides: a condition, a scrutinee, what is gone through.
#[derive(Clone, Copy)]
pub(crate) enum Control<'a> {
    If(&'a Expr),
    Else(&'a Expr),
    Match(&'a Expr),
    While(&'a Expr),
    For(&'a Expr),
}

impl<'a> Control<'a> {
    pub(crate) fn expr(self) -> &'a Expr {
        match self {
            Control::If(by)
            | Control::Else(by)
            | Control::Match(by)
            | Control::While(by)
            | Control::For(by) => by,
        }
    }

    /// What is tested; nothing where a list is gone through.
    pub(crate) fn condition(self) -> Option<&'a Expr> {
        (!matches!(self, Control::For(_))).then(|| self.expr())
    }
}

/// Something that happens.
pub(crate) struct Event<'a> {
    pub(crate) action: Action<'a>,
    pub(crate) at: Span,
    /// The guards that are alive there, on some path.
    pub(crate) alive: Vec<GuardId>,
    /// Those of them that are alive on some paths only.
    pub(crate) alive_sometimes: Vec<GuardId>,
    pub(super) branch: BranchId,
    /// In how many loops.
    pub(crate) loops: usize,
    /// Those loops, the outermost first, by numbers of the walk.
    pub(crate) loop_path: Vec<usize>,
    /// The code that it is in, by its number in [`BodySummary::tasks`].
    pub(crate) task: TaskId,
    /// Whether it is in this future, or in one that this waits for; not in a task, a closure or a future that runs when it likes.
    pub(crate) in_this_task: bool,
    /// In how many async blocks that this waits for: what leaves one of them leaves no more.
    pub(crate) async_depth: usize,
    /// In a handler of `select!`: the futures of the branches that `select!` only borrows, so that they are still alive.
    pub(crate) borrowed_futures: Vec<&'a Expr>,
    pub(crate) allowed: Vec<&'a Allowance>,
}

pub(crate) enum Action<'a> {
    /// This guard is acquired, and alive from here on.
    Acquires(GuardId),
    /// This guard is dropped where it was acquired.
    DropsAtOnce(GuardId),
    /// The future of an acquisition is never awaited.
    NeverAwaits(PlaceKey),
    /// A guard is leaked, by this function.
    Leaks {
        function: String,
        call: &'a ExprCall,
    },
    /// This guard is put into a collection, in a loop.
    Collects(GuardId),
    /// A future that is polled by reference, and may be kept unfinished.
    Polls(&'a Expr),
    /// The scope of a variable with such a future ends.
    Ends(String),
    /// A branch in which such a future is finished begins.
    Finishes(&'a Expr),
    /// The base of an `.await` that is no acquisition; whether alone, or side by side with others.
    Awaits {
        future: &'a Expr,
        runs: Runs,
        alone: bool,
    },
    /// A call of a function, with its path; whether that is a variable or an item that somebody else has put there.
    Calls {
        call: &'a ExprCall,
        path: String,
        stored: bool,
        owner: Owner,
    },
    /// A call of a method, by its name; on data under this guard; what is known of its receiver, and whether that is all
    /// that there is to know, as its type is declared.
    CallsMethod {
        call: &'a ExprMethodCall,
        method: String,
        on: Option<GuardId>,
        hint: Option<TypeKind>,
        typed: bool,
    },
    /// A wait that gives up this guard, and acquires it again.
    Waits {
        call: &'a ExprMethodCall,
        method: String,
        guard: GuardId,
    },
    /// A meeting at the barrier of an attribute.
    Meets(&'a Primitive),
    /// A wait for the event of an attribute, with what is known of its type.
    WaitsFor(&'a PlaceExpr, Option<TypeKind>),
    /// A predicate of `when`, `until`, `wait_for` and the like.
    Asks(&'a Expr, Option<&'a ExprClosure>),
    /// Data under a guard are written: which part, and with what; `updates` if with what they were, as `+=` does.
    Writes {
        guard: GuardId,
        part: String,
        value: &'a Expr,
        updates: bool,
        /// `-=`
        subtracts: bool,
    },
    /// A `let`, or a pattern of an `if let` or of an arm.
    Binds {
        pattern: &'a Pat,
        value: &'a Expr,
    },
    /// A statement that does nothing with the value of this.
    Ignores(&'a Expr),
    /// A variable is bound to what is copied out of data under a guard: of which part.
    Reads {
        guard: GuardId,
        part: String,
        name: Ident,
    },
    /// A part of data under a guard is looked up by this index.
    Indexes {
        guard: GuardId,
        index: &'a Expr,
    },
    Exits(Exit),
    /// A `loop` or `while` whose body begins with the event of this number: whether it can be left.
    Loops {
        from: EventId,
        left: bool,
    },
    /// A variable hides the guard of an attribute that is not used yet.
    Shadows(Ident),
    /// Two values are compared.
    Compares(&'a ExprBinary),
    /// A variable is assigned.
    Assigns {
        name: String,
        value: &'a Expr,
    },
    /// A macro whose tokens are opaque.
    Unknown,
    /// A call of functions in sight, of a parameter or of unknown code.
    Runs(ResolvedCall),
    /// A task starts.
    Starts {
        code: Code,
        arguments: Vec<CallArgument>,
        /// The number of its handle.
        task: HandleId,
        on_thread: bool,
    },
    /// A wait for the end of the task with this handle.
    Joins(HandleId),
    /// Calls and blocks that are polled side by side.
    Together(Vec<ResolvedCall>),
    /// Something is done with a primitive other than to acquire it.
    Operates(Operated),
    /// A primitive goes where it cannot be followed.
    Escapes(TypeKind, PlaceKey),
}

/// Who defines a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    Crate,
    /// A library, with the path of the function in there.
    Library(String),
    Unknown,
}

/// What an `.await` runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Runs {
    /// Code that is written here.
    Known,
    /// Code that was handed in: a parameter, an item of a list, a trait object.
    Foreign,
    /// Something that ends when another task has done its part.
    Answer,
    Unknown,
}

/// A way out of the function or of a loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    Question,
    Return,
    Panic,
    Break,
}

impl<'a> Index<GuardId> for Vec<Guard<'a>> {
    type Output = Guard<'a>;

    fn index(&self, id: GuardId) -> &Guard<'a> {
        &self[id.0]
    }
}

impl<'a> IndexMut<GuardId> for Vec<Guard<'a>> {
    fn index_mut(&mut self, id: GuardId) -> &mut Guard<'a> {
        &mut self[id.0]
    }
}

impl<'a> Index<BranchId> for Vec<Branch<'a>> {
    type Output = Branch<'a>;

    fn index(&self, id: BranchId) -> &Branch<'a> {
        &self[id.0]
    }
}

impl Index<TaskId> for Vec<Task> {
    type Output = Task;

    fn index(&self, id: TaskId) -> &Task {
        &self[id.0]
    }
}

/// Something that is done with a primitive other than to acquire it.
#[derive(Clone, Debug)]
pub(crate) struct Operated {
    pub(crate) operation: Operation,
    pub(crate) kind: TypeKind,
    pub(crate) place: PlaceKey,
    /// The guard that a wait gives up.
    pub(crate) guard: Option<GuardId>,
    pub(crate) patience: Patience,
    /// Whether it suspends the task.
    pub(crate) is_awaited: bool,
    pub(crate) at: Span,
    /// What a wait asks of the data.
    pub(crate) predicate: Option<Predicate>,
}

/// A closure that asks whether a wait is over.
#[derive(Clone, Debug)]
pub(crate) struct Predicate {
    pub(crate) text: String,
    /// The parts of the data that it reads: `.queue`; empty for all of them.
    pub(crate) reads: Vec<String>,
}

impl Predicate {
    /// `|data| data.queue > 0`
    pub(super) fn of(argument: &Expr) -> Option<Predicate> {
        let Expr::Closure(closure) = argument else { return None };
        let names: Vec<Ident> = closure.inputs.iter().flat_map(syntax::idents_of).collect();
        let mut reads = PartsRead { names, parts: Vec::new() };
        reads.visit_expr(&closure.body);
        reads.parts.sort_unstable();
        reads.parts.dedup();
        Some(Predicate { text: syntax::text(closure), reads: reads.parts })
    }
}

struct PartsRead {
    names: Vec<Ident>,
    parts: Vec<String>,
}

impl PartsRead {
    fn is_data(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|it| self.names.contains(it)))
    }
}

impl<'ast> Visit<'ast> for PartsRead {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Field(field) if self.is_data(&field.base) => {
                self.parts.push(format!(".{}", syntax::text(&field.member)));
            }
            expr if self.is_data(expr) => self.parts.push(String::new()),
            _ => visit::visit_expr(self, expr),
        }
    }
}
