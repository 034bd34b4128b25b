//! The terms of the walk over a body in those of a summary.

use syn::{Expr, ExprLit, Lit};

use crate::{
    flow::{self, HandleId, PlaceClass, PlaceKey, PlacePath, PlaceRoot, PlaceStep},
    known::{self, GuardKind, TypeKind},
    model::summary::{Class, Kind, Mode, Object, Patience, Place, Root, Step},
    plan::Hold,
};

/// The handles of tasks are numbered from here on, behind all variables.
const HANDLES: usize = 1 << 32;

/// The numbers of what variables name after a change begin here.
const CHANGED: usize = 1 << 40;

pub(super) fn handle(task: HandleId) -> Object {
    Object {
        kind: Kind::Task,
        place: Place { root: Root::Local(HANDLES + task.index()), steps: Vec::new() },
        class: None,
        text: "the task".to_owned(),
    }
}

pub(super) fn object(kind: Kind, key: &PlaceKey) -> Object {
    Object {
        kind,
        place: place(&key.path),
        class: key.path.class.as_ref().map(class),
        text: key.to_string(),
    }
}

pub(super) fn place(path: &PlacePath) -> Place {
    let root = match &path.root {
        PlaceRoot::Static(path) => Root::Static(path.to_string()),
        PlaceRoot::Parameter(index) => Root::Parameter(*index),
        PlaceRoot::Local(variable) => Root::Local(variable.index()),
        PlaceRoot::Changed(variable, version) => {
            Root::Local(CHANGED + (variable.index() << 16) + version)
        }
        PlaceRoot::Unknown => Root::Unknown,
    };
    let steps = path.steps.iter().map(|step| match step {
        PlaceStep::Field(name) => Step::Field(name.to_string()),
        PlaceStep::Getter(name) => Step::Getter(name.to_string()),
        PlaceStep::Element => Step::Element,
    });
    Place { root, steps: steps.collect() }
}

pub(super) fn class(of: &PlaceClass) -> Class {
    match of {
        PlaceClass::Static(path) => Class::Static(path.to_string()),
        PlaceClass::Field { owner, field } => {
            Class::Field { owner: owner.to_string(), field: field.to_string() }
        }
    }
}

pub(super) fn mode(guard: &flow::Guard<'_>) -> Mode {
    match (guard.kind, guard.mode) {
        (GuardKind::Permit, _) => Mode::Permits(permits(guard)),
        (_, known::Mode::Exclusive) => Mode::Exclusive,
        (_, known::Mode::Shared) => Mode::Shared,
        (_, known::Mode::SharedRecursive) => Mode::SharedRecursive,
    }
}

/// The number of permits, where an attribute says it.
fn permits(guard: &flow::Guard<'_>) -> Option<u64> {
    let Some(Hold::Permits(permits)) = guard.hold else { return None };
    match &permits.permits {
        None => Some(1),
        Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => number.base10_parse().ok(),
        Some(_) => None,
    }
}

pub(super) fn patience(patience: known::Patience) -> Patience {
    match patience {
        known::Patience::Waits => Patience::Waits,
        known::Patience::Limited => Patience::Limited,
        known::Patience::Tries => Patience::Tries,
    }
}

pub(super) fn kind_of_guard(kind: GuardKind) -> Kind {
    match kind {
        GuardKind::Lock | GuardKind::Span | GuardKind::Returned => Kind::AsyncLock,
        GuardKind::Permit => Kind::Semaphore,
        GuardKind::ThreadLock => Kind::ThreadLock,
        GuardKind::Borrow => Kind::RefCell,
        GuardKind::Shard => Kind::DashMap,
        GuardKind::Watched => Kind::Watch,
    }
}

/// What a value of this type is for the analysis.
pub(crate) fn kind_of_type(kind: TypeKind) -> Option<Kind> {
    Some(match kind {
        TypeKind::AsyncLock => Kind::AsyncLock,
        TypeKind::AnyLock | TypeKind::StdLock | TypeKind::ParkingLot => Kind::ThreadLock,
        TypeKind::Semaphore => Kind::Semaphore,
        TypeKind::Barrier | TypeKind::ThreadBarrier => Kind::Barrier,
        TypeKind::Event | TypeKind::Notify | TypeKind::Cancellation => Kind::Event,
        TypeKind::Condition | TypeKind::ThreadCondition => Kind::Condition,
        TypeKind::RefCell => Kind::RefCell,
        TypeKind::DashMap => Kind::DashMap,
        TypeKind::Watch | TypeKind::WatchSender => Kind::Watch,
        TypeKind::BoundedSender
        | TypeKind::UnboundedSender
        | TypeKind::Receiver
        | TypeKind::OneshotSender
        | TypeKind::OneshotReceiver
        | TypeKind::ThreadSender
        | TypeKind::ThreadReceiver => Kind::Channel,
        TypeKind::Task | TypeKind::JoinSet | TypeKind::ThreadHandle => Kind::Task,
        TypeKind::Atomic
        | TypeKind::Io
        | TypeKind::Runtime
        | TypeKind::Span
        | TypeKind::Guard(..)
        | TypeKind::Closure
        | TypeKind::Dyn
        | TypeKind::Callback => return None,
    })
}
