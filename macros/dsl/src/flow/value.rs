//! What the walk knows at a point of the body: what is alive, what variables are, and what values carry.

use std::{
    ops::{Index, IndexMut},
    rc::Rc,
};

use proc_macro2::Span;
use syn::{Block, ExprClosure, Type};

use super::{
    call::{Code, ResolvedCall},
    ids::{BranchId, EventId, GuardId, HandleId, ScopeId, VarId},
    oracle::Typed,
    path::PlacePath,
    place::PlaceKey,
    summary::Operated,
};
use crate::{
    known::{Patience, TypeKind, methods::Acquisition},
    rules::Allowance,
};

/// A guard that is alive, and what drops it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Alive {
    pub(super) guard: GuardId,
    pub(super) owner: DropScope,
    /// Where it is alive on some paths only: how many conditions deep those paths met. Deeper in, what decided for one of them
    /// may have decided again, so that there it is not said to be alive.
    pub(super) maybe: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum DropScope {
    Variable(VarId),
    /// The scope of temporaries with this number.
    Temporary(ScopeId),
}

/// What is alive; nothing at all where control does not come.
pub(super) type State = Option<Vec<Alive>>;

/// One binding of a name.
pub(super) struct Variable<'a> {
    pub(super) name: String,
    pub(super) hint: Option<TypeKind>,
    pub(super) parameter: Option<Parameter<'a>>,
    /// Whether others may have what it refers to, and it stays the same: a parameter by `&` or a shared pointer, not `mut`.
    pub(super) is_shared: bool,
    /// Whether it is not `mut`.
    pub(super) is_fixed: bool,
    /// Whether it is a future that was pinned where it is.
    pub(super) is_pinned: bool,
    /// Whether it is a future that was polled by reference.
    pub(super) is_polled: bool,
    /// Whether its value was moved, or copied, somewhere.
    pub(super) is_moved: bool,
    /// Where it is bound.
    pub(super) at: Span,
    /// Whether it is an item of what a loop goes through.
    pub(super) is_item: bool,
    /// Whether a method or a `&mut` can make it another object.
    pub(super) is_mutable: bool,
    /// Whether it is `&mut T`, which a function that gets it may change.
    pub(super) is_exclusive_reference: bool,
    /// Its type, where there is a model.
    pub(super) typed: Typed,
    /// The place that it refers to.
    pub(super) alias: Option<Rc<PlacePath>>,
    /// The events of the calls that it is computed from.
    pub(super) from: Vec<EventId>,
    /// Which parameter it is.
    pub(super) parameter_index: Option<usize>,
    /// What happens when it is awaited.
    pub(super) pending: Vec<Pending<'a>>,
    /// Whether it keeps guards in something else, as `Some(guard)` and a list do.
    pub(super) wrapped: bool,
    /// Whether it is the guard of an attribute that nothing has used yet.
    pub(super) unused_guard: bool,
    /// The number of the event that hides it.
    pub(super) shadowed: Option<EventId>,
}

impl Variable<'_> {
    /// Where the object is that it is or refers to; `number` is its own.
    pub(super) fn path(&self, number: VarId) -> PlacePath {
        match &self.alias {
            Some(alias) => PlacePath::clone(alias),
            None => PlacePath::of_local(number),
        }
    }

    /// Whether it may be a set of tasks.
    pub(super) fn keeps_tasks(&self) -> bool {
        self.typed.ty.is_unknown() || self.typed.ty.kind() == Some(TypeKind::JoinSet)
    }
}

/// A part of a variable that may be another object from here on.
pub(super) struct Change {
    pub(super) variable: VarId,
    pub(super) fields: Vec<String>,
}

#[derive(Clone, Copy)]
pub(super) enum Parameter<'a> {
    Receiver,
    Typed(&'a Type),
}

/// What the value of an expression carries.
#[derive(Default)]
pub(super) struct Value<'a> {
    pub(super) guards: Vec<GuardId>,
    pub(super) pending: Vec<Pending<'a>>,
    pub(super) wrapped: bool,
    /// The events of the calls that gave it.
    pub(super) from: Vec<EventId>,
    /// Whether it keeps guards as fields of something.
    pub(super) structured: bool,
    /// What it was copied out of, in a block that has ended: data under this guard, and which part.
    pub(super) read: Option<(GuardId, String)>,
}

impl<'a> Value<'a> {
    pub(super) fn of(guards: Vec<GuardId>) -> Self {
        Value { guards, ..Value::default() }
    }

    pub(super) fn pending(pending: Pending<'a>) -> Self {
        Value { pending: vec![pending], ..Value::default() }
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.guards.extend(other.guards);
        self.pending.extend(other.pending);
        self.from.extend(other.from);
        self.wrapped |= other.wrapped;
        self.structured |= other.structured;
        self
    }

    /// What it waits for when it is awaited is given up after some time.
    pub(super) fn limit(&mut self) {
        for pending in &mut self.pending {
            let patience = match pending {
                Pending::Acquire { how, .. } => &mut how.patience,
                Pending::Operation(operated) => &mut operated.patience,
                Pending::Call(call) => {
                    call.is_limited = true;
                    continue;
                }
                _ => continue,
            };
            if *patience == Patience::Waits {
                *patience = Patience::Limited;
            }
        }
    }

    /// Futures that the caller passes are waited for together: one of them may be a timer.
    pub(super) fn limit_parameters(&mut self) {
        for pending in &mut self.pending {
            if let Pending::Call(call) = pending {
                call.is_limited |= matches!(call.code, Code::Awaited(_));
            }
        }
    }

    pub(super) fn wrapped(mut self) -> Self {
        self.wrapped = true;
        self
    }
}

/// What happens when a value is awaited.
#[derive(Clone)]
pub(super) enum Pending<'a> {
    Acquire {
        how: Acquisition,
        place: PlaceKey,
        at: Span,
        certain: bool,
        allowed: Vec<&'a Allowance>,
    },
    /// Several acquisitions in an order that is the same for all tasks.
    Ordered(Vec<Pending<'a>>),
    /// A wait that acquires this guard again.
    Wait(GuardId),
    /// A block that runs, in this task or in another that is waited for.
    Run(DeferredBlock<'a>),
    /// A closure, which runs when it is called.
    Closure(DeferredClosure<'a>),
    /// A call of an async function.
    Call(ResolvedCall),
    /// A task that has been started, by its number.
    Join(HandleId),
    /// A wait for something else than a guard.
    Operation(Box<Operated>),
}

/// An async block, which runs elsewhere than where it is written.
#[derive(Clone)]
pub(super) struct DeferredBlock<'a> {
    pub(super) block: &'a Block,
    /// What is visible in it, and what decides whether it is made.
    pub(super) visible: Vec<VarId>,
    pub(super) branch: BranchId,
}

/// A closure, with what is visible where it is written.
#[derive(Clone)]
pub(super) struct DeferredClosure<'a> {
    pub(super) closure: &'a ExprClosure,
    pub(super) visible: Vec<VarId>,
}

/// A loop, or a block with a label, that can be left.
pub(super) struct Loop<'a> {
    pub(super) label: Option<String>,
    /// Without a label, `break` leaves only a loop.
    pub(super) is_loop: bool,
    /// How many variables were visible outside, and the scope of temporaries there.
    pub(super) visible: usize,
    pub(super) temporary: ScopeId,
    /// What is alive where it is left, and where it is begun again; `None` if it never is.
    pub(super) broken: Option<State>,
    pub(super) continued: State,
    pub(super) value: Value<'a>,
}

/// Whether a type is `&mut T`.
pub(super) fn is_exclusive(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}

/// Whether somebody else may have what is passed so.
pub(super) fn is_shared(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|last| last.ident == "Arc" || last.ident == "Rc")
        }
        _ => false,
    }
}

impl<'a> Index<VarId> for Vec<Variable<'a>> {
    type Output = Variable<'a>;

    fn index(&self, id: VarId) -> &Variable<'a> {
        &self[id.0]
    }
}

impl<'a> IndexMut<VarId> for Vec<Variable<'a>> {
    fn index_mut(&mut self, id: VarId) -> &mut Variable<'a> {
        &mut self[id.0]
    }
}
