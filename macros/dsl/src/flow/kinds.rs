//! What a variable is, as far as its declared type or its constructor says, and how what its methods acquire is held.

use syn::{
    Expr, ExprCall, GenericArgument, Path, PathArguments, Type, TypeParamBound, TypeTraitObject,
};

use crate::syntax;

/// How something is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GuardKind {
    /// A lock whose `.await` gives a guard, held alone.
    Exclusive,
    /// The same, shared with other readers.
    Shared,
    Permit,
    /// A guard that blocks its thread: of `std::sync` or `parking_lot`.
    Blocking,
    /// A borrow of a `RefCell`.
    Borrow,
    /// A reference into a `DashMap`, which locks a shard.
    Shard,
    /// A `watch::Ref`, which locks the channel.
    Watched,
    /// An entered `tracing` span.
    Span,
}

impl GuardKind {
    /// Whether both can be held at once by one task.
    pub(crate) fn excludes(self, other: GuardKind) -> bool {
        use GuardKind::{Blocking, Exclusive, Shared};
        matches!((self, other), (Exclusive | Shared, Exclusive | Shared) | (Blocking, Blocking))
    }

    pub(crate) fn is_lock(self) -> bool {
        matches!(self, GuardKind::Exclusive | GuardKind::Shared)
    }

    /// Whether it is a guard that others wait for with `.await`.
    pub(crate) fn is_awaited(self) -> bool {
        self.is_lock() || self == GuardKind::Permit
    }
}

/// What is known of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TypeKind {
    /// A `Mutex` or `RwLock` of whatever crate, told apart by `.await` and `.unwrap()`.
    AnyLock,
    AsyncLock,
    /// Its methods give guards, not futures and not results.
    ParkingLot,
    Semaphore,
    Barrier,
    Event,
    RefCell,
    DashMap,
    Watch,
    Atomic,
    Span,
    /// The sending half of a channel that may be full.
    BoundedSender,
    /// A `JoinHandle`, a receiver: what is awaited is up to another task.
    Answer,
    /// Code that is written in the body itself.
    Closure,
    /// A trait object.
    Dyn,
    /// `Fn`, `FnMut`, `FnOnce`, `AsyncFn`: code that is handed in.
    Callback,
}

impl TypeKind {
    pub(super) fn of_type(ty: &Type) -> Option<TypeKind> {
        match ty {
            Type::Reference(reference) => TypeKind::of_type(&reference.elem),
            Type::Paren(paren) => TypeKind::of_type(&paren.elem),
            Type::Path(path) => of_path(&path.path),
            Type::TraitObject(object) => is_handler(object).then_some(TypeKind::Dyn),
            Type::ImplTrait(_) => Some(TypeKind::Callback),
            _ => None,
        }
    }

    /// Of what `Type::new(..)` gives, behind pointers, and of what starts a task.
    pub(super) fn of_call(call: &ExprCall) -> Option<TypeKind> {
        let Expr::Path(function) = &*call.func else { return None };
        let segments = &function.path.segments;
        let last = segments.last()?.ident.to_string();
        match last.as_str() {
            "spawn" | "spawn_local" => return Some(TypeKind::Answer),
            "new" | "default" if segments.len() > 1 => {}
            _ => return None,
        }
        let mut ty = function.path.clone();
        ty.segments.pop();
        ty.segments.pop_punct();
        if is_pointer(&ty.segments.last()?.ident.to_string()) {
            return match call.args.first()? {
                Expr::Call(inner) => TypeKind::of_call(inner),
                _ => None,
            };
        }
        of_path(&ty)
    }

    /// Of `Type::new(..)`, also behind pointers.
    pub(crate) fn of_new(expr: &Expr) -> Option<TypeKind> {
        match expr {
            Expr::Call(call)
                if matches!(syntax::last_word(&call.func).as_deref(), Some("new" | "default")) =>
            {
                TypeKind::of_call(call)
            }
            _ => None,
        }
    }

    /// Of both halves of a channel.
    pub(super) fn of_channel(expr: &Expr) -> Option<[Option<TypeKind>; 2]> {
        let Expr::Call(call) = expr else { return None };
        let Expr::Path(function) = &*call.func else { return None };
        let is = |module: &str| {
            syntax::ends_with(&path_text(&function.path), &format!("{module}::channel"))
        };
        match () {
            () if is("oneshot") => Some([None, Some(TypeKind::Answer)]),
            () if is("watch") => Some([None, Some(TypeKind::Watch)]),
            () if is("mpsc") => Some([Some(TypeKind::BoundedSender), None]),
            () => None,
        }
    }

    /// Of a macro that makes something.
    pub(super) fn of_macro(path: &Path) -> Option<TypeKind> {
        path.segments.last()?.ident.to_string().ends_with("span").then_some(TypeKind::Span)
    }
}

/// What a reference refers to.
pub(super) fn referenced(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => referenced(&reference.elem),
        ty => ty,
    }
}

/// A path without what its types are given.
fn path_text(path: &Path) -> String {
    let words: Vec<String> =
        path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    words.join("::")
}

/// Whether a trait object runs code of somebody's: what is read, written and polled does what its trait says.
fn is_handler(object: &TypeTraitObject) -> bool {
    !object.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => syntax::last_of(&bound.path).is_some_and(|name| {
            matches!(name.as_str(), "Stream" | "Sink" | "Future" | "Error" | "Any")
                || name.starts_with("Async") && !name.starts_with("AsyncFn")
        }),
        _ => false,
    })
}

fn is_pointer(name: &str) -> bool {
    matches!(name, "Arc" | "Rc" | "Box" | "Pin" | "LazyLock")
}

fn of_path(path: &Path) -> Option<TypeKind> {
    let last = path.segments.last()?;
    let name = last.ident.to_string();
    if is_pointer(&name) {
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        return arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => TypeKind::of_type(ty),
            _ => None,
        });
    }
    let within = |name: &str| path.segments.iter().any(|segment| segment.ident == name);
    match name.as_str() {
        "Lock" => Some(TypeKind::AsyncLock),
        "Mutex" | "RwLock" if within("parking_lot") => Some(TypeKind::ParkingLot),
        "Mutex" | "RwLock" if within("tokio") || within("interlocking") || within("async_lock") => {
            Some(TypeKind::AsyncLock)
        }
        "Mutex" | "RwLock" => Some(TypeKind::AnyLock),
        "Semaphore" | "BoundedSemaphore" => Some(TypeKind::Semaphore),
        "Barrier" if !within("std") => Some(TypeKind::Barrier),
        "Event" => Some(TypeKind::Event),
        "RefCell" => Some(TypeKind::RefCell),
        "DashMap" | "DashSet" => Some(TypeKind::DashMap),
        "Receiver" if within("watch") => Some(TypeKind::Watch),
        "Receiver" if within("oneshot") => Some(TypeKind::Answer),
        "Sender" if within("mpsc") => Some(TypeKind::BoundedSender),
        "JoinHandle" => Some(TypeKind::Answer),
        "Span" => Some(TypeKind::Span),
        name if name.starts_with("Atomic") => Some(TypeKind::Atomic),
        _ => None,
    }
}
